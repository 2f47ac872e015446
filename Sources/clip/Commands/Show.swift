import ArgumentParser
import Foundation
import Model
import Replication
import Store
import Sync

struct Show: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one item with what hangs on it.",
    discussion: """
      clip show SOURCE --output page.html writes the page as it was into one file that needs nothing \
      else: pictures and styles are in it, scripts and all that calls home are not. With --text the \
      article's text is written as Markdown, its pictures beside it in page_files.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The item's id.")
  var item: String

  @Flag(
    help: """
      The whole text of a source or a note: laid out on a terminal, to a file or another program as \
      it is, a source's as Markdown.
      """
  )
  var text = false

  @Option(
    help: ArgumentHelp(
      "With --text or --page: an older version of a source, counted from 1.",
      valueName: "number"
    )
  )
  var version: Int?

  @Flag(help: "The page of a source as it was kept, for a file or another program.")
  var page = false

  @Flag(help: "The tags by which a source's page described itself, as found, in JSON.")
  var metadata = false

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Write a source's page, or its text with --text, to a file.",
      valueName: "file"
    ),
    completion: .file()
  )
  var output: String?

  func validate() throws {
    if metadata, text || page || output != nil {
      throw ValidationError("--metadata goes with neither --text, --page nor --output.")
    }
    if page, output != nil {
      throw ValidationError("--output writes a page that is safe to open; --page gives its bytes.")
    }
    if page, text || options.json {
      throw ValidationError(
        "--page gives the page's bytes: it goes with neither --text nor --json."
      )
    }
    if version != nil, !text, !page {
      throw ValidationError("--version goes with --text or --page.")
    }
    if version != nil, output != nil {
      throw ValidationError(
        "--output writes the version that is shown. An older one goes to standard output: "
          + "clip show SOURCE --text --version 1 > file"
      )
    }
  }

  func run() async throws {
    let session = try Session(options)
    let item = try session.read { try $0.item(matching: self.item) }
    if version != nil, item.kind != .source {
      throw CommandError.usage(
        "\(item.id.short) is a \(item.kind.rawValue): only sources have versions"
      )
    }
    if let output {
      let place = URL(fileURLWithPath: (output as NSString).expandingTildeInPath)
      let written = try await SavedPage(session: session, fetch: { try session.fetch($0) })
        .write(item, to: place, asText: text)
      report(item, written, place, output, session)
    } else if page {
      return try showPage(of: item, session)
    } else if metadata {
      try showMetadata(of: item, session)
    } else if text {
      try showText(of: item, session)
    } else {
      try session.printWhole(item)
    }
    session.output.flush(paged: true)
  }

  private func showMetadata(of item: ItemReference, _ session: Session) throws {
    let metadata = try session.read {
      item.kind == .source ? try $0.pageMetadata(of: SourceID(item.id)) : nil
    }
    guard let metadata else {
      throw CommandError(
        "noText",
        "nothing is kept here of what the page of \(item.id.short) says of itself",
        hint: "Sources that were read from a web page have it."
      )
    }
    let shown = Terminal.isOutput ? Sanitized.text(metadata) : metadata
    if options.json {
      session.output.print(
        .object([
          ("kind", .string("metadata")), ("id", .string("\(item.id)")),
          ("metadata", .string(metadata)),
        ])
      ) { _ in "" }
    } else {
      session.output.print(raw: shown + "\n")
    }
  }

  /// Gives a page out piece by piece: it may be larger than memory.
  private func showPage(of item: ItemReference, _ session: Session) throws {
    guard !Terminal.isOutput else {
      throw CommandError.usage(
        "a page may hold anything, which a terminal might obey",
        hint: "Write it to a file: clip show \(item.id.short) --page > page"
      )
    }
    let hash: Digest? =
      if let version {
        try session.version(version, of: SourceID(item.id)).page
      } else if item.kind == .source {
        try session.read { try $0.pageHash(of: SourceID(item.id)) }
      } else {
        nil
      }
    guard let hash, try session.library.hasAttachment(hash) || session.fetch(hash) else {
      throw CommandError(
        "noPage",
        "no page of \(item.id.short) is here",
        hint: hash == nil ? nil : "If it was added on another machine, sync again."
      )
    }
    var offset: UInt64 = 0
    while let piece = try session.library.attachment(hash, from: offset, count: 4 << 20),
      !piece.isEmpty
    {
      try FileHandle.standardOutput.write(contentsOf: piece)
      offset += UInt64(piece.count)
    }
    guard try session.library.size(ofAttachment: hash) == offset else {
      throw CommandError(
        "damaged",
        "the page of \(item.id.short) is damaged: it ends early",
        hint: "clip check names what is damaged."
      )
    }
  }

  private func report(
    _ item: ItemReference,
    _ pictures: Int,
    _ place: URL,
    _ typed: String,
    _ session: Session
  ) {
    session.output.print(
      .object([
        ("kind", .string("page")), ("id", .string("\(item.id)")), ("output", .string(place.path)),
        ("parts", .integer(pictures)),
      ])
    ) { style in
      "Wrote \(style.strong(Sanitized.line(typed)))"
        + (pictures > 0 ? style.dim("  with \(counted(pictures, text ? "picture" : "part"))") : "")
    }
  }

  private func showText(of item: ItemReference, _ session: Session) throws {
    var version: SourceVersion?
    if item.kind == .source {
      version =
        try self.version.map { try session.version($0, of: SourceID(item.id)) }
        ?? session.read { try $0.versions(of: SourceID(item.id)) }.last
    }
    let text: String? =
      switch item.kind {
      case .source: try version.flatMap { try session.text(of: $0.text) }
      case .note: try session.read { try $0.note(NoteID(item.id))?.text }
      case .clipping: try session.read { try $0.clipping(ClippingID(item.id))?.quote }
      default: nil
      }
    guard let text else {
      throw CommandError(
        "noText",
        "\(item.id.short) has no text here",
        hint: item.kind != .source
          ? nil
          : try session.read { try $0.source(SourceID(item.id))?.pendingFetch } == nil
            ? "If it was added on another machine, sync again."
            : "Its page is still to be fetched: clip fetch \(item.id.short)"
      )
    }
    if options.json {
      session.output.print(
        .object([
          ("kind", .string("text")), ("id", .string("\(item.id)")), ("text", .string(text)),
          ("version", .optional(version?.number)), ("fetched", version?.fetched.json ?? .null),
        ])
      ) { _ in "" }
    } else {
      let shown = try shown(text, of: item, session)
      session.output.print(raw: shown.hasSuffix("\n") ? shown : shown + "\n")
    }
  }

  /// To a file or another program the bytes go as they are; on a terminal an article is laid out.
  private func shown(_ text: String, of item: ItemReference, _ session: Session) throws -> String {
    guard Terminal.isOutput else { return text }
    guard item.kind == .source else { return Sanitized.text(text) }
    let page = ReadingPage(style: session.output.style, columns: Terminal.size.columns)
    let source = try session.read { try $0.source(SourceID(item.id)) }
    return page.head(of: source) + page.text(of: Sanitized.article(text))
  }
}
