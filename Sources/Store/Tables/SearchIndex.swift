import GRDB

/// The full-text index.
///
/// It holds no text of its own, so a row must be taken out before the item changes and put back after.
struct SearchIndex {
  let db: Database

  func remove(_ item: Int64) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO search (search, rowid, title, body, note, names)
        SELECT 'delete', number, title, body, note, names FROM search_content WHERE number = ?
        """
    )
    try statement.execute(arguments: [item])
  }

  func insert(_ item: Int64) throws {
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO search (rowid, title, body, note, names)
        SELECT number, title, body, note, names FROM search_content WHERE number = ?
        """
    )
    try statement.execute(arguments: [item])
  }

  /// Makes the index anew from what the items say.
  func rebuild() throws {
    try db.execute(sql: "INSERT INTO search (search) VALUES ('rebuild')")
  }

  /// - Throws: when the index does not say what the items say.
  func check() throws {
    try db.execute(sql: "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")
  }
}
