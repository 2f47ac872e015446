import Foundation
import Replication
import Sync
import TestSupport
import Testing

/// Replicas that write and sync at random, each with its own copy of the folder that a mover
/// brings up to date late, twice and in any order.
@Suite struct Convergence {
  /// A few by default; `CLIP_SEEDS` sets how many, for hours by hand.
  static let seeds =
    1...(ProcessInfo.processInfo.environment["CLIP_SEEDS"].flatMap(Int.init) ?? 120)

  @Test(arguments: seeds)
  func `all end with the same changes`(seed: Int) throws {
    // Given two to eight replicas
    var generator = SeededGenerator(seed: UInt64(seed))
    let count = Int.random(in: 2...8, using: &generator)
    let folders = (0..<count).map { _ in MemorySyncFolder() }
    let machines = folders.enumerated().map { index, folder in
      Machine(UInt64(seed * 100 + index), folder)
    }
    // Some folders are encrypted; opening one takes long enough for few of them.
    for machine in machines where seed % 40 == 0 {
      machine.options.encrypts = true
      machine.options.passphrase = .given(Passphrase("correct horse"))
    }
    // The folder begins at one of them; a replica joins when its identity has arrived.
    try machines[0].sync()
    for folder in folders { folder.files = folders[0].files }
    // Some of them carry a stick, too.
    let stick = MemorySyncFolder(name: "/stick")
    let owners = machines.filter { _ in Bool.random(using: &generator) }
    for machine in machines {
      try machine.sync()
      if owners.contains(where: { $0 === machine }) { try machine.sync(with: stick) }
      machine.options = SyncOptions()
    }

    // When they write, sync, and the mover moves, with faults
    for step in 0..<80 {
      let index = Int.random(in: 0..<count, using: &generator)
      let machine = machines[index]
      switch Int.random(in: 0..<11, using: &generator) {
      case 0...3: machine.log.write("\(index) at \(step)")
      case 4: machine.log.attach(Array("page \(index) \(step)".utf8))
      case 5...6:
        machine.folder = FaultySyncFolder(
          folders[index],
          faults: .init(each: Double.random(in: 0...0.1, using: &generator)),
          seed: generator.next()
        )
        _ = try? machine.sync()
        machine.folder = folders[index]
      case 7: try owners.randomElement(using: &generator)?.sync(with: stick)
      default: deliver(among: folders, &generator)
      }
    }
    // And then everything arrives
    for _ in 0..<6 {
      for (machine, folder) in zip(machines, folders) {
        try machine.sync()
        for other in folders { other.files.merge(folder.files) { present, _ in present } }
      }
      for machine in owners { try machine.sync(with: stick) }
    }

    // Then all are equal, and another sync writes nothing
    for machine in machines {
      let report = try machine.sync()
      #expect(machine.log.contents == machines[0].log.contents, "seed \(seed)")
      #expect(report.files.written == 0 && report.waiting == 0, "seed \(seed): \(report)")
      #expect(report.damaged.isEmpty && report.notes.isEmpty, "seed \(seed): \(report)")
      #expect(try machine.log.missingAttachments().isEmpty, "seed \(seed)")
    }
    for machine in owners {
      #expect(try machine.sync(with: stick).files.written == 0, "seed \(seed)")
    }
  }

  @Test(arguments: seeds)
  func `all end with the same changes through two folders and a bridge`(seed: Int) throws {
    // Given three or four replicas: one at each folder, one or two that sync with both
    var generator = SeededGenerator(seed: UInt64(seed))
    let left = MemorySyncFolder(name: "/left")
    let right = MemorySyncFolder(name: "/right")
    let places = [[left], [left, right], [right], [left, right]]
      .prefix(Int.random(in: 3...4, using: &generator))
    let machines = places.indices.map { Machine(UInt64(seed * 100 + $0), left) }
    for index in [1, 0, 2, 3] where index < machines.count {
      for folder in places[index] { try machines[index].sync(with: folder) }
    }

    // When they write, sync with faults, lose files, and take new ids
    for step in 0..<80 {
      let index = Int.random(in: 0..<machines.count, using: &generator)
      let machine = machines[index]
      let folder = try #require(places[index].randomElement(using: &generator))
      switch Int.random(in: 0..<20, using: &generator) {
      case 0...6: machine.log.write("\(index) at \(step)")
      case 7: machine.log.attach(Array("page \(index) \(step)".utf8))
      case 8: _ = try machine.log.takeNewReplica()
      case 9:
        guard let lost = folder.paths(in: "replicas").randomElement(using: &generator) else {
          continue
        }
        folder.files[lost] = nil
      case 10...12:
        _ = try? machine.sync(
          with: FaultySyncFolder(
            folder,
            faults: .init(each: Double.random(in: 0...0.1, using: &generator)),
            seed: generator.next()
          )
        )
      default: try machine.sync(with: folder)
      }
    }
    // And then all sync a few times
    for _ in 0..<8 {
      for (machine, folders) in zip(machines, places) {
        for folder in folders { try machine.sync(with: folder) }
      }
    }

    // Then all are equal, another sync writes nothing, and who comes new gets everything
    for (machine, folders) in zip(machines, places) {
      for folder in folders {
        let report = try machine.sync(with: folder)
        #expect(machine.log.contents == machines[0].log.contents, "seed \(seed)")
        #expect(report.files.written == 0 && report.waiting == 0, "seed \(seed): \(report)")
        #expect(report.damaged.isEmpty && report.notes.isEmpty, "seed \(seed): \(report)")
        #expect(try machine.log.missingAttachments().isEmpty, "seed \(seed)")
      }
    }
    for folder in [left, right] {
      let new = Machine(UInt64(seed * 100 + 9), folder)
      try new.sync()
      #expect(new.log.contents == machines[0].log.contents, "seed \(seed)")
    }
  }

