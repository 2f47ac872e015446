import GRDB
import Replication

/// What is purged, and what was redacted for it.
struct PurgeTable {
  let db: Database

  func isEmpty() throws -> Bool {
    try db.first("SELECT 1 FROM items WHERE trashed = 2 LIMIT 1", []) { _ in false } ?? true
  }

  func contains(_ key: ItemKey) throws -> Bool {
    try db.first(
      "SELECT 1 FROM items WHERE id = ? AND kind = ? AND trashed = 2",
      [.id(key.item), .integer(Int64(key.kind.rawValue))]
    ) { _ in true } ?? false
  }

  /// Where the changes stand in the log that touched an item, rising.
  func positions(of key: ItemKey) throws -> [Int64] {
    var positions: [Int64] = []
    try db.each(
      """
      SELECT first_change FROM items WHERE id = ?1 AND kind = ?2
      UNION SELECT change FROM history JOIN items ON number = item WHERE id = ?1 AND kind = ?2
      ORDER BY 1
      """,
      [.id(key.item), .integer(Int64(key.kind.rawValue))]
    ) { row in
      positions.append(row.integer(0))
      return true
    }
    return positions
  }

  /// Takes note that a change of the log was redacted; one that was before goes to the end.
  func record(redactionAt position: Int64) throws {
    try db.run("INSERT OR REPLACE INTO redactions (change) VALUES (?)", [.integer(position)])
  }
}

/// Redacts changes as they come in, for what is purged here and for what they purge.
struct IncomingRedactor {
  private let table: PurgeTable
  /// Almost always nothing is, and then nothing is asked of the database for an operation.
  private let isAnythingPurged: Bool
  private var incoming: Set<ItemKey> = []

  init(db: Database) throws {
    table = PurgeTable(db: db)
    isAnythingPurged = try !table.isEmpty()
  }

  mutating func learn(from operations: [Operation]) {
    incoming.formUnion(Redaction.purged(by: operations))
  }

  /// What is left of operations; `nil` when that is all of them.
  func redacting(_ operations: [Operation]) throws -> [Operation]? {
    guard isAnythingPurged || !incoming.isEmpty else { return nil }
    return try Redaction.redacting(operations) { key in
      try incoming.contains(key) || isAnythingPurged && table.contains(key)
    }
  }
}
