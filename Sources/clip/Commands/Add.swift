import ArgumentParser
import Capture
import Foundation
import Model
import Store

struct Add: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Save articles: an address, a file, or - for standard input.",
    discussion: """
      Files may be pages (.html, and as browsers and archives save them: .mhtml, .warc), texts (.md, \
      .txt), documents (.pdf), books (.epub) and mails (.eml); what they are is found out by their \
      content. The text is kept as Markdown, and the page or file as it was. The same one added again, \
      here or on another machine, is the same source: what is missing is filled, nothing is \
      overwritten. A page that changed meanwhile is a new version beside the old one: clip diff shows \
      what changed.

      What is highlighted in a PDF becomes clippings, with page, colour and comment. A file of which no \
      text can be read, because it is encrypted, damaged or holds only pictures, is kept and said so.

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

  @Flag(
    help: """
      Add nothing: say where each field of a page is from and how sure that is, and of each block why \
      it is part of the article or left out.
      """
  )
  var explain = false

  func validate() throws {
    if input.count > 1, url != nil || title != nil {
      throw ValidationError("--url and --title go with one input.")
    }
    if let url, WebAddress(url) == nil {
      throw ValidationError("\"\(url)\" is no http or https address.")
    }
  }

  func run() async throws {
    if explain { return try await explainPages() }
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

  /// Needs no library: nothing goes into one.
  private func explainPages() async throws {
    let output = Output(json: options.json)
    for name in input {
      let isAddress = WebAddress(name) != nil && name != "-"
      let page = isAddress ? try await PageFetcher().input(from: name) : try read(name)
      try PageExplanation(reading: page).print(to: output)
    }
    output.flush(paged: true)
  }

  private func add(_ name: String, to session: Session) async throws {
    guard WebAddress(name) != nil, name != "-" else {
      let input = try read(name)
      let article = described(try Article(reading: input, pdfHelper: .installed()))
      let parts = name == "-" ? [] : try await resources.parts(beside: name, input, article)
      return try add(article, made: parts, to: session)
    }
    var trouble: CaptureError?
    if !later {
      do {
        let input = try await PageFetcher().input(from: name)
        let article = described(try Article(reading: input, pdfHelper: .installed()))
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
    let page = try staged(article.page, session)
    let (added, source, clippings, highlights) = try session.write { writer in
      let added = try isQueued ? writer.queue(article) : add(article, page, writer)
      let id = added.id
      try writer.keep(parts, of: id)
      if !isQueued, !added.isNew { try writer.anchorLooseClippings(of: id) }
      let reference = ItemReference(.source, AnyItemID(id))
      let have = Set(try writer.reader.source(id)?.tags ?? [])
      try writer.addTags(tag.filter { !have.contains($0) }, to: reference)
      if let note { _ = try writer.note(note, about: AnyItemID(id)) }
      let text = quote.isEmpty ? nil : try writer.reader.sourceText(of: id, locating: true)
      let clippings = try quote.map { passage in
        let typed = Selector(quote: TextQuoteSelector(exact: passage))
        return try writer.clip(text?.selector(for: passage) ?? typed, of: id)
      }
      let highlights = try writer.clipHighlights(of: article, as: id)
      guard let source = try writer.reader.source(id) else {
        preconditionFailure("a source that was added is there")
      }
      return (
        added, source, try clippings.compactMap { try writer.reader.clipping($0) }, highlights
      )
    }
    let isWaiting = source.pendingFetch != nil
    let version = added.version.flatMap { $0 > 1 ? $0 : nil }
    let warnings = article.warnings.map { warning in
      JSON.object([("code", .string(warning.code)), ("message", .string(warning.message))])
    }
    let more: [(String, JSON)] = [
      ("new", .bool(added.isNew)), ("version", .optional(version)),
      ("highlights", highlights == 0 ? .null : .integer(highlights)),
      ("warnings", warnings.isEmpty ? .null : .array(warnings)),
    ]
    session.output.print(.object(source.fieldsWithFetch + more)) { style in
      let word =
        if isWaiting {
          "Queued"
        } else if added.isNew {
          "Added"
        } else {
          version.map { "Already here, now in version \($0):" } ?? "Already here:"
        }
      let counts = [
        source.words.map { counted($0, "word") },
        highlights == 0 ? nil : counted(highlights, "highlight"),
      ].compactMap(\.self)
      return "\(word) " + ItemLine(session.output).text(source)
        + (counts.isEmpty ? "" : style.dim("  " + counts.joined(separator: ", ")))
    }
    for warning in article.warnings { session.output.note(warning.message) }
    // Before the text is here nothing can be found in it.
    for clipping in clippings where !clipping.exact && !isWaiting {
      session.output.note(
        "a passage is not in the text; it is kept as it was typed: “\(clipping.quote.prefix(60))”"
      )
    }
  }

  private func add(
    _ article: Article,
    _ page: (attachment: StagedAttachment, mediaType: String)?,
    _ writer: LibraryWriter
  ) throws -> AddedSource {
    guard let page else { return try writer.add(article) }
    return try writer.add(article, page: page.attachment, mediaType: page.mediaType)
  }

  /// A large file goes into the library piece by piece.
  private func staged(
    _ page: Article.Page?,
    _ session: Session
  ) throws -> (attachment: StagedAttachment, mediaType: String)? {
    guard let page, page.content.count > 8 << 20 else { return nil }
    var rest = page.content[...]
    let attachment = try session.library.stage {
      guard !rest.isEmpty else { return nil }
      defer { rest = rest.dropFirst(4 << 20) }
      return Array(rest.prefix(4 << 20))
    }
    return (attachment, page.mediaType)
  }
}
