import ArgumentParser
import Model
import Store

struct NoteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Write a note, alone or about an item.",
    discussion: """
      Without text it opens $VISUAL or $EDITOR, or reads standard input where that is no terminal.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The text, in Markdown; - for standard input.")
  var text: String?

  @Option(help: ArgumentHelp("The source, clipping or other item it is about.", valueName: "item"))
  var about: String?

  @Option(help: "A title.")
  var title: String?

  @Option(help: "A tag; repeat it for more.")
  var tag: [String] = []

  func run() throws {
    let session = try Session(options)
    let subject = try about.map { id in try session.read { try $0.item(matching: id) } }
    if let text {
      try save(try TypedText.resolve(text), subject, session)
    } else if Terminal.isInput {
      try TypedText.editing("", named: "note") { try save($0, subject, session) }
    } else {
      try save(try TypedText.standardInput(), subject, session)
    }
  }

  private func save(_ text: String, _ subject: ItemReference?, _ session: Session) throws {
    guard !text.allSatisfy(\.isWhitespace) else {
      throw CommandError("empty", "the note is empty; nothing was saved")
    }
    let note = try session.write { writer in
      try writer.reader.note(
        try writer.note(text, title: title, about: subject?.id, tags: tag)
      )
    }
    guard let note else { preconditionFailure("a note that was made is there") }
    session.output.print(.object(note.fields)) { _ in "Noted " + ItemLine(session.output).text(note)
    }
    session.output.flush()
  }
}
