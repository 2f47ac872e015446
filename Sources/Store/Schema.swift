import Foundation
import GRDB
import Replication

/// Ours, not Foundation's.
typealias Operation = Replication.Operation

// The numbers are part of the format of changes: never reused, never given another meaning.
// docs/format/changes.md lists them.

extension ItemKind {
  static let source = ItemKind(rawValue: 1)
  static let clipping = ItemKind(rawValue: 2)
  static let note = ItemKind(rawValue: 3)
  static let notebook = ItemKind(rawValue: 4)
  static let entry = ItemKind(rawValue: 5)
  /// A replica as an item: its id is the replica's.
  static let replica = ItemKind(rawValue: 6)
}

extension FieldID {
  static let title = FieldID(rawValue: 1)
  static let authors = FieldID(rawValue: 2)
  static let published = FieldID(rawValue: 3)
  static let site = FieldID(rawValue: 4)
  static let url = FieldID(rawValue: 5)
  static let language = FieldID(rawValue: 6)
  static let excerpt = FieldID(rawValue: 7)
  static let doi = FieldID(rawValue: 8)
  static let isbn = FieldID(rawValue: 9)
  static let citationKey = FieldID(rawValue: 10)
  /// Union: every address a source was seen under.
  static let urls = FieldID(rawValue: 11)
  /// Union of ``SourceCapture``.
  static let captures = FieldID(rawValue: 12)

  static let source = FieldID(rawValue: 20)
  /// Quote, prefix, suffix, start and end: one value, because one anchoring makes them.
  static let selector = FieldID(rawValue: 21)
  static let page = FieldID(rawValue: 22)
  static let color = FieldID(rawValue: 23)
  static let note = FieldID(rawValue: 24)

  static let about = FieldID(rawValue: 30)
  static let text = FieldID(rawValue: 31)

  static let heading = FieldID(rawValue: 40)
  static let content = FieldID(rawValue: 41)

  /// Earliest, milliseconds since 1970.
  static let added = FieldID(rawValue: 50)
  static let tags = FieldID(rawValue: 51)

  static let replicaName = FieldID(rawValue: 60)
}

/// A field and the columns that hold its shown value.
struct Column: Sendable {
  let field: FieldID
  let names: [String]
  /// What the columns hold for a value; `nil` for one that they cannot hold exactly.
  let store: @Sendable (Value) -> [DatabaseValue]?
  let load: @Sendable ([DatabaseValue]) -> Value
}

/// The table that a kind of item is read from.
struct ItemTable: Sendable {
  let kind: ItemKind
  let name: String
  let columns: [Column]
  let isSearched: Bool

  static let source = ItemTable(
    kind: .source,
    name: "sources",
    columns: [
      .text(.title, "title"), .list(.authors, "authors"), .text(.published, "published"),
      .text(.site, "site"), .text(.url, "url"), .text(.language, "language"),
      .text(.excerpt, "excerpt"), .text(.doi, "doi"), .text(.isbn, "isbn"),
      .text(.citationKey, "citation_key"),
    ],
    isSearched: true
  )

  static let clipping = ItemTable(
    kind: .clipping,
    name: "clippings",
    columns: [
      .item(.source, "source"), .selector, .text(.page, "page"), .text(.color, "color"),
      .text(.note, "note"),
    ],
    isSearched: true
  )

  static let note = ItemTable(
    kind: .note,
    name: "notes",
    columns: [.text(.title, "title"), .item(.about, "about"), .text(.text, "text")],
    isSearched: true
  )

  static let notebook = ItemTable(
    kind: .notebook,
    name: "notebooks",
    columns: [.text(.title, "title")],
    isSearched: true
  )

  static let entry = ItemTable(
    kind: .entry,
    name: "entries",
    columns: [.text(.heading, "heading"), .item(.content, "content")],
    isSearched: false
  )

  static let all = [source, clipping, note, notebook, entry]

  /// `nil` for kinds that only have a state: replicas, and kinds of later versions.
  static func of(_ kind: ItemKind) -> ItemTable? { byKind[kind] }

  private static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })

  func column(of field: FieldID) -> Column? { columns.first { $0.field == field } }

  var columnNames: [String] { columns.flatMap(\.names) }
}

extension Column {
  static func text(_ field: FieldID, _ name: String) -> Column {
    Column(field: field, names: [name]) { value in
      switch value {
      case .none: [.null]
      case .text(let text): [text.databaseValue]
      default: nil
      }
    } load: { values in
      String.fromDatabaseValue(values[0]).map(Value.text) ?? .none
    }
  }

  static func item(_ field: FieldID, _ name: String) -> Column {
    Column(field: field, names: [name]) { value in
      switch value {
      case .none: [.null]
      case .item(let id): [id.databaseValue]
      default: nil
      }
    } load: { values in
      ItemID.fromDatabaseValue(values[0]).map(Value.item) ?? .none
    }
  }

  /// A list of texts as a JSON array; none as null.
  static func list(_ field: FieldID, _ name: String) -> Column {
    Column(field: field, names: [name]) { value in
      switch value {
      case .none: [.null]
      case .list(let texts): jsonArray(texts).map { [$0.databaseValue] }
      default: nil
      }
    } load: { values in
      String.fromDatabaseValue(values[0]).map { .list(texts(ofJSONArray: $0)) } ?? .none
    }
  }

  static let selector = Column(
    field: .selector,
    names: ["quote", "prefix", "suffix", "start", "\"end\""]
  ) { value in
    if value == .none { return Array(repeating: .null, count: 5) }
    guard let selector = SelectorValue(value) else { return nil }
    return [
      selector.exact.databaseValue, selector.prefix.databaseValue, selector.suffix.databaseValue,
      selector.start?.databaseValue ?? .null, selector.end?.databaseValue ?? .null,
    ]
  } load: { values in
    guard let exact = String.fromDatabaseValue(values[0]) else { return .none }
    return SelectorValue(
      exact: exact,
      prefix: String.fromDatabaseValue(values[1]) ?? "",
      suffix: String.fromDatabaseValue(values[2]) ?? "",
      start: Int.fromDatabaseValue(values[3]),
      end: Int.fromDatabaseValue(values[4])
    ).value
  }
}

func jsonArray(_ texts: [String]) -> String? {
  let encoder = JSONEncoder()
  encoder.outputFormatting = .withoutEscapingSlashes
  return (try? encoder.encode(texts)).map { String(decoding: $0, as: UTF8.self) }
}

func texts(ofJSONArray json: String) -> [String] {
  (try? JSONDecoder().decode([String].self, from: Data(json.utf8))) ?? []
}
