import GRDB
import Replication

/// The full-text index.
///
/// It holds no text of its own, so a row must be taken out before the item changes and put back after,
/// with the very words that the view `search_content` has for it.
///
/// It is fastest in the order of items and with statements of one row. SQLite writes out what it
/// gathered for the index when a smaller number comes, and whenever a statement begins that may have
/// to be undone halfway, as one that inserts what it selects.
struct SearchIndex {
  let db: Database

  /// Takes an item out that is in this state.
  func remove(_ item: Int64, _ state: ItemState) throws {
    switch state.kind {
    case .source: try removeSource(item)
    case .clipping, .note, .notebook: try write(Self.removal, item, SearchedText(state))
    default: break
    }
  }

  /// Puts an item in that is in this state.
  func insert(_ item: Int64, _ state: ItemState) throws {
    switch state.kind {
    case .source: try insertSource(item)
    case .clipping, .note, .notebook: try write(Self.insertion, item, SearchedText(state))
    default: break
    }
  }

  /// Takes out a source, whose text is an attachment that only the database reads.
  func removeSource(_ source: Int64) throws {
    try db.run(
      """
      INSERT INTO search (search, rowid, title, body, note, names)
      VALUES ('delete', ?1, \(Self.selected))
      """,
      [.integer(source)]
    )
  }

  func insertSource(_ source: Int64) throws {
    try db.run(
      "INSERT INTO search (rowid, title, body, note, names) VALUES (?1, \(Self.selected))",
      [.integer(source)]
    )
  }

  private static let selected = ["title", "body", "note", "names"]
    .map { "(SELECT \($0) FROM search_content WHERE number = ?1)" }
    .joined(separator: ", ")

  private func write(_ sql: String, _ item: Int64, _ text: SearchedText) throws {
    try db.run(
      sql,
      [.integer(item), .text(text.title), .text(text.body), .text(text.note), .text(text.names)]
    )
  }

  private static let removal = """
    INSERT INTO search (search, rowid, title, body, note, names) VALUES ('delete', ?, ?, ?, ?, ?)
    """

  private static let insertion = """
    INSERT INTO search (rowid, title, body, note, names) VALUES (?, ?, ?, ?, ?)
    """

  /// Writes the index anew as a whole: until then it holds the words of what was taken out.
  ///
  /// - Complexity: O(index).
  func optimize() throws {
    try db.execute(sql: "INSERT INTO search (search) VALUES ('optimize')")
  }

  /// - Throws: when the index does not say what the items say.
  func check() throws {
    try db.execute(sql: "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
  }
}

/// What search reads of an item that is no source: what the view `search_content` says of it.
private struct SearchedText {
  let title: String?
  let body: String?
  let note: String?
  let names: String?

  init(_ state: ItemState) {
    switch state.kind {
    case .clipping:
      title = nil
      body = SelectorValue(state.shown(.selector))?.exact
      note = state.shown(.note).text
    case .note:
      title = state.shown(.title).text
      body = state.shown(.text).text
      note = nil
    default:
      title = state.shown(.title).text
      body = nil
      note = nil
    }
    let tags = state.tags
    names = tags.isEmpty ? nil : tags.joined(separator: " ")
  }
}

extension Value {
  fileprivate var text: String? { if case .text(let text) = self { text } else { nil } }
}
