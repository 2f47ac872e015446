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
  func change(at position: Int64) throws -> LoggedChange? {
    var found: LoggedChange?
    try each("WHERE position = ?", [position]) { change in
      found = change
      return false
    }
    return found
  }

  /// Changes that the condition selects, in its order, until `body` returns false.
  func each(
    _ condition: String,
    _ arguments: StatementArguments,
    _ body: (LoggedChange) throws -> Bool
  ) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT position, id, changes.sequence, changes.clock, dependencies, payload
        FROM changes JOIN replicas ON number = replica \(condition)
        """
    )
    let rows = try Row.fetchCursor(statement, arguments: arguments)
    while let row = try rows.next() {
      guard try body(LoggedChange(row)) else { return }
    }
  }

  /// The same with what chains each to the one before it: for those who pass changes on or verify
  /// them.
  func eachChained(
    _ condition: String,
    _ arguments: StatementArguments,
    _ body: (_ position: Int64, _ change: Change) throws -> Bool
  ) throws {
    let statement = try db.cachedStatement(
      sql: """
        SELECT position, id, changes.sequence, changes.clock, dependencies, payload, payload_hash, (
            SELECT hash FROM changes AS earlier WHERE earlier.replica = changes.replica
              AND earlier.sequence = changes.sequence - 1) AS previous
        FROM changes JOIN replicas ON number = replica \(condition)
        """
    )
    let rows = try Row.fetchCursor(statement, arguments: arguments)
    while let row = try rows.next() {
      let logged = try LoggedChange(row)
      guard let payloadHash = row.digest("payload_hash") else { throw LoggedChange.damaged }
      let change = Change(
        id: logged.id,
        clock: logged.clock,
        dependencies: logged.dependencies,
        payloadHash: payloadHash,
        payload: logged.payload,
        after: row.digest("previous") ?? .zero,
        hashedBy: hash
      )
      guard try body(logged.position, change) else { return }
    }
  }
}

/// What a change of the log says, without the chain that it is a link of.
struct LoggedChange {
  let position: Int64
  let id: ChangeID
  let clock: HybridTimestamp
  let dependencies: VersionVector
  /// `nil` once purged.
  let payload: [UInt8]?

  static let damaged = StoreError(.damaged, "a change in the log is damaged")

  /// Reads position, replica, sequence, clock, dependencies and payload.
  fileprivate init(_ row: Row) throws {
    guard let replica = UniqueID<Replica>.fromDatabaseValue(row[1]),
      let dependencies: Data = row[4]
    else { throw Self.damaged }
    position = row[0]
    id = ChangeID(replica: replica, sequence: UInt64(bitPattern: row[2] as Int64))
    clock = HybridTimestamp(rawValue: UInt64(bitPattern: row[3] as Int64))
    var reader = ByteReader(Array(dependencies))
    self.dependencies = try reader.versionVector()
    guard reader.isAtEnd else { throw Self.damaged }
    payload = (row[5] as Data?).map(Array.init)
  }

  /// Empty once purged.
  ///
  /// - Throws: ``CodecError`` when the payload is not of this format.
  func operations() throws(CodecError) -> [Operation] {
    guard let payload else { return [] }
    return try PayloadCodec.decode(payload)
  }
}
