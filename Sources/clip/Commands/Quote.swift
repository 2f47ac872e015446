import ArgumentParser
import Model
import Store

struct Quote: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quote",
    abstract: "Clip a passage of a source.",
    discussion: """
      The passage is found in the source's text whatever its white space, quote marks, dashes and \
      hyphens; the source's own wording is kept. Text that is not there is kept as typed, with a \
      warning.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The source's id.")
  var source: String

  @Argument(help: "The passage; - or nothing for standard input.")
  var text: String?

  @Option(help: ArgumentHelp("Your own words about it.", valueName: "text"))
  var note: String?

  @Option(help: "A tag; repeat it for more.")
  var tag: [String] = []

  @Option(help: "A colour.")
  var color: String?

  @Option(
    help:
      "The page it stands on, as printed; of a document with pages it is known where it is found."
  )
  var page: String?

  func run() throws {
    let session = try Session(options)
    let reference = try session.read {
      try $0.item(matching: source, among: [.source], called: "source")
    }
    let passage = try passage()
    let id = SourceID(reference.id)
    let text = try session.read { try $0.sourceText(of: id, locating: true) }
    // Before the text is here it is kept as it was typed.
    let selector =
      text?.selector(for: passage, onPage: page)
      ?? Selector(quote: TextQuoteSelector(exact: passage), page: page)
    let clipping = try session.write { writer in
      let clipping = try writer.clip(selector, of: id, note: note, color: color, tags: tag)
      return try writer.reader.clipping(clipping)
    }
    guard let clipping else { preconditionFailure("a clipping that was made is there") }
    session.output.print(.object(clipping.fields)) { _ in
      "Clipped " + ItemLine(session.output).text(clipping)
    }
    session.output.flush()
    if !clipping.exact {
      session.output.note("this passage is not in the source's text; it is kept as it was typed")
    }
  }

  private func passage() throws -> String {
    let text: String
    if let typed = self.text {
      text = try TypedText.resolve(typed)
    } else if Terminal.isInput {
      throw CommandError.usage(
        "there is no passage to clip",
        hint: "clip quote SOURCE \"the passage\""
      )
    } else {
      text = try TypedText.standardInput()
    }
    guard !text.allSatisfy(\.isWhitespace) else { throw CommandError.usage("the passage is empty") }
    return text
  }
}
