import ArgumentParser
import Model
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

  func run() throws {
    let session = try Session(options)
    let item = try session.read { try $0.item(matching: self.item) }
    if text {
      try showText(of: item, session)
    } else {
      try session.printWhole(item)
    }
    session.output.flush(paged: true)
  }

  /// A source's text, fetched from a sync folder when it was left there.
  private func text(of source: SourceID, _ session: Session) throws -> String? {
    if let text = try session.read({ try $0.text(of: source) }) { return text }
    guard let hash = try session.read({ try $0.textHash(of: source) }) else { return nil }
    for folder in try session.read({ try $0.folders() }) {
      let isFetched = try? Carrier(folder).exchange(session) { folder in
        try SyncEngine(
          log: session.library,
          attachments: session.library,
          folder: folder,
          environment: .live
        ).fetchAttachment(hash)
      }
      // A folder that is not here now keeps nobody from trying the next one.
      guard isFetched == true else { continue }
      return try session.read { try $0.text(of: source) }
    }
    return nil
  }

  private func showText(of item: ItemReference, _ session: Session) throws {
    let text: String? =
      switch item.kind {
      case .source: try text(of: SourceID(item.id), session)
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
        .object([("kind", .string("text")), ("id", .string("\(item.id)")), ("text", .string(text))])
      ) { _ in "" }
    } else {
      session.output.print(raw: shown.hasSuffix("\n") ? shown : shown + "\n")
    }
  }
}
