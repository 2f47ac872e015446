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
  static let modified = FieldID(rawValue: 13)
  static let licence = FieldID(rawValue: 14)
  /// Union: the tags by which a page described itself, as found.
  static let pageMetadata = FieldID(rawValue: 15)

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
  /// 1 for a replica that will not come back.
  static let retired = FieldID(rawValue: 61)

  /// Earliest: see ``FetchWish``.
  static let fetchWish = FieldID(rawValue: 86)
  /// Latest: see ``FailedFetch``.
  static let failedFetch = FieldID(rawValue: 87)
  /// Latest: see ``PageVersion``.
  static let pageVersion = FieldID(rawValue: 88)
  /// Union of ``PageResource``.
  static let resources = FieldID(rawValue: 89)
}

/// A field and the columns that hold its shown value.
struct Column: Sendable {
  let field: FieldID
  let names: [String]
  /// Whether the columns can hold a value exactly.
  let holds: @Sendable (Value) -> Bool
  /// What the columns hold for such a value.
  let store: @Sendable (Value) -> [SQLValue]
  /// The value of a row, in which the columns begin at a place.
  let load: @Sendable (SQLRow, Int) -> Value

  /// What the columns hold for any value: nothing for one that they cannot hold.
  func values(for value: Value) -> [SQLValue] {
    holds(value) ? store(value) : names.map { _ in .null }
  }
}

/// The table that a kind of item is read from.
struct ItemTable: Sendable {
  let kind: ItemKind
  let name: String
  let columns: [Column]
  /// The fields that search reads; empty for a kind that it does not find.
  let searched: Set<FieldID>
  /// Reads an item's number, first change and clocks, then all columns, by its number.
  let loading: String
  /// Makes an item's row: all columns, then its number.
  let inserting: String
  /// Writes the columns of one of ``columns`` alone, by the item's number.
  let updating: [String]

  init(kind: ItemKind, name: String, columns: [Column], searched: Set<FieldID>) {
    self.kind = kind
    self.name = name
    self.columns = columns
    self.searched = searched
    let names = columns.flatMap(\.names)
    loading = """
      SELECT number, first_change, clocks\(names.map { ", \(name).\($0)" }.joined())
      FROM items JOIN \(name) ON item = number WHERE number = ?
      """
    inserting = """
      INSERT INTO \(name) (\(names.joined(separator: ", ")), item)
      VALUES (\(names.map { _ in "?, " }.joined())?)
      """
    updating = columns.map { column in
      "UPDATE \(name) SET \(column.names.map { "\($0) = ?" }.joined(separator: ", ")) WHERE item = ?"
    }
  }

  static let source = ItemTable(
    kind: .source,
    name: "sources",
    columns: [
      .text(.title, "title"), .list(.authors, "authors"), .text(.published, "published"),
      .text(.site, "site"), .text(.url, "url"), .text(.language, "language"),
      .text(.excerpt, "excerpt"), .text(.doi, "doi"), .text(.isbn, "isbn"),
      .text(.citationKey, "citation_key"),
    ],
    searched: [.title, .authors, .site, .excerpt, .captures, .tags]
  )

  static let clipping = ItemTable(
    kind: .clipping,
    name: "clippings",
    columns: [
      .item(.source, "source"), .selector, .text(.page, "page"), .text(.color, "color"),
      .text(.note, "note"),
    ],
    searched: [.selector, .note, .tags]
  )

  static let note = ItemTable(
    kind: .note,
    name: "notes",
    columns: [.text(.title, "title"), .item(.about, "about"), .text(.text, "text")],
    searched: [.title, .text, .tags]
  )

  static let notebook = ItemTable(
    kind: .notebook,
    name: "notebooks",
    columns: [.text(.title, "title")],
    searched: [.title, .tags]
  )

  static let entry = ItemTable(
    kind: .entry,
    name: "entries",
    columns: [.text(.heading, "heading"), .item(.content, "content")],
    searched: []
  )

  static let all = [source, clipping, note, notebook, entry]

  /// All that a kind of item is shown by.
  static func fields(of kind: ItemKind) -> Set<FieldID> {
    guard let table = of(kind) else { return [] }
    return table.searched.union(table.columns.map(\.field)).union([.tags])
  }

  /// `nil` for kinds that only have a state: replicas, and kinds of later versions.
  static func of(_ kind: ItemKind) -> ItemTable? { byKind[kind] }

  private static let byKind = Dictionary(uniqueKeysWithValues: all.map { ($0.kind, $0) })
}

extension Column {
  static func text(_ field: FieldID, _ name: String) -> Column {
    Column(field: field, names: [name]) { value in
      switch value {
      case .none, .text: true
      default: false
      }
    } store: { value in
      if case .text(let text) = value { [.text(text)] } else { [.null] }
    } load: { row, index in
      row.text(index).map(Value.text) ?? .none
    }
  }

  static func item(_ field: FieldID, _ name: String) -> Column {
    Column(field: field, names: [name]) { value in
      switch value {
      case .none, .item: true
      default: false
      }
    } store: { value in
      if case .item(let id) = value { [.id(id)] } else { [.null] }
    } load: { row, index in
      row.id(index).map(Value.item) ?? .none
    }
  }

  /// A list of texts as a JSON array; none as null.
  static func list(_ field: FieldID, _ name: String) -> Column {
    Column(field: field, names: [name]) { value in
      switch value {
      case .none, .list: true
      default: false
      }
    } store: { value in
      if case .list(let texts) = value {
        [.text(jsonArray(texts))]
      } else {
        [.null]
      }
    } load: { row, index in
      row.text(index).map { .list(texts(ofJSONArray: $0)) } ?? .none
    }
  }

  static let selector = Column(
    field: .selector,
    names: ["quote", "prefix", "suffix", "start", "\"end\""]
  ) { value in
    value == .none || SelectorValue(value) != nil
  } store: { value in
    guard let selector = SelectorValue(value) else { return Array(repeating: .null, count: 5) }
    return [
      .text(selector.exact), .text(selector.prefix), .text(selector.suffix),
      .integer(selector.start), .integer(selector.end),
    ]
  } load: { row, index in
    guard let exact = row.text(index) else { return .none }
    return SelectorValue(
      exact: exact,
      prefix: row.text(index + 1) ?? "",
      suffix: row.text(index + 2) ?? "",
      start: row.number(index + 3),
      end: row.number(index + 4)
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
