import Foundation
import Replication
import TestSupport
import Testing

@testable import Sync

/// A log that counts what is asked of it.
private final class CountingLog: ChangeLog, @unchecked Sendable {
  private let log: MemoryChangeLog
  private(set) var calls = 0

  init(_ log: MemoryChangeLog) { self.log = log }

  private func counted<Result>(_ body: () throws -> Result) rethrows -> Result {
    calls += 1
    return try body()
  }

  var replica: ReplicaID { counted { log.replica } }
  var library: LibraryID? { counted { log.library } }
  var version: VersionVector { counted { log.version } }
  var histories: Histories { get throws { try counted { try log.histories } } }
  var retired: Set<ReplicaID> { get throws { try counted { try log.retired } } }
  var checkedState: CheckedState? { get throws { try counted { try log.checkedState } } }
  func redactions(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, change: ChangeID)] {
    try counted { try log.redactions(after: position, limit: limit) }
  }
  var folders: [String] { get throws { try counted { try log.folders } } }
  func join(_ library: LibraryID, leaving previous: LibraryID?) throws {
    try counted { try log.join(library, leaving: previous) }
  }
  func hash(of change: ChangeID) throws -> Digest? { try counted { try log.hash(of: change) } }
  func changes(of replica: ReplicaID, after sequence: UInt64, bytes: Int) throws -> [Change] {
    try counted { try log.changes(of: replica, after: sequence, bytes: bytes) }
  }
  func append(_ changes: [Change]) throws { try counted { try log.append(changes) } }
  func takeNewReplica() throws -> ReplicaID {
    try counted { try log.takeNewReplica() }
  }
  func memory(ofFolder folder: String) throws -> [UInt8]? {
    try counted { try log.memory(ofFolder: folder) }
  }
  func remember(_ memory: [UInt8]?, ofFolder folder: String) throws {
    try counted { try log.remember(memory, ofFolder: folder) }
  }
}

@Suite struct TheCostOfASync {
  /// What one sync after one edit costs.
  private struct Cost: Equatable {
    var logCalls: Int
    var folderCalls: Int
    var filesWritten: Int
    var filesRead: Int
    var bytesWritten: Int
    var bytesRead: Int
  }

  /// A replica with so many changes of history, all published, and another one that has them.
  private func cost(ofOneEditAfter count: Int) throws -> (edit: Cost, idle: Cost) {
    let folder = MemorySyncFolder()
    let log = MemoryChangeLog(seed: 1)
    for index in 0..<count { log.write("\(index)") }
    try Machine(1, folder, log: log).sync()
    let other = Machine(2, folder)
    try other.sync()
    other.log.write("from the other")
    try other.sync()
    try Machine(1, folder, log: log).sync()
    log.write("one edit")
    return (try cost(of: log, folder), try cost(of: log, folder))
  }

  private func cost(of log: MemoryChangeLog, _ folder: MemorySyncFolder) throws -> Cost {
    let counting = CountingLog(log)
    let fuse = Fuse()
    let clock = ManualClock()
    let engine = SyncEngine(
      log: counting,
      attachments: log,
      folder: FaultySyncFolder(folder, fuse: fuse),
      environment: SyncEnvironment(
        now: { clock.now },
        randomBytes: { [UInt8](repeating: 0xff, count: $0) }
      )
    )
    let report = try engine.sync()
    return Cost(
      logCalls: counting.calls,
      folderCalls: fuse.calls,
      filesWritten: report.files.written,
      filesRead: report.files.read,
      bytesWritten: report.bytes.written,
      bytesRead: report.bytes.read
    )
  }

  @Test func `after one edit is the same whatever the history`() throws {
    // `CLIP_HISTORY=1000000` for the long form
    let longer =
      ProcessInfo.processInfo.environment["CLIP_HISTORY"].flatMap(Int.init) ?? 30_000
    let short = try cost(ofOneEditAfter: 1000)
    let long = try cost(ofOneEditAfter: longer)
    print("sync after one edit: \(short.edit) after 1,000 changes, \(long.edit) after \(longer)")
    print("sync with nothing new: \(short.idle), \(long.idle)")
    #expect(short.edit.logCalls == long.edit.logCalls)
    // One file may be read by chance, to see that it is whole: of a long history fewer are small
    // enough for that.
    #expect((0...1).contains(short.edit.folderCalls - long.edit.folderCalls))
    #expect(short.edit.filesWritten == 2 && long.edit.filesWritten == 2)
    #expect(long.edit.bytesWritten * 10 <= short.edit.bytesWritten * 11)
    #expect(long.edit.bytesRead * 10 <= short.edit.bytesRead * 11)
    // And with nothing new nothing is written, and of each replica its names are read
    for idle in [short.idle, long.idle] {
      #expect(idle.filesWritten == 0 && idle.filesRead <= 3 && idle.folderCalls == 6)
    }
  }
}
