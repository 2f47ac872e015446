import Foundation
import GRDB
import Replication

/// Every replica whose changes are here, and how far.
struct ReplicaTable {
  let db: Database

  struct Entry {
    let number: Int64
    let id: ReplicaID
    let sequence: UInt64
    let hash: Digest
    let seen: VersionVector
    let clock: HybridTimestamp

    init(_ row: Row) throws {
      guard let id: ReplicaID = row.id("id"), let hash = row.digest("hash"),
        let seen = row.bytes("seen")
      else { throw StoreError(.damaged, "the table of replicas is damaged") }
      number = row["number"]
      self.id = id
      sequence = UInt64(bitPattern: row["sequence"] as Int64)
      self.hash = hash
      var reader = ByteReader(seen)
      self.seen = try reader.versionVector()
      clock = HybridTimestamp(rawValue: UInt64(bitPattern: row["clock"] as Int64))
    }
  }

  func all() throws -> [Entry] {
    try Row.fetchAll(db.cachedStatement(sql: "SELECT * FROM replicas ORDER BY number"))
      .map(Entry.init)
  }

  func entry(of id: ReplicaID) throws -> Entry? {
    let statement = try db.cachedStatement(sql: "SELECT * FROM replicas WHERE id = ?")
    return try Row.fetchOne(statement, arguments: [id.databaseValue]).map(Entry.init)
  }

  /// The replica's entry, made when it is new.
  func entry(making id: ReplicaID) throws -> Entry {
    if let entry = try entry(of: id) { return entry }
    var none = ByteWriter()
    none.append(VersionVector())
    try db.execute(
      sql: "INSERT INTO replicas (id, hash, seen) VALUES (?, ?, ?)",
      arguments: [id.databaseValue, Digest.zero.databaseValue, none.bytes.databaseValue]
    )
    guard let entry = try entry(of: id) else {
      throw StoreError(.damaged, "the table of replicas is damaged")
    }
    return entry
  }

  /// Takes note of a replica's latest change.
  func advance(_ number: Int64, to change: Change, seen: VersionVector) throws {
    var writer = ByteWriter()
    writer.append(seen)
    let statement = try db.cachedStatement(
      sql: "UPDATE replicas SET sequence = ?, hash = ?, seen = ?, clock = ? WHERE number = ?"
    )
    try statement.execute(arguments: [
      Int64(bitPattern: change.id.sequence), change.hash.databaseValue,
      writer.bytes.databaseValue, Int64(bitPattern: change.clock.rawValue), number,
    ])
  }

  /// Forgets a replica of which no change is here.
  func remove(_ number: Int64) throws {
    try db.execute(sql: "DELETE FROM replicas WHERE number = ?", arguments: [number])
  }

  /// The last change of a replica that others had seen when they made theirs.
  func sequenceSeen(of id: ReplicaID) throws -> UInt64 {
    try all().filter { $0.id != id }.map { $0.seen[id] }.max() ?? 0
  }

  /// Which changes are here.
  func version() throws -> VersionVector { VersionVector(try all()) }
}

extension VersionVector {
  /// What is here of these replicas.
  init(_ replicas: [ReplicaTable.Entry]) {
    self.init(Dictionary(uniqueKeysWithValues: replicas.map { ($0.id, $0.sequence) }))
  }
}
