import ArgumentParser
import Foundation
import Model
import Store

struct Fetch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetch the pages that are still to be fetched, or some sources' pages again.",
    discussion: """
      Without a source, the addresses that were kept without a network are fetched, here or on any other \
      machine of yours: one at a time from each site, with pauses, and later again where a server is in \
      trouble or asks for patience. A page that is gone, too large or no article is given up; clip \
      status names it.

      With sources, their pages are fetched now, whatever was tried before. A page that changed is a new \
      version: it is shown, the old one is kept beside it, and clip diff shows what changed.

      Private addresses, such as localhost or 192.168.1.2, are fetched only on the machine where they \
      were added, or where you name the source.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "Sources by their ids.")
  var source: [String] = []

  @Option(help: "Fetch at most so many pages.")
  var limit: Int?

  @OptionGroup var resources: PageResourceOption

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1 on.") }
    if limit != nil, !source.isEmpty { throw ValidationError("--limit goes without sources.") }
  }

  func run() async throws {
    let session = try Session(options)
    let queue = FetchQueue(session: session, resources: resources)
    guard source.isEmpty else { return try await fetchAgain(queue, session) }
    let summary = try await queue.run(byHand: true, limit: limit ?? .max)
    if summary.fetched == 0, summary.failures.isEmpty, !session.output.isJSON {
      session.output.note(summary.left == 0 ? "no page is to be fetched" : try waiting(session))
    }
  }

  private func fetchAgain(_ queue: FetchQueue, _ session: Session) async throws {
    let sources = try session.read { reader in
      try source.map {
        SourceID(try reader.item(matching: $0, among: [.source], called: "source").id)
      }
    }
    let summary = try await queue.run(sources)
    guard let failure = summary.failures.first else { return }
    if sources.count == 1 { throw failure }
    throw CommandError(
      "someFailed",
      "\(summary.failures.count) of \(sources.count) could not be fetched"
    )
  }

  private func waiting(_ session: Session) throws -> String {
    let queue = try session.read { try $0.fetchQueue() }.filter { !$0.fetch.isGivenUp }
    let next = queue.compactMap(\.fetch.next).min().map { FetchWords.time($0, Date()) } ?? "later"
    return "\(counted(queue.count, "page")) to fetch; the next attempt is \(next), or now with "
      + "clip fetch ID"
  }
}
