import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct CompactionByTiers {
  private func files(_ lengths: [UInt64]) -> [LiveFile<Segment>] {
    lengths.enumerated().map { index, length in
      let number = UInt64(index) + 1
      return LiveFile(
        name: SegmentName(first: number, last: number, hash: 0),
        length: length,
        isFull: false
      )
    }
  }

  @Test func `merges nothing while there are fewer than eight`() {
    for count in 0..<7 {
      #expect(Compaction.start(of: files(Array(repeating: 100, count: count))) == nil)
    }
  }

  @Test func `merges eight of a tier, and with them eight of the next`() {
    let small = [UInt64](repeating: 100, count: 7)
    let larger = [UInt64](repeating: 9000, count: 7)
    #expect(Compaction.start(of: files(small)) == 0)
    #expect(Compaction.start(of: files([9000] + small)) == 1)
    #expect(Compaction.start(of: files(larger)) == nil)
    #expect(Compaction.start(of: files(larger + small)) == 0)
    #expect(Compaction.start(of: files([80_000] + larger + small)) == 1)
  }

  @Test func `merges small files with a larger one after them`() {
    #expect(Compaction.start(of: files([100, 9000])) == 0)
    #expect(Compaction.start(of: files([9000, 100, 100, 9000, 100])) == 1)
  }

  @Test func `leaves alone what is full`() {
    var files = files([UInt64](repeating: 100, count: 9))
    files[3] = LiveFile(name: files[3].name, length: 100, isFull: true)
    #expect(Compaction.start(of: files) == nil)
  }

  /// Files of which each is the sum of what it merged.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `keeps few files and writes each byte few times`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var lengths: [UInt64] = []
    var written: UInt64 = 0
    var total: UInt64 = 0
    for _ in 0..<5000 {
      let isLarge = Int.random(in: 0..<50, using: &generator) == 0
      var length = UInt64.random(in: isLarge ? 10_000...200_000 : 200...2000, using: &generator)
      total += length
      if let start = Compaction.start(of: files(lengths)) {
        length += lengths[start...].reduce(0, +)
        lengths.removeSubrange(start...)
      }
      lengths.append(length)
      written += length
      #expect(lengths.count < 5 * Limits.fanOut, "seed \(seed)")
    }
    #expect(written < total * 8, "seed \(seed)")
  }
}

@Suite struct CompactedFolders {
  private let folder = MemorySyncFolder()
  private let a: Machine
  private let b: Machine

  init() throws {
    a = Machine(1, folder)
    b = Machine(2, folder)
    // Both are known to be there.
    b.log.write("from b")
    try b.sync()
  }

  private var segments: [String] { folder.paths(in: a.directory, ending: ".segment") }

  @Test func `hold few files after many syncs, and all that was written`() throws {
    for index in 0..<300 {
      a.log.write("\(index)")
      try a.sync()
      if index % 7 == 0 { try b.sync() }
    }
    try b.sync()
    try a.sync()
    #expect(segments.count < 3 * Limits.fanOut)
    #expect(b.log.contents == a.log.contents)
    let c = Machine(3, folder)
    try c.sync()
    #expect(c.log.contents == a.log.contents)
  }

  @Test func `keep what a reader may still need, until it has it`() throws {
    // Given a reader that has nothing yet, and a writer that compacts
    for index in 0..<7 {
      a.log.write("\(index)")
      try a.sync()
    }
    let small = Set(segments)
    a.log.write("the eighth")
    try a.sync()
    // Then the files that were merged are there after this head and the next
    #expect(small.isSubset(of: segments) && segments.count == small.count + 1)
    a.log.write("the ninth")
    try a.sync()
    #expect(small.isSubset(of: segments))
    // And gone after the next head when the reader has everything
    try b.sync()
    a.log.write("the tenth")
    try a.sync()
    #expect(small.isDisjoint(with: segments) && segments.count == 3)
  }

  @Test func `wait for nobody for ever`() throws {
    // Given a reader that never comes back
    for index in 0..<8 {
      a.log.write("\(index)")
      try a.sync()
    }
    let merged = Set(segments.prefix { $0.contains("0000000000000001-0000000000000001") })
    for index in 0..<Limits.headsKept {
      #expect(merged.isSubset(of: segments))
      a.log.write("more \(index)")
      try a.sync()
    }
    #expect(merged.isDisjoint(with: segments))
    // Then it has everything all the same
    try b.sync()
    #expect(b.log.contents == a.log.contents)
  }

  @Test func `keep the small files while the large one cannot be read`() throws {
    var timesLeftDamaged = 0
    for seed in 0..<5 as Range<UInt64> {
      // Given files that were merged into one that is too large to be read in every sync
      let folder = MemorySyncFolder()
      let a = Machine(10 + seed, folder)
      let b = Machine(20 + seed, folder)
      b.log.write("from b")
      try b.sync()
      var generator = SeededGenerator(seed: seed)
      for _ in 0..<9 {
        let letters = (0..<100_000).map { _ in UInt8.random(in: 33...126, using: &generator) }
        a.log.write(String(decoding: letters, as: UTF8.self))
        try a.sync()
      }
      try b.sync()
      func segments() -> Set<String> { Set(folder.paths(in: a.directory, ending: ".segment")) }
      let large = try #require(
        segments().first { $0.contains("0000000000000001-0000000000000009") }
      )
      let small = segments().subtracting([large])
      try #require(small.count == 8)
      // When it is damaged, and more is published
      folder.files[large]?[150] ^= 1
      a.log.write("more")
      try a.sync()
      // Then they stay unless it was mended
      let isWhole =
        (try? FolderFile(decoding: folder.files[large] ?? [], as: .segment)) != nil
      if !isWhole {
        timesLeftDamaged += 1
        #expect(small.isSubset(of: segments()), "seed \(seed)")
      }
    }
    #expect(timesLeftDamaged > 0)
  }

  @Test func `that were interrupted while compacting waste nothing and lose nothing`() throws {
    for limit in 0..<60 {
      let folder = MemorySyncFolder()
      let log = MemoryChangeLog(seed: 1)
      let writer = Machine(1, folder, log: log)
      let reader = Machine(2, folder)
      for index in 0..<7 {
        log.write("\(index)")
        log.attach([UInt8(index)])
        try writer.sync()
      }
      try reader.sync()
      // Given a sync that compacts and dies at one of its calls
      let fuse = Fuse(limit: limit)
      let dying = log.copy(fuse: fuse)
      dying.write("the eighth")
      dying.attach([99])
      _ = try? Machine(3, FaultySyncFolder(folder, fuse: fuse), log: dying).sync()
      // When it goes on
      let again = Machine(4, folder, log: dying.copy())
      try again.sync()
      for index in 0..<20 {
        again.log.write("later \(index)")
        try again.sync()
        try reader.sync()
      }
      // Then all is there, and few files
      #expect(reader.log.contents == again.log.contents, "call \(limit)")
      #expect(try reader.log.missingAttachments().isEmpty, "call \(limit)")
      #expect(folder.paths(ending: ".segment").count < 3 * Limits.fanOut, "call \(limit)")
      #expect(again.log.replica == log.replica, "call \(limit)")
      let report = try again.sync()
      #expect(report.files.written == 0 && report.notes.isEmpty, "call \(limit): \(report)")
    }
  }
}
