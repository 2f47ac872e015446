import GRDB
import Replication

/// Which operations this program knows.
///
/// Raised when one is added: a state that was made by a program that knew fewer is made anew from its
/// log.
enum ChangeLevel {
  static let current = 2
}

/// Makes the state from the log.
struct Rebuild {
  let db: Database
  let hash: HashFunction

  /// Empties everything that is made from the log and makes it again, in this transaction.
  ///
  /// - Returns: whether content was taken away, see ``Purger``.
  @discardableResult
  func run() throws -> Bool {
    for table in Self.derived { try db.execute(sql: "DELETE FROM \(table)") }
    try db.execute(sql: "INSERT INTO search (search) VALUES ('delete-all')")
    // A log that a program without purges kept may say what is purged.
    let purged = try replay(from: db)
    return try Purger(db: db, hash: hash).finish(purged)
  }

  /// Applies another database's log to this one's empty state: all of it, or the changes of a
  /// version.
  ///
  /// - Returns: what it purged, see ``ChangeApplier/apply(_:)``.
  @discardableResult
  func replay(
    from log: Database,
    within version: VersionVector? = nil
  ) throws -> [PurgedItem] {
    let reader = try HistoryReader(db: log, hash: hash)
    var seen = SeenVersions(reader.replicas.histories)
    let log = ChangeTable(db: log, hash: hash)
    let applier = ChangeApplier(db: db, log: log)
    var batch: [IncomingChange] = []
    var purged: [PurgedItem] = []
    var size = 0
    try log.each("ORDER BY position", []) { change in
      if let version, !version.contains(change.id) { return true }
      let before = seen.follow(change.id, try reader.versionHeld(change.dependencies))
      let context = ChangeContext(id: change.id, clock: change.clock, seen: before)
      let operations = try reader.operations(change.operations(), of: change.id)
      batch.append(IncomingChange(context, at: change.position, operations))
      size += change.payload?.count ?? 0
      if size >= Limits.rebuildBytes {
        purged += try applier.apply(batch)
        batch = []
        size = 0
      }
      return true
    }
    purged += try applier.apply(batch)
    return purged
  }

  /// Children before those they refer to.
  private static let derived = [
    "history", "addresses", "resources", "tags", "moves", "missing_attachments",
    "sources", "clippings", "notes", "notebooks", "entries", "items",
  ]
}

extension Library {
  /// Makes the state anew from the log.
  ///
  /// - Complexity: O(log).
  public func rebuild() throws {
    try inWords {
      try database.write { db in
        try Rebuild(db: db, hash: environment.hash).run()
        try SettingsTable(db: db).set(level: ChangeLevel.current)
      }
    }
    sweep()
  }

  /// After an upgrade, applies the operations that the program before did not know.
  func upgradeState() throws {
    let level = try database.read { try SettingsTable(db: $0).level() }
    if level < ChangeLevel.current { try rebuild() }
  }
}
