import ArgumentParser
import Foundation
import Model
import Replication
import Store

struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show what was changed, where and when, newest first.",
    discussion: ExitCode.help()
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "An item's id, for its changes alone.")
  var item: String?

  @OptionGroup var limit: LimitOption

  func run() throws {
    let session = try Session(options)
    let limit = limit.count
    let item = try item.map { id in try session.read { try $0.item(matching: id, purgedToo: true) }
    }
    for change in try session.read({ try $0.changes(of: item, limit: limit) }) {
      session.output.print(json(of: change)) { style in text(of: change, style) }
    }
    session.output.flush(paged: true)
  }

  private func json(of change: ChangeSummary) -> JSON {
    .object([
      ("kind", .string("change")), ("id", .string("\(change.id)")),
      ("replica", .string("\(change.id.replica)")), ("replicaName", .optional(change.replicaName)),
      ("time", change.time.json),
      ("edits", .array(change.edits.map(\.json))),
    ])
  }

  private func text(of change: ChangeSummary, _ style: Style) -> String {
    let time = change.time.formatted(Date.ISO8601FormatStyle())
    let name =
      change.replicaName.map(Sanitized.line) ?? "\(change.id.replica)".prefix(8).description
    let lines = ["\(style.strong(time))  \(name)"] + EditLines(style: style).lines(change.edits)
    return lines.joined(separator: "\n")
  }
}
