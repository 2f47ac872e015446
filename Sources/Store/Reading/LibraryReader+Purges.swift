public import Foundation
import GRDB
import Model
public import Replication

/// When an item was purged, and where.
public struct PurgeSummary: Hashable, Sendable {
  public let time: Date
  public let replica: ReplicaID
  public let replicaName: String?
}

extension LibraryReader {
  /// Whether nothing is left of an item for ever.
  public func isPurged(_ item: ItemReference) throws -> Bool {
    try PurgeTable(db: db).contains(item.key)
  }

  /// Who purged an item; `nil` as long as only redacted changes say that it is purged.
  public func purge(of item: ItemReference) throws -> PurgeSummary? {
    try purge(of: item.key)
  }

  private func purge(of key: ItemKey) throws -> PurgeSummary? {
    let log = ChangeTable(db: db, hash: environment.hash)
    var latest: LoggedChange?
    for position in try PurgeTable(db: db).positions(of: key) {
      guard let change = try log.change(at: position),
        !change.isRedacted(hashedBy: environment.hash),
        Redaction.purged(by: try change.operations()).contains(key),
        latest.map({ ($0.clock, $0.id) < (change.clock, change.id) }) ?? true
      else { continue }
      latest = change
    }
    return try latest.map { change in
      PurgeSummary(
        time: Date(timeIntervalSince1970: Double(change.clock.milliseconds) / 1000),
        replica: change.id.replica,
        replicaName: try replicaName(change.id.replica)
      )
    }
  }

  /// That an item is purged, in words.
  func purgedError(_ key: ItemKey) throws -> StoreError {
    let id = AnyItemID(key.item)
    let kind = ItemReference.Kind(key.kind).map { "the \($0.rawValue) " } ?? ""
    let what = kind + id.short
    guard let purge = try purge(of: key) else {
      return StoreError(
        .purged,
        "\(what) was purged on another machine",
        hint: "Nothing is left of it. Sync again to learn when and where."
      )
    }
    let day = purge.time.formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space))
    let name = purge.replicaName ?? String("\(purge.replica)".prefix(8))
    return StoreError(
      .purged,
      "\(what) was purged on \(day.replacingOccurrences(of: "Z", with: " UTC")) by \(name)",
      hint: "Nothing is left of it, here or, once they sync, on any other machine."
    )
  }

  /// The items that still refer to one: a source's clippings, the notes about it, and the notebooks
  /// it stands in, in the trash or not.
  public func references(to item: ItemReference) throws -> [ItemReference] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT id, kind FROM items JOIN clippings ON item = number
          WHERE source = :id AND trashed < 2
        UNION SELECT id, kind FROM items JOIN notes ON item = number
          WHERE about = :id AND trashed < 2
        UNION SELECT id, kind FROM items JOIN entries ON item = number
          WHERE content = :id AND trashed = 0
        ORDER BY kind, id
        """,
      arguments: ["id": item.itemID.databaseValue]
    )
    return rows.compactMap(reference)
  }

  /// Whether the library's file may still hold traces of what was purged, because it could not be
  /// written anew yet.
  public func mayHoldTraces() throws -> Bool {
    try SettingsTable(db: db).isUnswept()
  }
}

extension LoggedChange {
  /// Whether its payload is not the one it was made with.
  func isRedacted(hashedBy hash: HashFunction) -> Bool {
    payload.map(hash.callAsFunction) != payloadHash
  }
}
