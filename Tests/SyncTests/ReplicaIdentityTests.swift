import Replication
import Sync
import TestSupport
import Testing

@Suite struct CopiedLibraries {
  private let folder = MemorySyncFolder()
  private let a: Machine
  private let b: Machine

  init() throws {
    a = Machine(1, folder)
    b = Machine(2, folder)
    for machine in [a, b, a] {
      machine.log.write("shared")
      try machine.sync()
    }
  }

  private func settle(_ machines: Machine...) throws {
    for _ in 0..<3 {
      for machine in machines { try machine.sync() }
    }
    for machine in machines {
      let report = try machine.sync()
      #expect(report.files.written == 0 && report.waiting == 0 && report.damaged.isEmpty)
      #expect(machine.log.contents == machines[0].log.contents)
    }
  }

  @Test func `a restored backup goes on under a new id`() throws {
    // Given a backup, and changes published after it
    let backup = a.log.copy()
    let old = a.log.replica
    a.log.write("published before the restore")
    try a.sync()
    try b.sync()
    // When the backup is put back and written to
    a.log = backup
    a.log.write("typed after the restore")
    let report = try a.sync()
    // Then the replica is a new one, and nothing is lost anywhere
    #expect(report.notes.map(\.code) == [.newReplica])
    #expect(a.log.replica != old)
    try settle(a, b)
    #expect(a.log.texts.contains("published before the restore"))
    #expect(a.log.texts.contains("typed after the restore"))
    #expect(Set(a.log.texts.filter { $0 != "shared" }).count == 2)
    #expect(a.log.texts.count == 5)
  }

  @Test func `a restored backup to which nothing was written gets its changes back`() throws {
    let backup = a.log.copy()
    a.log.write("published before the restore")
    try a.sync()
    a.log = backup
    try settle(a, b)
    #expect(a.log.texts.contains("published before the restore"))
  }

  @Test func `a clone that publishes second takes a new id`() throws {
    // Given two machines with one library
    let clone = Machine(5, folder, log: a.log.copy())
    a.log.write("from the original")
    clone.log.write("from the clone")
    // When both sync
    try a.sync()
    try clone.sync()
    // Then both changes are everywhere, once
    #expect(a.log.replica != clone.log.replica)
    try settle(a, b, clone)
    #expect(b.log.texts.filter { $0.contains("from the") }.count == 2)
  }

  @Test func `a clone that published through a lagging folder moves what it published`() throws {
    // Given an original and a clone that both published the same numbers
    let lagging = MemorySyncFolder(files: folder.files)
    let clone = Machine(5, lagging, log: a.log.copy())
    for machine in [a, clone] {
      for _ in 0..<2 {
        machine.log.write(machine === a ? "from the original" : "from the clone")
        try machine.sync()
      }
    }
    // When the original's head reaches the clone before the segments
    let segments = folder.files.filter { $0.key.hasSuffix(".segment") }
    lagging.files.merge(folder.files.filter { !$0.key.hasSuffix(".segment") }) { $1 }
    clone.log.write("from the clone")
    let early = try clone.sync()
    // Then it holds back, and moves its changes once it sees where they part
    #expect(early.files.written == 0 && early.notes.map(\.code) == [.fork])
    lagging.files.merge(segments) { $1 }
    let report = try clone.sync()
    #expect(report.notes.map(\.code).contains(.newReplica))
    folder.files = lagging.files
    clone.folder = folder
    try settle(a, b, clone)
    #expect(a.log.texts.filter { $0 == "from the clone" }.count == 3)
    #expect(a.log.texts.filter { $0 == "from the original" }.count == 2)
  }

  @Test func `the name of a segment is enough to notice a restored backup`() throws {
    // Given a backup, and of what was published since only a damaged segment
    let backup = a.log.copy()
    let old = a.log.replica
    let before = folder.files
    a.log.write("published before the restore")
    try a.sync()
    for path in folder.paths(in: a.directory) where before[path] == nil {
      folder.files[path] = path.hasSuffix(".segment") ? [0] : nil
    }
    // When the backup is put back and written to
    a.log = backup
    a.log.write("typed after the restore")
    let report = try a.sync()
    // Then nothing is published under the old id
    #expect(a.log.replica != old)
    #expect(report.sent == 1 && report.damaged.count == 1)
  }

  @Test func `a fork that has gone on is not taken in`() throws {
    // Given a clone that published more under the same id than b has of the original
    let other = MemorySyncFolder(name: "/other", files: folder.files)
    let clone = Machine(5, other, log: a.log.copy())
    a.log.write("from the original")
    try a.sync()
    try b.sync()
    for _ in 0..<3 {
      clone.log.write("from the clone")
      try clone.sync()
    }
    let c = Machine(3, other)
    c.log.write("from c")
    try c.sync()
    // When b syncs with the clone's folder
    b.folder = other
    let report = try b.sync()
    // Then it names the fork, takes nothing of it, and goes on with c
    #expect(report.notes.map(\.code) == [.fork])
    #expect(!b.log.texts.contains("from the clone") && b.log.texts.contains("from c"))
  }

  @Test func `a backup put back is noticed by what others saw`() throws {
    // Given changes after a backup that b has, and whose files the folder lost
    let backup = a.log.copy()
    let old = a.log.replica
    a.log.write("published before the restore")
    a.log.write("published as well")
    try a.sync()
    try b.sync()
    for path in folder.paths(in: a.directory) { folder.files[path] = nil }
    // When the backup is put back and written to
    a.log = backup
    a.log.write("typed after the restore")
    try a.sync()
    try b.sync()
    // Then what was typed since has another id and reaches b
    #expect(a.log.replica != old)
    #expect(b.log.texts.contains("typed after the restore"))
    #expect(b.log.texts.contains("published before the restore"))
  }

  @Test func `a published fork is said and stops nobody else`() throws {
    // Given an original and a clone that published under one id through lagging folders
    let other = MemorySyncFolder(files: folder.files)
    let clone = Machine(5, other, log: a.log.copy())
    let shared = a.log.replica
    a.log.write("from the original")
    clone.log.write("from the clone")
    try a.sync()
    try clone.sync()
    #expect(clone.log.replica == shared)
    try b.sync()
    // When the clone's files win in the folder that b sees, with something of a third replica
    for (path, content) in other.files where path.hasPrefix("replicas/\(shared)") {
      folder.files[path] = content
    }
    let newest = try #require(folder.paths(in: a.directory, ending: ".head").last)
    let c = Machine(3, folder)
    c.log.write("from c")
    try c.sync()
    let seen = Machine(6, folder, log: b.log.copy())
    seen.log.write("of b")
    let forget = MemorySyncFolder(name: "/elsewhere", files: folder.files)
    seen.folder = forget
    let report = try seen.sync()
    // Then the fork is named, and c's change is here
    #expect(folder.files[newest] == other.files[newest])
    #expect(report.notes.contains { $0.code == .fork })
    #expect(
      !seen.log.texts.contains("from the clone") && seen.log.texts.contains("from the original")
    )
  }
}
