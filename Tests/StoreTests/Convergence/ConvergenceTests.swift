import Foundation
import Replication
import Store
import Sync
import Testing

/// Whatever two to eight people do, whenever what they did reaches the others.
@Suite struct Convergence {
  @Test(arguments: UInt64(1)...200)
  func `libraries that hold the same changes are equal`(seed: UInt64) throws {
    try converge(seed)
  }

  /// By hand: `CLIP_SEEDS=100000 swift test --filter Convergence`, from `CLIP_FIRST_SEED` on.
  @Test(.enabled(if: Self.number("CLIP_SEEDS") != nil, "runs as long as CLIP_SEEDS says"))
  func `libraries are equal after endless histories`() throws {
    let first = Self.number("CLIP_FIRST_SEED") ?? 1_000
    for seed in first..<first + (Self.number("CLIP_SEEDS") ?? 0) { try converge(seed) }
  }

  /// Found by `libraries are equal after endless histories`, or by hand.
  @Test(arguments: [] as [UInt64])
  func `libraries are equal after histories that once failed`(seed: UInt64) throws {
    try converge(seed)
  }

  private func converge(_ seed: UInt64) throws {
    // Given libraries that were written apart, with something of the others here and there
    var history = try RandomHistory(seed: seed, isOnDisk: seed.isMultiple(of: 8))
    try history.run(steps: 20 + Int(seed % 61))
    // When everything has arrived
    try history.settle()
    // Then all are equal, in what is compared, in what is seen, and in what the log makes
    let words = ["tide", "café", "page", "潮汐"]
    let first = try VisibleContent(of: history.libraries[0], searching: words)
    let digest = try history.libraries[0].digest()
    try PlainModel(history.libraries[0]).expect(history.libraries[0], "seed \(seed)")
    for (index, library) in history.libraries.enumerated() {
      #expect(try library.version == history.libraries[0].version, "seed \(seed)")
      #expect(try library.digest() == digest, "seed \(seed)")
      #expect(try VisibleContent(of: library, searching: words) == first, "seed \(seed)")
      #expect(try library.missingAttachments().isEmpty, "seed \(seed)")
      // One in the middle is enough: each check makes the whole state anew.
      guard index == 0 || index == Int(seed) % history.libraries.count else { continue }
      let report = try library.check()
      #expect(report.problems.isEmpty, "seed \(seed)")
      #expect(report.digest == digest, "seed \(seed)")
    }
    // And another sync and the same changes once more do nothing
    for report in try history.syncAgain() {
      #expect(report.files.written == 0 && report.received == 0, "seed \(seed): \(report)")
      #expect(report.waiting == 0 && report.damaged.isEmpty, "seed \(seed): \(report)")
      #expect(report.notes.isEmpty, "seed \(seed): \(report)")
    }
    let last = try #require(history.libraries.last)
    for replica in try last.version.entries.map(\.replica) {
      try history.libraries[0].append(try last.changes(of: replica, after: 0, bytes: .max))
    }
    #expect(try history.libraries[0].digest() == digest, "seed \(seed)")
    // And what is made anew from the log is the same
    try history.libraries[0].rebuild()
    #expect(try history.libraries[0].digest() == digest, "seed \(seed)")
    let rebuilt = try VisibleContent(of: history.libraries[0], searching: words)
    #expect(rebuilt == first, "seed \(seed)")
  }

  private static func number(_ variable: String) -> UInt64? {
    ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
  }
}
