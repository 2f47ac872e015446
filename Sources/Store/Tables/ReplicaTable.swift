import Foundation
import GRDB
import Replication

/// Every replica whose changes are here, and how far; of one with several histories, each branch.
struct ReplicaTable {
  let db: Database

  struct Entry {
    let number: Int64
    let id: ReplicaID
    fileprivate(set) var sequence: UInt64
    fileprivate(set) var hash: Digest
    fileprivate(set) var seen: VersionVector
    fileprivate(set) var clock: HybridTimestamp
    /// What a branch leaves, and after which change; `nil` for a replica's first branch.
    let origin: Int64?
    let base: ChainTip
    /// The replica under whose id the changes were published.
    let replica: ReplicaID

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
      origin = row["origin"]
      base = ChainTip(
        sequence: UInt64(bitPattern: row["base"] as Int64),
        hash: row.digest("base_hash") ?? .zero
      )
      replica = row.id("published_as") ?? id
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

  /// Adds a branch that begins after a change of another.
  func insert(
    branch id: ReplicaID,
    of replica: ReplicaID,
    from origin: Entry,
    after base: ChainTip,
    seen: VersionVector
  ) throws -> Entry {
    var writer = ByteWriter()
    writer.append(seen)
    let sequence = Int64(bitPattern: base.sequence)
    try db.execute(
      sql: """
        INSERT INTO replicas (id, sequence, hash, seen, origin, base, base_hash, published_as)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        id.databaseValue, sequence, base.hash.databaseValue, writer.bytes.databaseValue,
        origin.number, sequence, base.hash.databaseValue, replica.databaseValue,
      ]
    )
    guard let entry = try entry(of: id) else {
      throw StoreError(.damaged, "the table of replicas is damaged")
    }
    return entry
  }

  /// Which changes are here.
  func version() throws -> VersionVector { VersionVector(try all()) }
}

extension ReplicaTable.Entry {
  /// How far its history goes here.
  var tip: ChainTip { ChainTip(sequence: sequence, hash: hash) }

  /// Goes on to a replica's next change.
  mutating func advance(to change: Change, seen: VersionVector) {
    // Another program's clock may run back; what is written here must follow all of its changes.
    let tip = ChainTip(sequence: change.id.sequence, hash: change.hash)
    end(at: tip, seen: seen, clock: max(clock, change.clock))
  }

  /// Ends where it ends without the changes that moved away.
  mutating func end(at tip: ChainTip, seen: VersionVector, clock: HybridTimestamp) {
    sequence = tip.sequence
    hash = tip.hash
    self.seen = seen
    self.clock = clock
  }
}

/// The replicas while a transaction takes changes in: read once, and written once.
struct KnownReplicas {
  private let table: ReplicaTable
  private var entries: [ReplicaID: ReplicaTable.Entry]
  private var advanced: Set<ReplicaID> = []
  /// Which changes are here.
  private(set) var version: VersionVector
  private(set) var histories: Histories

  init(db: Database) throws {
    table = ReplicaTable(db: db)
    let known = try table.all()
    version = VersionVector(known)
    histories = Histories(known)
    entries = Dictionary(uniqueKeysWithValues: known.map { ($0.id, $0) })
  }

  subscript(id: ReplicaID) -> ReplicaTable.Entry? { entries[id] }

  /// How far a branch goes here.
  func tip(of id: ReplicaID) -> ChainTip { entries[id]?.tip ?? .start }

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

  /// Takes note of the latest change of a branch that has an entry.
  mutating func advance(_ branch: ReplicaID, to change: Change, seen: VersionVector) {
    entries[branch]?.advance(to: change, seen: seen)
    version.insert(ChangeID(replica: branch, sequence: change.id.sequence))
    advanced.insert(branch)
  }

  func save() throws {
    for id in advanced.sorted() {
      if let entry = entries[id] { try table.save(entry) }
    }
  }
}

extension Histories {
  init(_ replicas: [ReplicaTable.Entry]) {
    let names = Dictionary(uniqueKeysWithValues: replicas.map { ($0.number, $0.id) })
    var branches: [ReplicaID: Branch] = [:]
    for entry in replicas {
      guard let origin = entry.origin.flatMap({ names[$0] }) else { continue }
      branches[entry.id] = Branch(origin: origin, base: entry.base.sequence)
    }
    self.init(branches)
  }
}

extension VersionVector {
  /// What is here of these replicas.
  init(_ replicas: [ReplicaTable.Entry]) {
    self.init(Dictionary(uniqueKeysWithValues: replicas.map { ($0.id, $0.sequence) }))
  }
}
