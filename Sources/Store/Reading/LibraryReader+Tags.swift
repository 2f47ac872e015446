import GRDB
public import Model

extension LibraryReader {
  /// All tags of items outside the trash, in the order of names.
  public func tags(limit: Int = .max) throws -> [Tag] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT name, count(*) AS count FROM tags JOIN items ON number = item WHERE trashed = 0
        GROUP BY name ORDER BY name LIMIT ?
        """,
      arguments: [limit]
    ).map { Tag(name: $0["name"], count: $0["count"]) }
  }
}
