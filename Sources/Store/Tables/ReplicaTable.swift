import Foundation
import GRDB
import Replication

/// Every replica whose changes are here, and how far.
struct ReplicaTable {
  let db: Database

  struct Entry {
    let number: Int64
    let id: ReplicaID
    fileprivate(set) var sequence: UInt64
    fileprivate(set) var hash: Digest
    fileprivate(set) var seen: VersionVector
    fileprivate(set) var clock: HybridTimestamp

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

  /// Writes down how far a replica has come.
  func save(_ entry: Entry) throws {
    var writer = ByteWriter()
    writer.append(entry.seen)
    let statement = try db.cachedStatement(
      sql: "UPDATE replicas SET sequence = ?, hash = ?, seen = ?, clock = ? WHERE number = ?"
    )
    try statement.execute(arguments: [
      Int64(bitPattern: entry.sequence), entry.hash.databaseValue,
      writer.bytes.databaseValue, Int64(bitPattern: entry.clock.rawValue), entry.number,
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

extension ReplicaTable.Entry {
  /// Goes on to a replica's next change.
  mutating func advance(to change: Change, seen: VersionVector) {
    sequence = change.id.sequence
    hash = change.hash
    clock = change.clock
    self.seen = seen
  }
}

/// The replicas while a transaction takes changes in: read once, and written once.
struct KnownReplicas {
  private let table: ReplicaTable
  private var entries: [ReplicaID: ReplicaTable.Entry]
  private var advanced: Set<ReplicaID> = []
  /// Which changes are here.
  private(set) var version: VersionVector

  init(db: Database) throws {
    table = ReplicaTable(db: db)
    let known = try table.all()
    version = VersionVector(known)
    entries = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0) })
  }

  /// The greatest clock of any change that is here.
  var latest: HybridTimestamp {
    entries.values.map(\.clock).max() ?? HybridTimestamp(rawValue: 0)
  }

  /// The replica's entry, made when it is new.
  mutating func entry(making id: ReplicaID) throws -> ReplicaTable.Entry {
    if let entry = entries[id] { return entry }
    let entry = try table.entry(making: id)
    entries[id] = entry
    return entry
  }

  /// Takes note of the latest change of a replica that has an entry.
  mutating func advance(to change: Change, seen: VersionVector) {
    entries[change.id.replica]?.advance(to: change, seen: seen)
    version.insert(change.id)
    advanced.insert(change.id.replica)
  }

  func save() throws {
    for id in advanced.sorted() {
      if let entry = entries[id] { try table.save(entry) }
    }
  }
}

extension VersionVector {
  /// What is here of these replicas.
  init(_ replicas: [ReplicaTable.Entry]) {
    self.init(Dictionary(uniqueKeysWithValues: replicas.map { ($0.id, $0.sequence) }))
  }
}
