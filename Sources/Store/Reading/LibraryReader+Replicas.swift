public import Foundation
import GRDB
import Model
public import Replication

/// One replica whose changes are here.
public struct ReplicaSummary: Hashable, Sendable {
  public let id: ReplicaID
  /// `nil` until a change of it said so.
  public let name: String?
  /// How many of its changes are here, in all its histories.
  public let changes: UInt64
  /// When it made the last of them, by its own clock.
  public let lastChange: Date
  /// Whether this copy writes as it.
  public let isOwn: Bool
  /// Whether it was retired.
  public let isRetired: Bool
}

/// An item that an edit brought back out of the trash.
public struct ReturnedItem: Hashable, Sendable {
  public let item: ItemReference
  /// The replica that had trashed it.
  public let trashedBy: String
  public let trashed: Date
}

extension LibraryReader {
  /// This replica first, the others in the order in which they became known.
  public func replicas() throws -> [ReplicaSummary] {
    let own = try SettingsTable(db: db).replica()
    let retired = try retiredReplicas()
    let entries = try ReplicaTable(db: db).all()
    let branches = Dictionary(grouping: entries, by: \.replica)
    let known = try entries.filter { $0.origin == nil }.map { entry in
      let clock = branches[entry.id]?.map(\.clock).max() ?? entry.clock
      return ReplicaSummary(
        id: entry.id,
        name: try entry.id == own ? SettingsTable(db: db).replicaName() : replicaName(entry.id),
        changes: branches[entry.id]?.reduce(0) { $0 + $1.sequence - $1.base.sequence } ?? 0,
        lastChange: Date(timeIntervalSince1970: Double(clock.milliseconds) / 1000),
        isOwn: entry.id == own,
        isRetired: retired.contains(entry.id)
      )
    }
    if let mine = known.first(where: \.isOwn) { return [mine] + known.filter { !$0.isOwn } }
    let mine = ReplicaSummary(
      id: own,
      name: try SettingsTable(db: db).replicaName(),
      changes: 0,
      lastChange: Date(timeIntervalSince1970: 0),
      isOwn: true,
      isRetired: retired.contains(own)
    )
    return [mine] + known
  }

  /// Which changes are here.
  public func version() throws -> VersionVector { try ReplicaTable(db: db).version() }

  /// The replicas that some machine retired: also such as never made a change that is here.
  ///
  /// - Complexity: O(replicas).
  public func retiredReplicas() throws -> Set<ReplicaID> {
    // Written out, so that SQLite sees that its index of listed items has all of them.
    let rows = try Row.fetchAll(
      db.cachedStatement(sql: "SELECT id FROM items WHERE kind = 6 AND trashed = 0")
    )
    let retired = try rows.compactMap { row -> ReplicaID? in
      guard let item: ItemID = row.id("id"),
        try ItemStateTable(db: db).load(item, .replica)?.state[.retired] == .integer(1)
      else { return nil }
      return ReplicaID(high: item.high, low: item.low)
    }
    return Set(retired)
  }

  /// The library that this one is a copy of; `nil` before the first sync.
  public func library() throws -> LibraryID? { try SettingsTable(db: db).library() }

  /// The folders this copy was synced with.
  public func folders() throws -> [String] {
    try String.fetchAll(db, sql: "SELECT folder FROM folders ORDER BY folder")
  }

  /// Items that a concurrent edit brought back out of the trash, until someone sees to them.
  public func returnedItems() throws -> [ReturnedItem] {
    let rows = try Row.fetchAll(
      db,
      sql: "SELECT id, kind FROM items WHERE returned = 1 ORDER BY id"
    )
    return try rows.compactMap(reference).compactMap { item in
      let state = try ItemStateTable(db: db).load(item.itemID, item.kind.replicated)?.state
      guard let trashing = state?.trash.undone.last else { return nil }
      let replica = trashing.stamp.change.replica
      return ReturnedItem(
        item: item,
        trashedBy: try replicaName(replica) ?? "\(replica)",
        trashed: Date(timeIntervalSince1970: Double(trashing.stamp.clock.milliseconds) / 1000)
      )
    }
  }

  /// Notes whose text joins edits of the same or neighbouring lines that were made on two machines at
  /// once, until someone saves the text again.
  public func notesWantingLook() throws -> [ItemReference] {
    try Row.fetchAll(db, sql: "SELECT id, kind FROM items WHERE wants_look = 1 ORDER BY id")
      .compactMap(reference)
  }

  /// When its replica's wall clock said that a change was made; `nil` for a change that is not here,
  /// or whose time merely follows that of a change it had seen.
  public func wallTime(of change: ChangeID) throws -> Date? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT changes.clock FROM changes JOIN replicas ON number = replica
        WHERE id = ? AND changes.sequence = ?
        """
    )
    let sequence = Int64(bitPattern: change.sequence)
    let raw = try Int64.fetchOne(
      statement,
      arguments: [change.replica.databaseValue, sequence]
    )
    guard let raw, raw & 0xffff == 0 else { return nil }
    let clock = HybridTimestamp(rawValue: UInt64(bitPattern: raw))
    return Date(timeIntervalSince1970: Double(clock.milliseconds) / 1000)
  }

  /// What a replica calls itself, under whatever name its history goes here; `nil` when it never
  /// said.
  public func replicaName(_ replica: ReplicaID) throws -> String? {
    let replica = try ReplicaTable(db: db).entry(of: replica)?.replica ?? replica
    let state = try ItemStateTable(db: db).load(ItemID(replica), .replica)?.state
    guard case .text(let name) = state?[.replicaName] ?? .none else { return nil }
    return name
  }
}
