import Foundation
import Sync
import TestSupport
import Testing

/// What must hold at every moment in which a sync may die: see ``LaggingFolder``.
@Suite struct TheOrderOfWrites {
  @Test(arguments: 1...40 as ClosedRange<UInt64>)
  func `keeps its rules whatever goes wrong`(seed: UInt64) throws {
    // Given three machines at one folder, who have met
    var random = SeededGenerator(seed: seed)
    let folder = LaggingFolder(name: "/folder")
    var machines = (1...3).map { Machine(seed * 10 + UInt64($0), folder) }
    for machine in machines { try machine.sync() }
    // When they write, sync through faults, die, and the folder loses files
    for step in 0..<60 {
      let index = Int.random(in: 0..<3, using: &random)
      let machine = machines[index]
      machine.log.write("\(step)")
      if step % 9 == 0 { machine.log.attach([UInt8(step), UInt8(index)]) }
      var faults = FaultySyncFolder.Faults()
      if Bool.random(using: &random) { faults.failure = 0.05 }
      if Bool.random(using: &random) { faults.staleListing = 0.1 }
      let limit = Int.random(in: 0..<5, using: &random) == 0 ? step : Int.max
      let fuse = Fuse(limit: limit)
      let dying = Machine(seed, folder, log: machine.log.copy(fuse: fuse))
      let faulty = FaultySyncFolder(folder, faults: faults, seed: random.next(), fuse: fuse)
      _ = try? dying.sync(with: faulty)
      machines[index] = Machine(random.next(), folder, log: dying.log.copy())
      if Int.random(in: 0..<8, using: &random) == 0 {
        let files = folder.files.keys.filter { $0.hasPrefix("replicas/") }.sorted()
        if let lost = files.randomElement(using: &random) { folder.files[lost] = nil }
      }
      #expect(folder.violation == nil, "seed \(seed), step \(step)")
    }
    // Then all are equal in the end
    for machine in machines + machines + machines { try machine.sync() }
    #expect(folder.violation == nil, "seed \(seed)")
    #expect(machines.allSatisfy { $0.log.contents == machines[0].log.contents }, "seed \(seed)")
  }

  @Test func `never gives a head's number twice, not even when the folder loses heads`() throws {
    for limit in 0..<40 {
      // Given a machine that dies at some call
      let folder = LaggingFolder(name: "/folder")
      let log = MemoryChangeLog(seed: 1)
      log.write("first")
      try Machine(1, folder, log: log).sync()
      log.write("second")
      let fuse = Fuse(limit: limit)
      let dying = log.copy(fuse: fuse)
      _ = try? Machine(2, FaultySyncFolder(folder, fuse: fuse), log: dying).sync()
      // When the folder loses all heads, and it goes on
      for path in folder.files.keys where path.hasSuffix(".head") { folder.files[path] = nil }
      let rest = dying.copy()
      rest.write("third")
      try Machine(3, folder, log: rest).sync()
      #expect(folder.violation == nil, "call \(limit)")
    }
  }

  @Test func `never remembers more to be published than the folder holds`() throws {
    for limit in 0..<40 {
      let folder = LaggingFolder(name: "/folder")
      let fuse = Fuse(limit: limit)
      let log = MemoryChangeLog(seed: 1, fuse: fuse)
      for index in 0..<3 { log.write("\(index)") }
      let dying = Machine(1, FaultySyncFolder(folder, fuse: fuse), log: log)
      _ = try? dying.sync()
      log.write("more")
      _ = try? dying.sync()
      let memory = try log.memory(ofFolder: "/folder")
      let published = memory.flatMap { FolderSummary(memory: $0) }?.published ?? 0
      let held =
        folder.files.keys.filter { $0.hasSuffix(".segment") }
        .compactMap { UInt64($0.split(separator: "-").dropFirst().first ?? "") }.max() ?? 0
      #expect(published <= held, "call \(limit)")
    }
  }

  @Test func `names no merged segment that the disk did not keep`() throws {
    // Given a machine whose next sync merges its segments
    let folder = LaggingFolder(name: "/folder")
    let a = Machine(1, folder)
    for index in 0..<7 {
      a.log.write("\(index)")
      try a.sync()
    }
    a.log.write("the eighth")
    // When the disk loses the end of what is written
    let error = #expect(throws: SyncError.self) { try a.sync(with: ForgetfulDisk(folder: folder)) }
    // Then the sync says so, no head names it, and the small ones stay
    #expect(error?.code == .unreadable)
    #expect(folder.violation == nil)
    try a.sync()
    let b = Machine(2, folder)
    try b.sync()
    #expect(b.log.contents == a.log.contents)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `keeps small segments while the large one cannot be read`(seed: UInt64) throws {
    // Given segments that were merged, which all have read, and damage to the merged one
    let folder = MemorySyncFolder()
    let a = Machine(seed, folder)
    let b = Machine(seed + 100, folder)
    try b.sync()
    for index in 0..<8 {
      a.log.write("\(index)")
      try a.sync()
    }
    try b.sync()
    let segments = folder.paths(in: a.directory, ending: ".segment")
    let large = try #require(segments.last { $0.contains("/0000000000000001-0000000000000008-") })
    let small = Set(segments).subtracting([large])
    let damaged = folder.files[large]?.dropLast(9).map { $0 }
    folder.files[large] = damaged
    // When more heads are written
    for index in 0..<3 {
      a.log.write("more \(index)")
      try a.sync()
      // Then what it was made of is there until it was mended
      guard folder.files[large] == damaged else { return }
      #expect(small.isSubset(of: folder.files.keys), "seed \(seed)")
    }
  }

  private struct ForgetfulDisk: SyncFolder {
    let folder: LaggingFolder

    var name: String { folder.name }

    func list(_ directory: String) throws -> [String] { try folder.list(directory) }

    func read(_ path: String, limit: Int) throws -> [UInt8]? {
      try folder.read(path, limit: limit)
    }

    func write(_ bytes: [UInt8], to path: String) throws -> Bool {
      let isSegment = path.hasSuffix(".segment")
      return try folder.write(isSegment ? Array(bytes.dropLast(9)) : bytes, to: path)
    }

    func remove(_ path: String) throws { try folder.remove(path) }
  }
}
