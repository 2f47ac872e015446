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
  /// - Parameter publishing: remembers a whole state, so that the next sync lets others compare it
  ///   with theirs.
  /// - Returns: what was found.
  /// - Throws: ``StoreError`` when the file cannot be read at all.
  /// - Complexity: O(log); the rebuilt state is held in memory.
  public func check(publishing: Bool = false) throws -> CheckReport {
    try inWords {
      try database.write { db in
        var report = CheckReport()
        try checkFile(db, &report)
        try checkLog(db, &report)
        try checkAttachments(db, &report)
        try checkState(db, &report)
        if publishing, report.problems.isEmpty {
          let version = try ReplicaTable(db: db).version()
          let checked = CheckedState(version: version, digest: report.digest)
          try SettingsTable(db: db).set(checkedState: checked)
        }
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
    var tips: [ReplicaID: LogTip] = [:]
    try noting(&report, "the log cannot be read") { report in
      let reader = try HistoryReader(db: db, hash: hash)
      let histories = reader.replicas.histories
      var seen = SeenVersions(histories)
      try ChangeTable(db: db, hash: hash).eachChained("ORDER BY position", []) { logged, change in
        report.changes += 1
        let branch = logged.id.replica
        if change.id.sequence != (tips[branch]?.tip.sequence ?? histories[branch]?.base ?? 0) + 1 {
          report.problems.append("the log has a gap before \(change.id)")
        }
        let others = try reader.version(of: logged.dependencies)
        if others == nil {
          report.problems.append("the change \(change.id) follows changes that are not in the log")
        }
        if let problem = try checkPayload(of: change, db) {
          report.problems.append("the change \(change.id) \(problem)")
        }
        if try ChangeTable(db: db, hash: hash).hash(of: logged.id) != change.hash {
          report.problems.append("the chain of changes is broken at \(change.id)")
        }
        let before = seen.follow(logged.id, others ?? VersionVector())
        tips[branch, default: LogTip()].follow(change, seen: before.with(logged.id))
        return true
      }
    }
    try noting(&report, "the replicas cannot be read") { report in
      for replica in try ReplicaTable(db: db).all()
      where LogTip(replica) != tips.removeValue(forKey: replica.id) ?? LogTip() {
        report.problems.append("the log does not end where replica \(replica.id) is said to end")
      }
      for replica in tips.keys.sorted() {
        report.problems.append("the replica \(replica) of changes in the log is not known")
      }
    }
  }

  /// What is wrong with a change's payload: what is purged must not stand in it, and what a purge
  /// left of it says so.
  private func checkPayload(of change: Change, _ db: Database) throws -> String? {
    let purges = PurgeTable(db: db)
    let isRedacted = change.isRedacted(hashedBy: environment.hash)
    guard try isRedacted || !purges.isEmpty() else { return nil }
    do throws(CodecError) {
      _ = try change.verifiedOperations(hashedBy: environment.hash)
    } catch {
      return isRedacted ? "is damaged: \(error)" : nil
    }
    return try change.redacted(purges.contains) == change ? nil : "still says what was purged"
  }

  private func checkAttachments(_ db: Database, _ report: inout CheckReport) throws {
    let rows = try Row.fetchCursor(db, sql: "SELECT hash FROM attachments")
    while let row = try rows.next() {
      report.attachments += 1
      let hash = row.digest("hash")
      let isWhole = try? hash.map { try AttachmentTable(db: db).isWhole($0, environment) }
      if isWhole != true {
        report.problems.append("the attachment \(hash?.description ?? "without a hash") is damaged")
      }
    }
  }

  private func checkState(_ db: Database, _ report: inout CheckReport) throws {
    let live = StateDump(db: db, hash: environment.hash)
    let lines = try live.lines(passingOverDamage: true)
    report.items = lines.count
    report.digest = live.digest(of: lines)

    let scratch = try Library.inMemory(name: "check", environment: environment)
    try noting(&report, "the state cannot be made from the log") { report in
      try scratch.database.write { other in
        try Rebuild(db: other, hash: environment.hash).replay(from: db)
        let rebuilt = StateDump(db: other, hash: environment.hash)
        compare(lines, with: try rebuilt.lines(), &report)
        if try live.moves() != rebuilt.moves() {
          report.problems.append("the moves of the outline are not those of the log")
        }
        let wanted = try AttachmentTable(db: other).expected().filter {
          try !AttachmentTable(db: db).has($0.hash, isText: $0.isText)
        }
        if try AttachmentTable(db: db).expected() != wanted {
          report.problems.append("the list of missing attachments is not what is missing")
        }
      }
    }
  }

  private func compare(
    _ lines: [StateDump.Line],
    with rebuilt: [StateDump.Line],
    _ report: inout CheckReport
  ) {
    let expected = Dictionary(uniqueKeysWithValues: rebuilt.map { ($0.item, $0) })
    let found = Set(lines.map(\.item))
    for line in lines where expected[line.item] != line {
      report.problems.append("the item \(line.item) is not what the log makes it")
    }
    for line in rebuilt where !found.contains(line.item) {
      report.problems.append("the item \(line.item) is in the log and not in the library")
    }
  }

  /// Takes a step that damage may end; failures of the disk are passed on.
  private func noting(
    _ report: inout CheckReport,
    _ problem: String,
    _ body: (inout CheckReport) throws -> Void
  ) throws {
    do {
      try body(&report)
    } catch let error as DatabaseError where error.resultCode != .SQLITE_CONSTRAINT {
      throw error
    } catch {
      report.problems.append("\(problem): \(error)")
    }
  }
}

/// Where one replica's history in the log ends.
private struct LogTip: Equatable {
  var tip = ChainTip.start
  var seen = VersionVector()
  var clock = HybridTimestamp(rawValue: 0)

  init() {}

  init(_ replica: ReplicaTable.Entry) {
    tip = replica.tip
    seen = replica.seen
    clock = replica.clock
  }

  mutating func follow(_ change: Change, seen: VersionVector) {
    tip = ChainTip(sequence: change.id.sequence, hash: change.hash)
    self.seen = seen
    clock = max(clock, change.clock)
  }
}
