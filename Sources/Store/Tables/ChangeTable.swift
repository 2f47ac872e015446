import GRDB
import Replication

/// The change log.
struct ChangeTable {
  let db: Database
  let hash: HashFunction

  /// The position that the next change will have.
  func nextPosition() throws -> Int64 {
    try db.first("SELECT coalesce(max(position), 0) + 1 FROM changes", []) { $0.integer(0) } ?? 1
  }

  func insert(_ change: Change, at position: Int64, replica number: Int64) throws {
    var dependencies = ByteWriter()
    dependencies.append(change.dependencies)
    try db.run(
      """
      INSERT INTO changes
        (position, replica, sequence, clock, dependencies, payload, payload_hash, hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(position), .integer(number), .integer(Int64(bitPattern: change.id.sequence)),
        .integer(Int64(bitPattern: change.clock.rawValue)), .blob(dependencies.bytes),
        change.payload.map { .blob($0) } ?? .null, .blob(change.payloadHash.bytes),
        .blob(change.hash.bytes),
      ]
    )
  }

  /// Puts what is left of a payload in its place.
  func redact(at position: Int64, to payload: [UInt8]) throws {
    try db.run(
      "UPDATE changes SET payload = ? WHERE position = ?",
      [.blob(payload), .integer(position)]
    )
  }

  /// Whether some payload holds these bytes.
  ///
  /// - Complexity: O(log).
  func mentions(_ bytes: [UInt8]) throws -> Bool {
    try db.first(
      "SELECT 1 FROM changes WHERE instr(payload, ?) LIMIT 1",
      [.blob(bytes)]
    ) { _ in true } ?? false
  }

  /// The hash of a change, by the branch in which it stands.
  func hash(of change: ChangeID) throws -> Digest? {
    guard change.sequence > 0 else { return nil }
    return try db.first(
      """
      SELECT changes.hash FROM changes JOIN replicas ON number = replica
      WHERE id = ? AND changes.sequence = ?
      """,
      [.id(change.replica), .integer(Int64(bitPattern: change.sequence))]
    ) { $0.digest(0) } ?? nil
  }

  /// The change at a place in the log.
  func change(at position: Int64) throws -> LoggedChange? {
    var found: LoggedChange?
    try each("WHERE position = ?", [.integer(position)]) { change in
      found = change
      return false
    }
    return found
  }

  /// Changes that the condition selects, in its order, until `body` returns false.
  func each(
    _ condition: String,
    _ values: [SQLValue],
    _ body: (LoggedChange) throws -> Bool
  ) throws {
    try db.each(
      """
      SELECT position, id, changes.sequence, changes.clock, dependencies, payload, payload_hash
      FROM changes JOIN replicas ON number = replica \(condition)
      """,
      values
    ) { try body(LoggedChange($0)) }
  }

  /// The same with what chains each to the one before it: for those who pass changes on or verify
  /// them.
  func eachChained(
    _ condition: String,
    _ values: [SQLValue],
    _ body: (_ logged: LoggedChange, _ change: Change) throws -> Bool
  ) throws {
    try db.each(
      """
      SELECT position, id, changes.sequence, changes.clock, dependencies, payload, payload_hash,
        coalesce(
          (
            SELECT hash FROM changes AS earlier WHERE earlier.replica = changes.replica
              AND earlier.sequence = changes.sequence - 1
          ),
          base_hash
        ),
        published_as
      FROM changes JOIN replicas ON number = replica \(condition)
      """,
      values
    ) { row in
      let logged = try LoggedChange(row)
      let change = Change(
        id: ChangeID(replica: row.id(8) ?? logged.id.replica, sequence: logged.id.sequence),
        clock: logged.clock,
        dependencies: logged.dependencies,
        payloadHash: logged.payloadHash,
        payload: logged.payload,
        after: row.digest(7) ?? .zero,
        hashedBy: hash
      )
      return try body(logged, change)
    }
  }
}

/// What a change of the log says, without the chain that it is a link of.
struct LoggedChange {
  let position: Int64
  /// By the branch in which it stands.
  let id: ChangeID
  let clock: HybridTimestamp
  let dependencies: Dependencies
  /// What the change was made with, or what was left of it.
  let payload: [UInt8]?
  /// Of what it was made with.
  let payloadHash: Digest

  static let damaged = StoreError(.damaged, "a change in the log is damaged")

  /// Reads position, replica, sequence, clock, dependencies, payload and its hash.
  fileprivate init(_ row: SQLRow) throws {
    guard let replica: ReplicaID = row.id(1), let dependencies = row.bytes(4),
      let payloadHash = row.digest(6)
    else { throw Self.damaged }
    position = row.integer(0)
    id = ChangeID(replica: replica, sequence: UInt64(bitPattern: row.integer(2)))
    clock = HybridTimestamp(rawValue: UInt64(bitPattern: row.integer(3)))
    var reader = ByteReader(dependencies)
    self.dependencies = try reader.dependencies()
    guard reader.isAtEnd else { throw Self.damaged }
    payload = row.bytes(5)
    self.payloadHash = payloadHash
  }

  /// Empty without a payload.
  ///
  /// - Throws: ``CodecError`` when the payload is not of this format.
  func operations() throws(CodecError) -> [Operation] {
    guard let payload else { return [] }
    return try PayloadCodec.decode(payload)
  }
}
