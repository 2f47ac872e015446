import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct CarryingOthersChanges {
  private let left = MemorySyncFolder(name: "/left")
  private let right = MemorySyncFolder(name: "/right")
  private let a: Machine
  private let bridge: Machine
  private let c: Machine

  /// One replica at each of two folders, and one that syncs with both.
  init() throws {
    a = Machine(1, left)
    bridge = Machine(2, left)
    c = Machine(3, right)
    a.log.write("from a")
    try a.sync()
    try cross()
  }

  private func cross() throws {
    for folder in [left, right, left] { try bridge.sync(with: folder) }
  }

  /// Syncs until everything should have arrived, then expects that nothing is left to do.
  private func settle(_ places: (machine: Machine, folder: MemorySyncFolder)...) throws {
    for _ in 0..<4 {
      for place in places { try place.machine.sync(with: place.folder) }
    }
    for place in places {
      let before = place.folder.files
      let report = try place.machine.sync(with: place.folder)
      #expect(place.folder.files == before)
      #expect(report.waiting == 0 && report.damaged.isEmpty && report.notes.isEmpty)
      #expect(report.files.read <= 3)
      #expect(place.machine.log.contents == places[0].machine.log.contents)
    }
  }

  private func carried(by machine: Machine, in folder: MemorySyncFolder) throws -> [Span] {
    let name = try #require(folder.paths(in: machine.directory, ending: ".head").last)
    let bytes = try #require(folder.files[name])
    let library = try #require(machine.log.library)
    let file = try #require(name.split(separator: "/").last)
    let head = try Head(
      decoding: bytes,
      named: try #require(HeadName(String(file))),
      of: machine.log.replica,
      in: FolderFormat(library)
    )
    return head.carried.map(\.span)
  }

  @Test func `what one folder has reaches the other with all that it depends on`() throws {
    // Given changes on both sides that build on each other
    try c.sync()
    for index in 0..<3 {
      for machine in [a, c] {
        machine.log.write("\(index)")
        machine.log.attach([UInt8(index)])
        try machine.sync()
        try cross()
      }
    }
    // Then both sides have everything, and it rests
    try settle((a, left), (bridge, left), (bridge, right), (c, right))
    #expect(a.log.texts.count == 7)
    #expect(try c.log.missingAttachments().isEmpty)
  }

  @Test func `the report and a dry run tell how many were carried`() throws {
    for _ in 0..<3 { a.log.write("more") }
    try a.sync()
    try bridge.sync(with: left)
    bridge.folder = right
    #expect(try bridge.sync(dryRun: true).carried == 3)
    #expect(try bridge.sync().carried == 3)
    #expect(try bridge.sync(dryRun: true).carried == 0)
    #expect(try bridge.sync().carried == 0)
  }

  @Test func `what another carries is not carried again`() throws {
    // Given a second bridge, after the first has carried
    let second = Machine(4, left)
    for folder in [left, right, left, right] { try second.sync(with: folder) }
    // Then only one does, in whatever order they sync, also when more comes
    #expect(try carried(by: second, in: right).isEmpty)
    a.log.write("more")
    try a.sync()
    for machine in [second, bridge, second] {
      for folder in [left, right] { try machine.sync(with: folder) }
    }
    #expect(try carried(by: bridge, in: right).map(\.last) == [1])
    #expect(try carried(by: second, in: right).map(\.last) == [2])
    try settle((a, left), (bridge, left), (second, right), (bridge, right), (second, left))
  }

  @Test func `two that began to carry at once both go on`() throws {
    // Given two bridges whose folder's copies do not show them each other
    let second = Machine(4, left)
    try second.sync()
    let other = MemorySyncFolder(name: "/right", files: right.files)
    for path in other.paths(in: bridge.directory) { other.files[path] = nil }
    try second.sync(with: other)
    right.files.merge(other.files) { present, _ in present }
    // Then neither relies on the other, and it rests
    for machine in [bridge, second] { try machine.sync(with: right) }
    #expect(try carried(by: bridge, in: right).map(\.last) == [1])
    #expect(try carried(by: second, in: right).map(\.last) == [1])
    try settle((a, left), (bridge, left), (bridge, right), (second, right), (second, left))
  }

  @Test func `carriers do not rely on each other where the owner publishes less`() throws {
    // Given two changes that two bridges carry, neither seeing the other's copy of the folder
    let restored = Machine(5, right, log: a.log.copy())
    a.log.write("more")
    try a.sync()
    let second = Machine(4, left)
    let empty = MemorySyncFolder(name: "/right")
    empty.files["clip-library"] = right.files["clip-library"]
    let copy = MemorySyncFolder(name: "/right", files: empty.files)
    for (machine, folder) in [(bridge, right), (second, copy)] {
      try machine.sync(with: left)
      try machine.sync(with: folder)
    }
    // And the owner, put back to when it had made the first and seeing neither, who publishes that
    try restored.sync(with: empty)
    for other in [copy, empty] { right.files.merge(other.files) { present, _ in present } }
    // When both see all of it
    for machine in [bridge, second] { try machine.sync(with: right) }
    // Then each carries on: were they to cease at once, the second change would be in no file
    #expect(try carried(by: bridge, in: right).map(\.last) == [2])
    #expect(try carried(by: second, in: right).map(\.last) == [2])
    #expect(try c.sync().waiting == 0)
  }

  @Test func `an owner that publishes itself is carried no longer`() throws {
    // Given a carried stream, of which the owner brings only the head to the second folder
    try a.sync(with: right)
    let paths = right.paths(in: a.directory, ending: ".segment")
    let segments = paths.map { right.files.removeValue(forKey: $0) }
    try bridge.sync(with: right)
    #expect(try carried(by: bridge, in: right).count == 1)
    // When the segments come
    for (path, content) in zip(paths, segments) { right.files[path] = content }
    try bridge.sync(with: right)
    // Then the bridge leaves it to the owner and clears up
    #expect(try carried(by: bridge, in: right).isEmpty)
    #expect(right.paths(in: bridge.directory, ending: ".segment").isEmpty)
    try settle((a, left), (a, right), (bridge, left), (bridge, right), (c, right))
  }

  @Test func `a carried segment that is damaged is named and mended`() throws {
    // Given a carried segment with a wrong bit
    let path = try #require(right.paths(in: bridge.directory, ending: ".segment").first)
    let content = try #require(right.files[path])
    right.files[path]?[content.count - 1] ^= 1
    // When c reads it
    let report = try c.sync()
    // Then it is named, and comes when the carrier has mended it
    #expect(report.damaged.map(\.name) == [path] && report.waiting == 1)
    for _ in 0..<9 where right.files[path] != content { try bridge.sync(with: right) }
    #expect(right.files[path] == content)
    #expect(try c.sync().received == 1)
  }

  @Test func `whichever file is whole is used`() throws {
    // Given a's changes in both directories, a's own damaged
    try a.sync(with: right)
    let path = try #require(right.paths(in: a.directory, ending: ".segment").first)
    right.files[path] = [1, 2, 3]
    let report = try c.sync()
    #expect(report.damaged.map(\.name) == [path])
    #expect(report.received == 1 && report.waiting == 0)
  }

  @Test func `segments of two sources are joined`() throws {
    // Given three segments of a in the second folder, carried, and the first one by a as well
    for _ in 0..<2 {
      a.log.write("more")
      try a.sync()
      try cross()
    }
    let carried = right.paths(in: bridge.directory, ending: ".segment")
    try #require(carried.count == 3)
    try a.sync(with: right)
    let own = right.paths(in: a.directory, ending: ".segment")
    // When the middle one, and what a wrote as one, are all that is lost
    right.files[carried[1]] = nil
    for path in own { right.files[path] = nil }
    #expect(try c.sync().received == 1)
    right.files[carried[1]] = left.files.first { $0.key.contains(carried[1].suffix(58)) }?.value
    // Then the rest comes with it
    #expect(try c.sync().received == 2)
  }

  @Test func `a carried segment that is late is waited for, and twice does no harm`() throws {
    // Given a head that came before its segment
    let path = try #require(right.paths(in: bridge.directory, ending: ".segment").first)
    let content = right.files.removeValue(forKey: path)
    let early = try c.sync()
    #expect(early.waiting == 1 && early.damaged.isEmpty)
    // When it comes under two names
    right.files[path] = content
    right.files[path.replacing(".segment", with: " (1).segment")] = content
    #expect(try c.sync().received == 1)
    try settle((c, right), (bridge, right))
  }

  @Test func `what the folder lost of others is published again`() throws {
    // Given that c has everything, and that the folder loses all that the bridge put there
    try c.sync()
    for path in right.paths(in: bridge.directory) { right.files[path] = nil }
    // When c syncs, and the bridge never does
    try c.sync()
    let d = Machine(5, right)
    try d.sync()
    // Then who comes new gets it from c
    #expect(d.log.contents == c.log.contents)
    try settle((c, right), (d, right))
  }

  @Test func `a single segment that the folder lost is published again by who has it`() throws {
    // Given a lost segment of a replica that is gone
    try c.sync()
    let path = try #require(right.paths(in: bridge.directory, ending: ".segment").first)
    right.files[path] = nil
    // When c syncs
    #expect(try c.sync().carried == 1)
    // Then nobody waits
    let d = Machine(5, right)
    #expect(try d.sync().waiting == 0)
    #expect(d.log.contents == c.log.contents)
  }

  @Test func `what a newer clip wrote is not carried`() throws {
    // Given a head of a in the second folder that cannot be read yet
    try c.sync()
    try a.sync(with: right)
    let path = try #require(right.paths(in: a.directory, ending: ".head").last)
    var head = try #require(right.files[path])
    head[9] = 2
    let checked = Array(head[..<72]) + Array(head[104...])
    head.replaceSubrange(72..<104, with: Blake2b.hash(checked).bytes)
    right.files[path] = head
    // When the carried ones are lost
    for path in right.paths(in: bridge.directory) { right.files[path] = nil }
    let report = try c.sync()
    // Then nobody guesses what that head names
    #expect(report.carried == 0 && report.notes.map(\.code) == [.newerFormat])
  }

  @Test func `what a crash left of carrying is cleared up`() throws {
    for limit in 0..<40 {
      // Given a bridge that dies while it carries to an empty folder, or clears up
      let folder = MemorySyncFolder(name: "/third")
      let fuse = Fuse(limit: limit)
      let log = bridge.log.copy(fuse: fuse)
      let dying = Machine(7, FaultySyncFolder(folder, fuse: fuse), log: log)
      _ = try? dying.sync()
      // When more comes before it goes on, and the owner publishes in the end
      let again = Machine(8, folder, log: log.copy())
      a.log.write("more \(limit)")
      try a.sync()
      try again.sync(with: left)
      try again.sync(with: folder)
      try a.sync(with: folder)
      for _ in 0..<2 { try again.sync(with: folder) }
      // Then nothing of it stays
      #expect(folder.paths(in: again.directory, ending: ".segment").isEmpty, "call \(limit)")
      #expect(again.log.replica == bridge.log.replica)
    }
  }

  @Test func `files of carried streams stay few`() throws {
    for _ in 0..<60 {
      a.log.write("more")
      try a.sync()
      for _ in 0..<3 { try cross() }
    }
    #expect(right.paths(in: bridge.directory, ending: ".segment").count < 2 * Limits.fanOut)
    #expect(right.paths(in: bridge.directory, ending: ".head").count == Limits.headsKept)
  }
}

