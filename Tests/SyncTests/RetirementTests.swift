import Replication
import Sync
import TestSupport
import Testing

@Suite struct RetiredReplicas {
  private let folder = MemorySyncFolder()
  private let desk: Machine
  private let laptop: Machine

  /// Two machines that share a change of each.
  init() throws {
    desk = Machine(1, folder)
    laptop = Machine(2, folder)
    for machine in [desk, laptop, desk] {
      machine.log.write("shared")
      try machine.sync()
    }
    try laptop.sync()
  }

  private func settle(_ machines: Machine...) throws {
    for _ in 0..<3 {
      for machine in machines { try machine.sync() }
    }
    for machine in machines {
      let report = try machine.sync()
      #expect(report.files.written == 0 && report.waiting == 0 && report.damaged.isEmpty)
      #expect(report.notes.isEmpty)
      #expect(machine.log.contents == machines[0].log.contents)
    }
  }

  @Test func `that return go on as new ones and bring what nobody had`() throws {
    // Given a laptop with an edit that it did not publish, retired at the desk
    let old = laptop.log.replica
    laptop.log.write("typed on the train")
    desk.log.retire(old)
    try desk.sync()
    // When it comes back
    let report = try laptop.sync()
    // Then it says so, is another replica, and publishes its edit under the old id
    #expect(report.notes.map(\.code) == [.retired])
    #expect(laptop.log.replica != old)
    #expect(report.sent == 1 && report.carried == 0)
    try settle(desk, laptop)
    #expect(desk.log.texts.filter { $0 == "typed on the train" }.count == 1)
    #expect(desk.log.version[old] == 2)
    // And the old one stays retired, the new one is not
    #expect(desk.log.retired == [old])
  }

  @Test func `that return with nothing new write no change anew`() throws {
    let old = laptop.log.replica
    let before = folder.paths(ending: ".segment")
    desk.log.retire(old)
    try desk.sync()
    try laptop.sync()
    #expect(laptop.log.replica != old)
    // One more segment: the retirement.
    #expect(folder.paths(ending: ".segment").count == before.count + 1)
    try settle(desk, laptop)
  }

  @Test func `publish nothing twice that any folder has`() throws {
    // Given an edit that the laptop published on a stick, but not here
    let stick = MemorySyncFolder(name: "/stick", files: folder.files)
    let old = laptop.log.replica
    laptop.log.write("on the stick")
    try laptop.sync(with: stick)
    laptop.log.write("nowhere yet")
    desk.log.retire(old)
    try desk.sync()
    // When it comes back here, and somebody reads the stick
    let report = try laptop.sync()
    let other = Machine(3, stick)
    try other.sync()
    try other.sync(with: folder)
    // Then all has kept its id, and stands nowhere twice
    #expect(report.sent == 2 && report.carried == 0)
    try settle(desk, laptop, other)
    #expect(desk.log.texts.filter { $0 == "on the stick" }.count == 1)
    #expect(desk.log.texts.filter { $0 == "nowhere yet" }.count == 1)
  }

  @Test func `publish nothing twice that a copy of them published for them`() throws {
    // Given an edit that the laptop did not publish, and a copy of it that did
    let old = laptop.log.replica
    laptop.log.write("typed on the train")
    let copy = Machine(3, folder, log: laptop.log.copy(seed: 3))
    try copy.log.takeNewReplica()
    try copy.sync()
    // When the laptop comes back, retired
    desk.log.retire(old)
    try desk.sync()
    try laptop.sync()
    // Then the edit stands nowhere twice
    #expect(laptop.log.replica != old)
    #expect(laptop.log.version[old] == 2)
    try settle(desk, laptop, copy)
    #expect(desk.log.texts.filter { $0 == "typed on the train" }.count == 1)
  }

  @Test func `that crash while they go on lose nothing`() throws {
    // Given a retired laptop with an edit, and any number of steps after which it is switched off
    laptop.log.write("typed on the train")
    desk.log.retire(laptop.log.replica)
    try desk.sync()
    for steps in 0..<12 {
      let copy = Machine(9, MemorySyncFolder(files: folder.files))
      copy.log = laptop.log.copy(fuse: Fuse(limit: steps))
      _ = try? copy.sync()
      // When it is switched on again
      copy.log = copy.log.copy()
      try copy.sync()
      // Then its edit is published once
      let reader = Machine(20, copy.folder)
      try reader.sync()
      #expect(reader.log.texts.filter { $0 == "typed on the train" }.count == 1, "\(steps)")
      #expect(reader.log.contents == copy.log.contents, "\(steps)")
    }
  }

  @Test func `that retired one another both go on`() throws {
    let old = [desk.log.replica, laptop.log.replica]
    desk.log.retire(old[1])
    laptop.log.retire(old[0])
    try desk.sync()
    try laptop.sync()
    try desk.sync()
    try settle(desk, laptop)
    #expect(![desk, laptop].map(\.log.replica).contains(where: old.contains))
    #expect(desk.log.retired == Set(old))
  }

  @Test func `are told of by a dry run, which changes nothing`() throws {
    let old = laptop.log.replica
    laptop.log.write("typed on the train")
    desk.log.retire(old)
    try desk.sync()
    let files = folder.files
    let contents = laptop.log.contents
    let report = try laptop.sync(dryRun: true)
    #expect(report.received == 1 && report.sent == 1)
    #expect(folder.files == files && laptop.log.contents == contents)
    #expect(laptop.log.replica == old)
  }
}
