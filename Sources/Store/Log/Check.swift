import Foundation
import GRDB
public import Replication

/// What checking a library found.
public struct CheckReport: Hashable, Sendable {
  /// What is wrong, as sentences; empty when all is well.
  public var problems: [String] = []
  public var changes = 0
  public var items = 0
  public var attachments = 0
  /// Of the state; equal on replicas that hold the same changes.
  public var digest: Digest = .zero
}

extension Library {
  /// Verifies the whole library: the file, the chains of the log, the attachments, the search index,
  /// and that the log makes the state that is here.
  ///
  /// - Complexity: O(log); the rebuilt state is held in memory.
  public func check() throws -> CheckReport {
    try inWords {
      try database.write { db in
        var report = CheckReport()
        try checkFile(db, &report)
        try checkLog(db, &report)
        try checkAttachments(db, &report)
        try checkState(db, &report)
        return report
      }
    }
  }

  /// A hash of the state: equal on replicas that hold the same changes.
  public func digest() throws -> Digest {
    try read { try StateDump(db: $0.db, hash: environment.hash).digest() }
  }

  private func checkFile(_ db: Database, _ report: inout CheckReport) throws {
    let answers = try String.fetchAll(db, sql: "PRAGMA integrity_check")
    if answers != ["ok"] { report.problems += answers.map { "the database file: \($0)" } }
    if try Row.fetchOne(db, sql: "PRAGMA foreign_key_check") != nil {
      report.problems.append("a row refers to one that is not there")
    }
    do {
      try SearchIndex(db: db).check()
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
      report.problems.append("the search index does not match the items")
    }
  }

  private func checkLog(_ db: Database, _ report: inout CheckReport) throws {
    let hash = environment.hash
    var tips: [ReplicaID: UInt64] = [:]
    try ChangeTable(db: db, hash: hash).each("ORDER BY position", []) { _, change in
      report.changes += 1
      if change.id.sequence != tips[change.id.replica, default: 0] + 1 {
        report.problems.append("the log has a gap before \(change.id)")
      }
      tips[change.id.replica] = change.id.sequence
      if let payload = change.payload, hash(payload) != change.payloadHash {
        report.problems.append("the change \(change.id) is damaged")
      }
      if try ChangeTable(db: db, hash: hash).hash(of: change.id) != change.hash {
        report.problems.append("the chain of changes is broken at \(change.id)")
      }
      return true
    }
    for replica in try ReplicaTable(db: db).all()
    where replica.sequence != tips[replica.id, default: 0] {
      report.problems.append("the log does not end where replica \(replica.id) is said to end")
    }
  }

  private func checkAttachments(_ db: Database, _ report: inout CheckReport) throws {
    let rows = try Row.fetchCursor(db, sql: "SELECT hash FROM attachments")
    while let hash = try rows.next()?.digest("hash") {
      report.attachments += 1
      let content = try? AttachmentTable(db: db).content(hash, environment)
      if content.map(environment.hash.callAsFunction) != hash {
        report.problems.append("the attachment \(hash) is damaged")
      }
    }
  }

  private func checkState(_ db: Database, _ report: inout CheckReport) throws {
    let live = StateDump(db: db, hash: environment.hash)
    let lines = try live.lines()
    report.items = lines.count
    report.digest = live.digest(of: lines)

    let scratch = try Library.inMemory(name: "check", environment: environment)
    let rebuilt = try scratch.database.write { other in
      try Rebuild(db: other, hash: environment.hash).replay(from: db)
      return try StateDump(db: other, hash: environment.hash).lines()
    }
    let expected = Dictionary(uniqueKeysWithValues: rebuilt.map { ($0.item, $0) })
    let found = Dictionary(uniqueKeysWithValues: lines.map { ($0.item, $0) })
    for line in lines where expected[line.item] != line {
      report.problems.append("the item \(line.item) is not what the log makes it")
    }
    for line in rebuilt where found[line.item] == nil {
      report.problems.append("the item \(line.item) is in the log and not in the library")
    }
  }
}