@Suite struct CopiesThatCarry {
  private let folder = MemorySyncFolder()
  private let original: Machine
  private let copy: Machine
  private let reader: Machine

  /// An original that published three changes, and its copy that has three more of it.
  init() throws {
    original = Machine(1, folder)
    reader = Machine(3, folder)
    for _ in 0..<3 { original.log.write("published") }
    try original.sync()
    for _ in 0..<3 { original.log.write("not published") }
    copy = Machine(2, folder, log: original.log.copy(seed: 2))
    try copy.log.takeNewReplica()
    copy.log.write("from the copy")
    try copy.sync()
    try reader.sync()
  }

  private func settle(_ machines: Machine...) throws {
    for _ in 0..<3 {
      for machine in machines { try machine.sync() }
    }
    for machine in machines {
      let report = try machine.sync()
      #expect(report.files.written == 0 && report.waiting == 0)
      #expect(report.damaged.isEmpty && report.notes.isEmpty)
      #expect(machine.log.contents == machines[0].log.contents)
    }
    let new = Machine(9, folder)
    try new.sync()
    #expect(new.log.contents == machines[0].log.contents)
  }

  /// Puts the original back to when it had made the published changes, and had not synced yet.
  private func putBack() {
    original.log = MemoryChangeLog(seed: 1)
    for _ in 0..<3 { original.log.write("published") }
  }

