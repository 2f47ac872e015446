import ArgumentParser
import Model
import Store

struct Edit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Change an item's fields, or a note's text.",
    discussion: """
      A note's text is merged: what was written on another machine meanwhile stays. Without --set and \
      --text it opens $VISUAL or $EDITOR.

      Fields: title, authors (separated by ;), published, modified, site, url, language, excerpt, doi, \
      isbn, licence and citationKey of a source; note, color and page of a clipping; title of a note or notebook. An \
      empty value clears a field.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The item's id.")
  var item: String

  @Option(
    help: ArgumentHelp("A field and its new value; repeat it for more.", valueName: "field=value")
  )
  var set: [String] = []

  @Option(help: "A note's new text; - for standard input.")
  var text: String?

  func run() throws {
    let session = try Session(options)
    let item = try session.read { try $0.item(matching: self.item) }
    let values = try set.map(Self.split)
    if set.isEmpty, text == nil {
      try editInEditor(item, session)
    } else {
      let text = try self.text.map(TypedText.resolve)
      try session.write { writer in
        try writer.set(values, of: item)
        if let text {
          let note = try Self.note(item)
          try writer.edit(note, from: try writer.base(of: note), to: text)
        }
      }
    }
    try session.printItem(item)
    session.output.flush()
  }

  private static func split(_ pair: String) throws -> (field: String, value: String) {
    guard let equals = pair.firstIndex(of: "=") else {
      throw CommandError.usage(
        "\"\(pair)\" is not FIELD=VALUE",
        hint: "For example: --set title=Tides"
      )
    }
    return (String(pair[..<equals]), String(pair[pair.index(after: equals)...]))
  }

  private static func note(_ item: ItemReference) throws -> NoteID {
    guard item.kind == .note else {
      throw CommandError.usage(
        "a \(item.kind.rawValue) has no text to edit",
        hint: "Change its fields with --set."
      )
    }
    return NoteID(item.id)
  }

  /// Notes by their text, other items by their fields, one a line.
  private func editInEditor(_ item: ItemReference, _ session: Session) throws {
    if item.kind == .note {
      let note = NoteID(item.id)
      let base = try session.read { try $0.base(of: note) }
      try TypedText.editing(base.text, named: "note", otherwise: "Use --text or --set.") { text in
        try session.write { try $0.edit(note, from: base, to: text) }
      }
    } else {
      let fields = try session.read { try $0.fields(of: item) }
      let form = FieldForm(fields)
      try TypedText.editing(form.text, named: item.kind.rawValue, otherwise: "Use --set.") { text in
        let changes = try form.changes(in: text)
        try session.write { try $0.set(changes, of: item) }
      }
    }
  }
}

/// An item's fields as text, one `name: value` a line.
struct FieldForm {
  let fields: [(field: String, value: String)]

  init(_ fields: [(field: String, value: String)]) {
    self.fields = fields
  }

  var text: String {
    fields.map { "\($0.field): \($0.value.split(separator: "\n").joined(separator: " "))\n" }
      .joined()
  }

  /// The fields that a person changed.
  ///
  /// - Throws: when a line is none of the form's: nothing typed is passed over.
  func changes(in edited: String) throws -> [(field: String, value: String)] {
    let before = Dictionary(
      try FieldForm.pairs(in: text).map { ($0.field, $0.value) },
      uniquingKeysWith: { $1 }
    )
    return try FieldForm.pairs(in: edited).filter { pair in
      guard let value = before[pair.field] else {
        throw CommandError(
          "unknownField",
          "there is no field \"\(pair.field)\"; nothing was changed"
        )
      }
      return value != pair.value
    }
  }

  private static func pairs(in text: String) throws -> [(field: String, value: String)] {
    try text.split(separator: "\n").filter { !$0.allSatisfy(\.isWhitespace) }.map { line in
      guard let colon = line.firstIndex(of: ":") else {
        throw CommandError(
          "unknownField",
          "the line \"\(line)\" does not begin with a field's name; nothing was changed",
          hint: "A field's value stands on one line."
        )
      }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      return (String(line[..<colon]), String(value))
    }
  }
}
