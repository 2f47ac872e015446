import GRDB
import Replication

/// An item that was purged just now.
struct PurgedItem {
  let key: ItemKey
  /// What it said of attachments.
  let attachments: Set<Digest>
  /// Whether it was here before.
  let heldContent: Bool
}

/// Takes what was purged out of everything but the state, which holds it no more: out of the log, the
/// attachments and the search index.
struct Purger {
  let db: Database
  let hash: HashFunction

  /// Finishes what applying changes began, in the transaction that logged them.
  ///
  /// - Returns: whether content was taken away; ``Library/sweep()`` is due then.
  /// - Complexity: O(changes of the items) for the log, and where they held something O(index), for
  ///   each attachment O(log).
  @discardableResult
  func finish(_ purged: [PurgedItem]) throws -> Bool {
    guard !purged.isEmpty else { return false }
    let isRedacted = try redactLog(Set(purged.map(\.key)))
    try dropAttachments(of: purged)
    // What is written there of an attempt may name the page.
    for item in purged { try FetchDelayTable(db: db).remove(item.key.item) }
    guard isRedacted || purged.contains(where: \.heldContent) else { return false }
    try SearchIndex(db: db).optimize()
    try SettingsTable(db: db).set(isUnswept: true)
    return true
  }

  private func redactLog(_ items: Set<ItemKey>) throws -> Bool {
    let log = ChangeTable(db: db, hash: hash)
    let purges = PurgeTable(db: db)
    var isRedacted = false
    for position in try Set(items.flatMap(purges.positions)).sorted() {
      guard let change = try log.change(at: position) else {
        throw StoreError(.damaged, "the log lacks the change at \(position)")
      }
      let operations = try change.operations()
      guard let left = Redaction.redacting(operations, items.contains) else { continue }
      try log.redact(at: position, to: PayloadCodec.encode(left))
      try purges.record(redactionAt: position)
      isRedacted = true
    }
    return isRedacted
  }

  /// What is left in the log is all that refers to anything: the state says no more than it.
  private func dropAttachments(of purged: [PurgedItem]) throws {
    let hashes = purged.reduce(into: Set<Digest>()) { $0.formUnion($1.attachments) }
    let log = ChangeTable(db: db, hash: hash)
    for bytes in hashes.map(\.bytes).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard let hash = Digest(bytes), try !log.mentions(bytes) else { continue }
      try AttachmentTable(db: db).purge(hash)
    }
  }
}

extension Library {
  /// Takes the traces of what was purged out of the file, and the files of attachments that were.
  ///
  /// SQLite moves rows about and may leave copies of them where nothing stands; only a file that was
  /// written anew certainly holds none. Where that is not possible now, because another process
  /// reads the library or the disk is full, the purge stands, and the next purge or opening tries
  /// again: see ``LibraryReader/mayHoldTraces()``.
  ///
  /// - Complexity: O(library).
  func sweep() {
    do {
      guard try read({ try SettingsTable(db: $0.db).isUnswept() }) else { return }
      try sweepFiles()
      try database.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM")
        guard try isWriteAheadLogCut(db) else { return }
        try db.inTransaction {
          try SettingsTable(db: db).set(isUnswept: false)
          return .commit
        }
      }
    } catch {
      // It is written down that this is still to be done.
      return
    }
  }

  /// Brings all that was written into the file and cuts the write-ahead log.
  private func isWriteAheadLogCut(_ db: Database) throws -> Bool {
    let row = try Row.fetchOne(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    return row.map { $0[0] == 0 } ?? true
  }
}
