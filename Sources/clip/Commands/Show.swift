import ArgumentParser
import Foundation
import Model
import Replication
import Store
import Sync

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show one item with what hangs on it.",
    discussion: ExitCode.help()
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The item's id.")
  var item: String

  @Flag(help: "The whole text of a source or a note, and nothing else.")
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

  func validate() throws {
    if page, text || options.json {
      throw ValidationError(
        "--page gives the page's bytes: it goes with neither --text nor --json."
      )
    }
    if version != nil, !text, !page {
      throw ValidationError("--version goes with --text or --page.")
    }
  }

  func run() throws {
    let session = try Session(options)
    let item = try session.read { try $0.item(matching: self.item) }
    if version != nil, item.kind != .source {
      throw CommandError.usage(
        "\(item.id.short) is a \(item.kind.rawValue): only sources have versions"
      )
    }
    if page {
      return try showPage(of: item, session)
    } else if text {
      try showText(of: item, session)
    } else {
      try session.printWhole(item)
    }
    session.output.flush(paged: true)
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
        hint: item.kind == .source ? "If it was added on another machine, sync again." : nil
      )
    }
    // To a file or another program the bytes go as they are.
    let shown = Terminal.isOutput ? Sanitized.text(text) : text
    if options.json {
      session.output.print(
        .object([
          ("kind", .string("text")), ("id", .string("\(item.id)")), ("text", .string(text)),
          ("version", .optional(version?.number)), ("fetched", version?.fetched.json ?? .null),
        ])
      ) { _ in "" }
    } else {
      session.output.print(raw: shown.hasSuffix("\n") ? shown : shown + "\n")
    }
  }
}
