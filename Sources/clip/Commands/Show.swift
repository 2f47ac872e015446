import ArgumentParser
import Model
import Store

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

  private func showText(of item: ItemReference, _ session: Session) throws {
    let text: String? =
      switch item.kind {
      case .source: try session.read { try $0.text(of: SourceID(item.id)) }
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
