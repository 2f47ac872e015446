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
    let clone = Machine(5, folder, log: a.log.copy(seed: 5))
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

  @Test func `a clone that published through a lagging folder goes on at once`() throws {
    // Given an original and a clone that both published the same numbers
    let lagging = MemorySyncFolder(files: folder.files)
    let clone = Machine(5, lagging, log: a.log.copy(seed: 5))
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
    // Then it takes a new id though it cannot be told yet where they part
    #expect(early.notes.map(\.code) == [.newReplica])
    #expect(a.log.replica != clone.log.replica)
    lagging.files.merge(segments) { $1 }
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
    #expect(
      folder.paths(in: "replicas/\(old)").allSatisfy {
        before[$0] != nil || folder.files[$0] == [0]
      }
    )
  }

  @Test func `a fork that has gone on is taken in beside what is here`() throws {
    // Given a clone that published more under the same id than b has of the original
    let other = MemorySyncFolder(name: "/other", files: folder.files)
    let clone = Machine(5, other, log: a.log.copy(seed: 5))
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
    // Then it says so once, has both, and brings the original's there
    #expect(report.notes.map(\.code) == [.fork] && report.waiting == 0)
    #expect(b.log.texts.filter { $0 == "from the clone" }.count == 3)
    #expect(b.log.texts.contains("from the original") && b.log.texts.contains("from c"))
    try settle(b, c, clone)
    #expect(try b.sync().notes.isEmpty)
    #expect(clone.log.texts.contains("from the original"))
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

  @Test func `whoever took either history of a fork comes to have both`() throws {
    // Given an original and a clone that published under one id through lagging folders
    let other = MemorySyncFolder(files: folder.files)
    let clone = Machine(5, other, log: a.log.copy(seed: 5))
    let shared = a.log.replica
    for machine in [a, clone] {
      for _ in 0..<3 {
        machine.log.write(machine === a ? "from the original" : "from the clone")
        try machine.sync()
      }
    }
    #expect(clone.log.replica == shared && a.log.replica == shared)
    // and others who took one of the two and wrote on
    let c = Machine(3, other)
    for (machine, text) in [(b, "after the original"), (c, "after the clone")] {
      try machine.sync()
      machine.log.write(text)
      try machine.sync()
    }
    // When all files of both come together, as far as their names do not clash
    folder.files.merge(other.files) { mine, _ in mine }
    for machine in [clone, c] { machine.folder = folder }
    try settle(a, b, c, clone)
    // Then everybody has everything once
    for machine in [a, b, c, clone] {
      for text in ["from the original", "from the clone"] {
        #expect(machine.log.texts.filter { $0 == text }.count == 3)
      }
      #expect(machine.log.texts.contains("after the original"))
      #expect(machine.log.texts.contains("after the clone"))
      #expect(machine.log.histories.forked == [shared])
    }
    // and nothing is said again
    #expect(try [a, b, c, clone].allSatisfy { try $0.sync().notes.isEmpty })
  }

  @Test func `a history is read that only a copy of a head names`() throws {
    // Given a clone that used the original's numbers and is lost, of whose head the carrier made a copy
    let other = MemorySyncFolder(files: folder.files)
    let clone = Machine(5, other, log: a.log.copy(seed: 5))
    a.log.write("from the original")
    clone.log.write("from the clone")
    try a.sync()
    try clone.sync()
    let head = try #require(other.paths(in: a.directory, ending: ".head").last)
    #expect(folder.files[head] != nil)
    let copy = head.replacing(".head", with: " (desk's conflicted copy 2026-01-02).head")
    folder.files[copy] = other.files[head]
    folder.files.merge(other.files) { mine, _ in mine }
    // Then everybody has its changes all the same
    try settle(a, b)
    for machine in [a, b] {
      #expect(machine.log.texts.contains("from the original"))
      #expect(machine.log.texts.contains("from the clone"))
    }
    // and a copy that names nothing new stops nobody and is passed over
    #expect(try b.sync().notes.isEmpty)
  }

  @Test(arguments: [1, 2, 3, 4, 5, 6])
  func `what follows either history of a fork is taken in`(seed: Int) throws {
    // Given a clone that published more under the original's id, and c that wrote after it
    let other = MemorySyncFolder(files: folder.files)
    let clone = Machine(5, other, log: a.log.copy(seed: 5))
    a.log.write("from the original \(seed)")
    try a.sync()
    for index in 0..<3 { clone.log.write("from the clone \(seed) \(index)") }
    try clone.sync()
    let c = Machine(3, other)
    try c.sync()
    c.log.write("after the clone")
    try c.sync()
    // When b has the original's history, and then all comes
    try b.sync()
    b.folder = other
    try b.sync()
    // Then c's change is there, whichever of the two has another name
    #expect(b.log.texts.contains("from the original \(seed)"))
    #expect(b.log.texts.contains("after the clone"))
  }

  @Test func `what follows one history of a fork waits for it`() throws {
    // Given a change by c that follows the clone's, of which the folder holds nothing
    let other = MemorySyncFolder(files: folder.files)
    let clone = Machine(5, other, log: a.log.copy(seed: 5))
    a.log.write("from the original")
    clone.log.write("from the clone")
    try a.sync()
    try clone.sync()
    let c = Machine(3, other)
    try c.sync()
    c.log.write("after the clone")
    try c.sync()
    let late = other.files.filter { $0.key.hasPrefix("replicas/\(c.log.replica)") }
    folder.files.merge(late) { $1 }
    // When b syncs, which has the original's change of that number
    let report = try b.sync()
    // Then it does not take c's change for one that follows the original's
    #expect(b.log.texts.contains("from the original"))
    #expect(!b.log.texts.contains("after the clone"))
    #expect(report.waiting == 1 && report.damaged.isEmpty)
  }
}