  @Test func `publish what the original never came to publish`() throws {
    #expect(reader.log.texts.count == 7)
    try settle(copy, reader)
    #expect(folder.paths(in: copy.directory, ending: ".segment").count == 2)
  }

  @Test func `leave it to the original that returns with more`() throws {
    original.log.write("later")
    try original.sync()
    try settle(copy, reader, original)
    #expect(folder.paths(in: copy.directory, ending: ".segment").count == 1)
    #expect(original.log.texts.count == 8)
  }

  @Test func `notice an original that was put back and went another way`() throws {
    // Given an original of which only the published changes came back, and others followed
    let old = original.log.replica
    let changes = try copy.log.changes(of: old, after: 0, bytes: .max)
    putBack()
    #expect(original.log.replica == old)
    #expect(original.log.contents[old] == changes.prefix(3).map(\.hash))
    for index in 0..<4 { original.log.write("went another way \(index)") }
    // When it syncs
    let report = try original.sync()
    // Then it goes on as another replica, and all is everywhere
    #expect(report.notes.map(\.code) == [.newReplica])
    #expect(original.log.replica != old)
    try settle(copy, reader, original)
    #expect(reader.log.texts.filter { $0.hasPrefix("went") }.count == 4)
    #expect(reader.log.texts.filter { $0 == "not published" }.count == 3)
  }

  @Test func `tell an original that went another way before it can be seen where`() throws {
    // Given an original put back that went another way, and carried segments that are late
    let old = original.log.replica
    putBack()
    for index in 0..<4 { original.log.write("went another way \(index)") }
    let late = folder.files.filter {
      $0.key.hasPrefix(copy.directory) && $0.key.hasSuffix(".segment")
    }
    for path in late.keys { folder.files[path] = nil }
    // When it syncs
    let early = try original.sync()
    // Then it goes on as another replica, and publishes what it has
    #expect(early.notes.map(\.code) == [.newReplica] && early.sent == 4)
    #expect(original.log.replica != old)
    folder.files.merge(late) { $1 }
    try settle(copy, reader, original)
  }
}
