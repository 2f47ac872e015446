import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct Damage {
  private let folder = MemorySyncFolder()
  private let a: Machine
  private let b: Machine

  init() throws {
    a = Machine(1, folder)
    b = Machine(2, folder)
    for machine in [a, b, a, b] {
      machine.log.write("shared")
      try machine.sync()
    }
    try a.sync()
    try b.sync()
  }

  private func newFiles(_ body: () throws -> Void) rethrows -> [String] {
    let before = Set(folder.files.keys)
    try body()
    return folder.files.keys.filter { !before.contains($0) }.sorted()
  }

  @Test func `a truncated file is named, and used when it is whole`() throws {
    // Given files of b that arrive cut, and one of a third replica that does not
    b.log.write("in the cut file")
    let fresh = try newFiles { try b.sync() }
    let whole = folder.files
    for path in fresh { folder.files[path] = Array((whole[path] ?? []).prefix(20)) }
    let c = Machine(3, folder)
    c.log.write("from c")
    try c.sync()
    // When a syncs
    let report = try a.sync()
    // Then it has what is whole and names what is not
    #expect(!report.damaged.isEmpty)
    #expect(Set(report.damaged.map(\.name)).isSubset(of: fresh))
    #expect(a.log.texts.contains("from c") && !a.log.texts.contains("in the cut file"))
    // And the rest when it comes
    for path in fresh { folder.files[path] = whole[path] }
    let second = try a.sync()
    #expect(second.damaged.isEmpty)
    #expect(a.log.texts.contains("in the cut file"))
  }

  @Test func `a cut segment leaves its changes waiting`() throws {
    b.log.write("in the cut file")
    let fresh = try newFiles { try b.sync() }
    let segment = try #require(fresh.first { $0.hasSuffix(".segment") })
    folder.files[segment] = []
    let report = try a.sync()
    #expect(report.damaged.map(\.name) == [segment] && report.waiting == 1)
  }

  @Test func `every flipped byte is harmless`() throws {
    // Given a new change of b, and each file with a wrong byte in turn
    b.log.write("precious")
    b.log.attach(Array("a page that b saved".utf8))
    try b.sync()
    let good = b.log.texts
    let whole = folder.files
    for (path, content) in whole.sorted(by: { $0.key < $1.key }) {
      for place in [0, content.count / 3, content.count / 2, content.count - 1] {
        folder.files = whole
        folder.files[path]?[place] ^= 0x10
        let reader = Machine(9, folder, log: a.log.copy())
        // When it is synced
        _ = try? reader.sync()
        // Then nothing is there that nobody wrote, and in the end everything is
        #expect(Set(reader.log.texts).isSubset(of: good))
        folder.files[path] = content
        try reader.sync()
        #expect(reader.log.contents == b.log.contents)
        #expect(try reader.log.missingAttachments().isEmpty)
      }
    }
  }

  @Test func `copies under other names change nothing`() throws {
    // Given every file under the names that carriers give
    let whole = folder.files
    for (path, content) in whole {
      let cut = path.lastIndex(of: ".") ?? path.endIndex
      let (stem, suffix) = (path[..<cut], path[cut...])
      let name = path.split(separator: "/").last ?? ""
      let directory = path.dropLast(name.count)
      for copy in [
        "\(stem) (desk's conflicted copy 2026-01-02)\(suffix)", "\(stem) 2\(suffix)",
        "\(stem).sync-conflict-20260102-030405-ABCDEFG\(suffix)", "\(stem)(1)\(suffix)",
        "\(path).bak", "\(directory).\(name).partial",
      ] { folder.files[copy] = content }
    }
    // When something is written and synced
    a.log.write("after the copies")
    try a.sync()
    let report = try b.sync()
    // Then nobody notices
    #expect(report.received == 1 && report.damaged.isEmpty && report.notes.isEmpty)
    let c = Machine(3, folder)
    try c.sync()
    #expect(c.log.contents == b.log.contents)
  }

  @Test func `a copy stands in for a file that is missing or damaged`() throws {
    // Given new files of b under other names only, or beside damaged ones
    b.log.write("in a copy")
    let fresh = try newFiles { try b.sync() }
    for path in fresh {
      let content = folder.files.removeValue(forKey: path)
      let stem = path.split(separator: ".")[0]
      folder.files["\(stem) (conflicted copy).\(path.split(separator: ".")[1])"] = content
      if path.hasSuffix(".segment") { folder.files[path] = [1, 2, 3] }
    }
    // When a syncs
    let report = try a.sync()
    // Then it has the change and says where it came from
    #expect(report.received == 1)
    #expect(report.notes.allSatisfy { $0.code == .copyUsed } && report.notes.count == 2)
    #expect(report.damaged.count == 1)
  }

  @Test func `what the folder lost is published again`() throws {
    // Given a folder that lost everything but its identity
    a.log.attach([5, 6, 7])
    try a.sync()
    try b.sync()
    folder.files = folder.files.filter { $0.key == "clip-library" }
    // When both sync
    for machine in [a, b] { try machine.sync() }
    // Then a new replica gets everything
    let c = Machine(3, folder)
    try c.sync()
    #expect(c.log.contents == a.log.contents)
    #expect(try c.log.missingAttachments().isEmpty)
  }

  @Test func `a lost segment is published again under its name`() throws {
    // Given a folder without one of a's segments
    let path = try #require(folder.paths(in: a.directory, ending: ".segment").first)
    let content = folder.files.removeValue(forKey: path)
    // When a syncs
    let report = try a.sync()
    // Then it is there again, byte for byte
    #expect(folder.files[path] == content)
    #expect(report.notes.map(\.code) == [.repaired])
    #expect(try a.sync().files.written == 0)
  }

  @Test func `a damaged own segment is found in the course of syncs`() throws {
    // Given a segment of a in which a bit is wrong
    let path = try #require(folder.paths(in: a.directory, ending: ".segment").first)
    let content = try #require(folder.files[path])
    folder.files[path]?[content.count - 1] ^= 1
    // When a syncs a few times
    for _ in 0..<40 where folder.files[path] != content { try a.sync() }
    // Then it is whole
    #expect(folder.files[path] == content)
  }

  @Test func `a folder that is put back to an earlier state is made whole again`() throws {
    // Given a folder and both replicas' progress beyond it
    let earlier = folder.files
    for machine in [a, b, a] {
      machine.log.write("later")
      try machine.sync()
    }
    // When the folder is put back, and both go on
    folder.files = earlier
    for machine in [a, b] {
      machine.log.write("after that")
      try machine.sync()
    }
    for machine in [a, b, a] { try machine.sync() }
    // Then a new replica gets everything
    let c = Machine(3, folder)
    try c.sync()
    #expect(a.log.contents == b.log.contents)
    #expect(c.log.contents == b.log.contents)
    #expect(try a.sync().waiting == 0)
  }

  @Test func `heads that claim anything do no harm`() throws {
    // Given a thousand replicas that claim as many changes as can be numbered
    let library = try #require(a.log.library)
    for index in 0..<1000 {
      let replica = ReplicaID(high: 0, low: UInt64(index))
      let name = SegmentName(first: 1, last: Sync.Limits.largestNumber, hash: 0)
      let other = PublishedStream(
        replica: ReplicaID(high: 1, low: UInt64(index)),
        base: Sync.Limits.largestNumber - 1,
        segments: [
          .init(
            name: .init(first: name.last, last: name.last, hash: 0),
            length: .max,
            isFull: false
          )
        ]
      )
      let head = Head(
        counter: Sync.Limits.largestNumber,
        clock: HybridTimestamp(rawValue: .max),
        own: .init(
          replica: replica,
          base: 0,
          segments: [.init(name: name, length: .max, isFull: false)]
        ),
        merged: VersionVector([replica: .max]),
        carried: [other]
      )
      let path = "replicas/\(replica)/\(HeadName(counter: head.counter))"
      folder.files[path] = head.encoded(in: FolderFormat(library))
    }
    b.log.write("from b")
    try b.sync()
    // When a syncs
    let report = try a.sync()
    // Then what is there comes, and the rest waits
    #expect(report.received == 1 && report.waiting == .max && report.damaged.isEmpty)
    #expect(a.log.texts.contains("from b"))
  }

  @Test func `a malformed change stops only its own stream`() throws {
    // Given b with a payload that is none, and c with a good change
    b.log.write(payload: [0xff])
    try b.sync()
    let c = Machine(3, folder)
    c.log.write("from c")
    _ = try c.sync()
    // When a syncs
    let report = try a.sync()
    // Then c's is there and b's file is named
    #expect(a.log.texts.contains("from c"))
    #expect(report.damaged.count == 1 && report.waiting == 1)
    #expect(report.damaged.first?.name.hasPrefix(b.directory) ?? false)
  }
}