  /// Copies some files from one folder to another, in any order, once more or for the first time.
  private func deliver(among folders: [MemorySyncFolder], _ generator: inout SeededGenerator) {
    guard let from = folders.randomElement(using: &generator),
      let to = folders.randomElement(using: &generator)
    else { return }
    for path in from.paths().shuffled(using: &generator).prefix(4) {
      if to.files[path] == nil { to.files[path] = from.files[path] }
    }
  }
}

/// Death at every call to folder and log, and what comes after it.
@Suite struct Crashes {
  @Test func `at any call lose nothing and leave nothing in the way`() throws {
    var limit = 0
    var isBlown = true
    while isBlown {
      // Given a replica with something to send and something to receive
      let folder = MemorySyncFolder()
      let b = Machine(2, folder)
      b.log.write("from b")
      b.log.attach([1, 2, 3])
      try b.sync()
      let fuse = Fuse(limit: limit)
      let log = MemoryChangeLog(seed: 1, fuse: fuse)
      let dying = Machine(1, FaultySyncFolder(folder, fuse: fuse), log: log)
      for index in 0..<3 { log.write("from a \(index)") }
      log.attach([4, 5, 6])
      log.write(String(repeating: "long", count: 300_000))
      log.write("last")
      // When it dies at the n-th call of three syncs, with more written between them
      for index in 0..<3 {
        _ = try? dying.sync()
        if fuse.isBlown { break }
        log.write("more \(index)")
      }
      isBlown = fuse.isBlown
      limit += 1
      // And starts again
      let a = Machine(3, folder, log: log.copy())
      a.log.write("after the crash")
      for machine in [a, b, a, b] { try machine.sync() }
      // Then both are equal and at rest
      #expect(a.log.contents == b.log.contents, "call \(limit)")
      #expect(a.log.replica == log.replica, "call \(limit)")
      for machine in [a, b] {
        let report = try machine.sync()
        #expect(report.files.written == 0 && report.waiting == 0, "call \(limit): \(report)")
        #expect(report.damaged.isEmpty && report.notes.isEmpty, "call \(limit): \(report)")
        #expect(try machine.log.missingAttachments().isEmpty, "call \(limit)")
      }
    }
    #expect(limit > 30)
  }

  @Test func `before the head is written waste no segment`() throws {
    // Given a sync that died at the first call after it wrote its segment
    let folder = MemorySyncFolder()
    let log = MemoryChangeLog(seed: 1)
    log.write("first")
    try Machine(1, folder, log: log).sync()
    log.write("second")
    for limit in 0..<20 where folder.paths(ending: ".segment").count == 1 {
      let fuse = Fuse(limit: limit)
      _ = try? Machine(2, FaultySyncFolder(folder, fuse: fuse), log: log.copy(fuse: fuse)).sync()
    }
    try #require(folder.paths(ending: ".segment").count == 2)
    try #require(folder.paths(ending: ".head").count == 1)
    // When more is written, and it syncs again
    log.write("third")
    try Machine(3, folder, log: log).sync()
    // Then the segment is used, and the next one begins after it
    let names = folder.paths(ending: ".segment").map { $0.suffix(58).prefix(33) }
    #expect(
      names == [1, 2, 3].map { "000000000000000\($0)-000000000000000\($0)" }
    )
  }

  @Test func `on a new folder leave one identity`() throws {
    for limit in 0..<12 {
      let folder = MemorySyncFolder()
      let fuse = Fuse(limit: limit)
      let log = MemoryChangeLog(seed: 1, fuse: fuse)
      log.write("from a")
      _ = try? Machine(1, FaultySyncFolder(folder, fuse: fuse), log: log).sync()
      let a = Machine(2, folder, log: log.copy())
      try a.sync()
      let b = Machine(3, folder)
      try b.sync()
      #expect(b.log.texts == ["from a"], "call \(limit)")
    }
  }
}
