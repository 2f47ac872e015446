import Foundation
import GRDB
import Replication

/// The change log.
struct ChangeTable {
  let db: Database
  let hash: HashFunction

  /// The position that the next change will have.
  func nextPosition() throws -> Int64 {
    let statement = try db.cachedStatement(
      sql: "SELECT coalesce(max(position), 0) + 1 FROM changes"
    )
    return try Int64.fetchOne(statement) ?? 1
  }

  func insert(_ change: Change, at position: Int64, replica number: Int64) throws {
    var dependencies = ByteWriter()
    dependencies.append(change.dependencies)
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO changes
          (position, replica, sequence, clock, dependencies, payload, payload_hash, hash)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
    )
    try statement.execute(arguments: [
      position, number, Int64(bitPattern: change.id.sequence),
      Int64(bitPattern: change.clock.rawValue), dependencies.bytes.databaseValue,
      change.payload?.databaseValue, change.payloadHash.databaseValue,
      change.hash.databaseValue,
    ])
  }

  /// Puts another change in the place of one.
  func replace(at position: Int64, with change: Change, of number: Int64) throws {
    try db.execute(sql: "DELETE FROM changes WHERE position = ?", arguments: [position])
    try insert(change, at: position, replica: number)
  }

  func hash(of change: ChangeID) throws -> Digest? {
    guard change.sequence > 0 else { return nil }
    let statement = try db.cachedStatement(
      sql: """
        SELECT changes.hash AS hash FROM changes JOIN replicas ON number = replica
        WHERE id = ? AND changes.sequence = ?
        """
    )
    return try Row.fetchOne(
      statement,
      arguments: [change.replica.databaseValue, Int64(bitPattern: change.sequence)]
    )?.digest("hash")
  }

  /// The change at a place in the log.
  func change(at position: Int64) throws -> Change? {
    var found: Change?
    try each("WHERE position = ?", [position]) { _, change in
      found = change
      return false
    }
    return found
  }

  /// Changes that the condition selects, in its order, until `body` returns false.
  func each(
    _ condition: String,
    _ arguments: StatementArguments,
    _ body: (_ position: Int64, _ change: Change) throws -> Bool
  ) throws {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT position, id, changes.sequence AS sequence, changes.clock AS clock, dependencies,
          payload, payload_hash, (
            SELECT hash FROM changes AS earlier WHERE earlier.replica = changes.replica
              AND earlier.sequence = changes.sequence - 1) AS previous
        FROM changes JOIN replicas ON number = replica \(condition)
        """,
      arguments: arguments
    )
    while let row = try rows.next() {
      guard try body(row["position"], change(row)) else { return }
    }
  }

  private func change(_ row: Row) throws -> Change {
    guard let replica: ReplicaID = row.id("id"), let payloadHash = row.digest("payload_hash"),
      let dependencies = row.bytes("dependencies")
    else { throw StoreError(.damaged, "a change in the log is damaged") }
    var reader = ByteReader(dependencies)
    let version = try reader.versionVector()
    guard reader.isAtEnd else { throw StoreError(.damaged, "a change in the log is damaged") }
    return Change(
      id: ChangeID(replica: replica, sequence: UInt64(bitPattern: row["sequence"] as Int64)),
      clock: HybridTimestamp(rawValue: UInt64(bitPattern: row["clock"] as Int64)),
      dependencies: version,
      payloadHash: payloadHash,
      payload: row.bytes("payload"),
      after: row.digest("previous") ?? .zero,
      hashedBy: hash
    )
  }
}
