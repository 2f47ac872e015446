import GRDB
import Replication

/// Which items a list holds: newest first, at most so many.
public struct Listing: Hashable, Sendable {
  /// Only those in the trash, or only those that are not.
  public var trashed: Bool
  public var limit: Int

  public init(trashed: Bool = false, limit: Int = .max) {
    self.trashed = trashed
    self.limit = limit
  }
}

extension LibraryReader {
  /// Rows of one kind by its listing, newest first.
  func rows(_ columns: String, of table: ItemTable, _ listing: Listing) throws -> [Row] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT items.id AS id, items.number AS number, added, edited, trashed, \(columns)
        FROM items JOIN \(table.name) ON item = number
        WHERE kind = \(table.kind.rawValue) AND trashed = \(listing.trashed ? 1 : 0)
        ORDER BY added DESC, items.id LIMIT ?
        """
    )
    return try Row.fetchAll(statement, arguments: [listing.limit])
  }

  /// The row of one item, in the trash or not; `nil` for one that is purged.
  func row(_ columns: String, of table: ItemTable, id: DatabaseValue) throws -> Row? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT items.id AS id, items.number AS number, added, edited, trashed, \(columns)
        FROM items JOIN \(table.name) ON item = number WHERE items.id = ?
          AND kind = \(table.kind.rawValue) AND trashed < 2
        """
    )
    return try Row.fetchOne(statement, arguments: [id])
  }

  /// In the order of names.
  func tags(of number: Int64) throws -> [String] {
    let statement = try db.cachedStatement(
      sql: "SELECT name FROM tags WHERE item = ? ORDER BY name"
    )
    return try String.fetchAll(statement, arguments: [number])
  }
}
