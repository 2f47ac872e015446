import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct RefusedChanges {
  @Test func `block their stream and no other`() throws {
    // Given a change among many that cannot be read, and others that do not build on it
    let folder = MemorySyncFolder()
    let a = Machine(1, folder)
    let b = Machine(2, folder)
    let c = Machine(3, folder)
    try a.sync()
    for index in 0..<3 { b.log.write("before \(index)") }
    b.log.write(payload: [0xff])
    b.log.write("after")
    for index in 0..<3 { c.log.write("from c \(index)") }
    // When they are taken in
    for machine in [c, b] { try machine.sync() }
    let report = try a.sync()
    // Then all but that one and what follows it are here, and its file is named
    #expect(a.log.texts.filter { $0.hasPrefix("before") }.count == 3)
    #expect(a.log.texts.filter { $0.hasPrefix("from c") }.count == 3)
    #expect(!a.log.texts.contains("after"))
    #expect(report.received == 6 && report.waiting == 2)
    let path = folder.paths(in: b.directory, ending: ".segment")
    #expect(report.damaged.map(\.name) == path)
    // And another sync says the same and changes nothing
    let before = folder.files
    let again = try a.sync()
    #expect(folder.files == before)
    #expect(again.received == 0 && again.damaged == report.damaged)
  }

  @Test func `take nobody else's file for damaged that only builds on them`() throws {
    // Given a change that cannot be read, and one of another replica that follows it
    let folder = MemorySyncFolder()
    let a = Machine(1, folder)
    let b = Machine(2, folder)
    b.log.write("before")
    try b.sync()
    b.log.write(payload: [0xff])
    let c = Machine(3, folder, log: b.log.copy())
    try c.log.takeNewReplica()
    c.log.write("builds on it")
    for machine in [b, c] { try machine.sync() }
    // When both are taken in
    let report = try a.sync()
    // Then only the file with the first is named: the other one waits
    #expect(a.log.texts == ["before"])
    #expect(report.waiting == 2)
    #expect(report.damaged.allSatisfy { $0.name.hasPrefix(b.directory) })
    #expect(report.damaged.count == 1)
  }

  @Test func `are told from a log that takes nothing now`() throws {
    let folder = MemorySyncFolder()
    let b = Machine(2, folder)
    b.log.write("from b")
    try b.sync()
    let fuse = Fuse(limit: 1)
    let a = Machine(1, folder, log: MemoryChangeLog(seed: 1, fuse: fuse))
    #expect(throws: Fuse.Blown.self) { try a.sync() }
  }
}
