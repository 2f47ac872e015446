import Foundation
import GRDB
import Replication

/// What this copy of the library knows of itself; never part of what is synced.
struct SettingsTable {
  let db: Database

  private func bytes(_ name: String) throws -> [UInt8]? {
    let statement = try db.cachedStatement(sql: "SELECT value FROM settings WHERE name = ?")
    return try Data.fetchOne(statement, arguments: [name]).map(Array.init)
  }

  private func set(_ name: String, _ bytes: [UInt8]) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)",
      arguments: [name, bytes.databaseValue]
    )
  }

  /// Who this copy writes as.
  func replica() throws -> ReplicaID {
    guard let bytes = try bytes("replica"), bytes.count == 16 else {
      throw StoreError(.damaged, "the library does not say which replica it is")
    }
    return ReplicaID(bytes)
  }

  func set(replica: ReplicaID) throws { try set("replica", replica.bytes) }

  func replicaName() throws -> String {
    String(decoding: try bytes("replica name") ?? [], as: UTF8.self)
  }

  func set(replicaName: String) throws { try set("replica name", Array(replicaName.utf8)) }

  /// Ties the replica to one installation and place.
  func binding() throws -> [UInt8]? { try bytes("binding") }

  func set(binding: [UInt8]) throws { try set("binding", binding) }

  /// Where the library was when the replica was bound to it.
  func place() throws -> String { String(decoding: try bytes("place") ?? [], as: UTF8.self) }

  func set(place: String) throws { try set("place", Array(place.utf8)) }

  /// The library all replicas share; `nil` before the first sync.
  func library() throws -> LibraryID? {
    try bytes("library").flatMap { $0.count == 16 ? LibraryID($0) : nil }
  }

  func set(library: LibraryID) throws { try set("library", library.bytes) }

  /// The state as it was last checked; one that cannot be read was not.
  func checkedState() throws -> CheckedState? {
    guard let bytes = try bytes("checked state") else { return nil }
    var reader = ByteReader(bytes)
    return try? reader.checkedState()
  }

  func set(checkedState: CheckedState) throws {
    var writer = ByteWriter()
    writer.append(checkedState)
    try set("checked state", writer.bytes)
  }

  /// Whether the file may still hold traces of what was purged.
  func isUnswept() throws -> Bool { try bytes("unswept") != nil }

  func set(isUnswept: Bool) throws {
    if isUnswept {
      try set("unswept", [1])
    } else {
      try db.execute(sql: "DELETE FROM settings WHERE name = 'unswept'")
    }
  }

  /// Which operations the program knew that made the state from the log.
  func level() throws -> Int { Int(try bytes("level")?.first ?? 0) }

  func set(level: Int) throws { try set("level", [UInt8(level)]) }
}
