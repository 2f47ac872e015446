import Model
import Replication

/// A field that people set by name.
struct EditableField: Sendable {
  let name: String
  let id: FieldID
  private let form: Form

  private enum Form: Sendable {
    case text
    case list
    case item
  }

  /// What a typed text means for this field; empty clears it.
  func value(_ text: String) throws -> Value {
    guard !text.isEmpty else { return .none }
    switch form {
    case .text: return .text(text)
    case .list:
      let parts = text.split(separator: ";").map { $0.split(separator: " ").joined(separator: " ") }
      return .list(parts.filter { !$0.isEmpty })
    case .item:
      guard let id = ItemID(hexadecimal: text) else {
        throw StoreError(.badValue, "\(name) takes the full id of an item")
      }
      return .item(id)
    }
  }

  /// - Throws: ``StoreError`` that lists the fields there are.
  static func named(_ name: String, of kind: ItemReference.Kind) throws -> EditableField {
    let fields = all[kind] ?? []
    guard let field = fields.first(where: { $0.name == name }) else {
      throw StoreError(
        .unknownField,
        "\(kind.withArticle) has no field \"\(name)\"",
        hint: "It has \(fields.map(\.name).joined(separator: ", "))."
      )
    }
    return field
  }

  /// The name of a field that conflicts, as people set it.
  static func name(of id: FieldID, in kind: ItemReference.Kind) -> String? {
    all[kind]?.first { $0.id == id }?.name
  }

  static func all(of kind: ItemReference.Kind) -> [EditableField] { all[kind] ?? [] }

  private static let all: [ItemReference.Kind: [EditableField]] = [
    .source: [
      text("title", .title), EditableField(name: "authors", id: .authors, form: .list),
      text("published", .published), text("site", .site), text("url", .url),
      text("language", .language), text("excerpt", .excerpt), text("doi", .doi),
      text("isbn", .isbn), text("citationKey", .citationKey),
      text("modified", .modified), text("licence", .licence),
    ],
    .clipping: [text("note", .note), text("color", .color), text("page", .page)],
    .note: [text("title", .title), EditableField(name: "about", id: .about, form: .item)],
    .notebook: [text("title", .title)],
    .entry: [text("heading", .heading)],
  ]

  private static func text(_ name: String, _ id: FieldID) -> EditableField {
    EditableField(name: name, id: id, form: .text)
  }
}
