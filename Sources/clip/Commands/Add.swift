import ArgumentParser
import Capture
import Foundation
import Model
import Store

struct Add: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Save articles: an address, an .html, .md or .txt file, or - for standard input.",
    discussion: """
      The article's text is kept as Markdown, and the page as it was. The same page added again, here \
      or on another machine, is the same source: what is missing is filled, nothing is overwritten. A \
      page that changed meanwhile is a new version beside the old one: clip diff shows what changed.

      An address that cannot be reached now, or whose server is in trouble, is kept with its tags, notes \
      and quotes; clip fetch and clip sync fetch it later, on this machine or on another.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "An http(s) address, a file, or - for standard input.", completion: .file())
  var input: [String]

  @Option(help: "The address that a file or standard input came from.")
  var url: String?

  @Option(help: "The title, instead of the one found.")
  var title: String?

  @Option(
    help: ArgumentHelp("An author, instead of those found; repeat it for more.", valueName: "name")
  )
  var author: [String] = []

  @Option(
    help: ArgumentHelp(
      "The date of publication, as 2025, 2025-03 or 2025-03-04.",
      valueName: "date"
    )
  )
  var published: String?

  @Option(help: "A tag; repeat it for more.")
  var tag: [String] = []

  @Option(help: ArgumentHelp("A note about the source.", valueName: "text"))
  var note: String?

  @Option(help: ArgumentHelp("A passage to clip; repeat it for more.", valueName: "text"))
  var quote: [String] = []

  @OptionGroup var resources: PageResourceOption

  @Flag(help: "Keep addresses without asking for them now; clip fetch does.")
  var later = false

  func validate() throws {
    if input.count > 1, url != nil || title != nil {
      throw ValidationError("--url and --title go with one input.")
    }
    if let url, WebAddress(url) == nil {
      throw ValidationError("\"\(url)\" is no http or https address.")
    }
  }

  func run() async throws {
    let session = try Session(options)
    var failures: [any Error] = []
    for name in input {
      // One that fails does not keep the others out.
      do {
        try await add(name, to: session)
      } catch {
        failures.append(error)
        if input.count > 1 { session.output.note(Failure(error).message) }
      }
      session.output.flush()
    }
    if input.count > 1, !failures.isEmpty {
      throw CommandError(
        "someFailed",
        "\(failures.count) of \(input.count) could not be added"
      )
    }
    if let failure = failures.first { throw failure }
  }

  private func add(_ name: String, to session: Session) async throws {
    guard WebAddress(name) != nil, name != "-" else {
      let input = try read(name)
      let article = described(try Article(reading: input))
      let parts = name == "-" ? [] : try await resources.parts(beside: name, input, article)
      return try add(article, made: parts, to: session)
    }
    var trouble: CaptureError?
    if !later {
      do {
        let input = try await PageFetcher().input(from: name)
        let article = described(try Article(reading: input))
        let parts = try await resources.parts(fetchedWith: input, article)
        return try add(article, made: parts, to: session)
      } catch let error as CaptureError where error.mayPass {
        trouble = error
      }
    }
    var article = Article(text: "")
    article.url = WebAddress(name)?.original
    article.urls = [article.url].compactMap(\.self)
    try add(described(article), to: session, isQueued: true)
    if let trouble {
      session.output.note("\(trouble.message): the address is kept; clip fetch tries again")
    }
  }

  /// The article with what the person says of it.
  private func described(_ article: Article) -> Article {
    var article = article
    if let title { article.title = title }
    if !author.isEmpty { article.authors = author }
    if let published { article.published = published }
    return article
  }

  private func read(_ name: String) throws -> Input {
    if name == "-" {
      let content = try FileHandle.standardInput.readToEnd() ?? Data()
      return Input(content, address: url)
    }
    return try InputFile.read(name, address: url)
  }

  private func add(
    _ article: Article,
    made parts: [PagePart] = [],
    to session: Session,
    isQueued: Bool = false
  ) throws {
    let (source, isNew, version, clippings) = try session.write { writer in
      let known = try ([article.url].compactMap(\.self) + article.urls).compactMap(WebAddress.init)
        .compactMap { try writer.reader.source(at: $0) }.first
      let before = try known.map { try writer.reader.versions(of: $0).count } ?? 0
      let (id, isNew) = try isQueued ? writer.queue(article) : writer.add(article)
      let versions = known == id ? try writer.reader.versions(of: id).count : 0
      try writer.keep(parts, of: id)
      if !isQueued, !isNew { try writer.anchorLooseClippings(of: id) }
      let reference = ItemReference(.source, AnyItemID(id))
      let have = Set(try writer.reader.source(id)?.tags ?? [])
      try writer.addTags(tag.filter { !have.contains($0) }, to: reference)
      if let note { _ = try writer.note(note, about: AnyItemID(id)) }
      let anchor = quote.isEmpty ? nil : try writer.reader.anchor(in: id)
      let clippings = try quote.compactMap { passage in
        try anchor.map { try writer.clip($0.selector(for: passage), of: id) }
      }
      guard let source = try writer.reader.source(id) else {
        preconditionFailure("a source that was added is there")
      }
      return (
        source, isNew, versions > max(before, 1) ? versions : nil,
        try clippings.compactMap { try writer.reader.clipping($0) }
      )
    }
    let isWaiting = source.pendingFetch != nil
    session.output.print(
      .object(
        source.fieldsWithFetch + [("new", .bool(isNew)), ("version", .optional(version))]
      )
    ) { style in
      (isWaiting
        ? "Queued "
        : isNew
          ? "Added " : version.map { "Already here, now in version \($0): " } ?? "Already here: ")
        + ItemLine(session.output).text(source)
        + (source.words.map { style.dim("  \(counted($0, "word"))") } ?? "")
    }
    // Before the text is here nothing can be found in it.
    for clipping in clippings where !clipping.exact && !isWaiting {
      session.output.note(
        "a passage is not in the text; it is kept as it was typed: “\(clipping.quote.prefix(60))”"
      )
    }
  }
}
