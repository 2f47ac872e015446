import Foundation
import TestSupport
import Testing

@testable import Replication

/// Whatever way edits take into a text, it ends as the naive walker says.
@Suite struct PathsIntoTexts {
  @Test(arguments: 0..<300 as Range<UInt64>)
  func `all end in the text that the rule makes`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    try expectOneText(
      RandomGraph(edits: Int.random(in: 2...24, using: &random), using: &random),
      seed
    )
  }

  /// Enough spans at once that leaves and branches of the tree split.
  @Test(arguments: 0..<4 as Range<UInt64>)
  func `all end in the text that the rule makes of large graphs`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    try expectOneText(RandomGraph(edits: 260, using: &random), seed)
  }

  /// By hand: `CLIP_SEEDS=100000 swift test -c release --filter ReplicationTests`.
  @Test(.enabled(if: Self.number("CLIP_SEEDS") != nil, "runs as long as CLIP_SEEDS says"))
  func `all end in the text that the rule makes of endless graphs`() throws {
    let first = Self.number("CLIP_FIRST_SEED") ?? 1_000
    for seed in first..<first + (Self.number("CLIP_SEEDS") ?? 0) {
      var random = SeededGenerator(seed: seed)
      let edits = Int.random(in: 2...(seed.isMultiple(of: 500) ? 200 : 30), using: &random)
      try expectOneText(RandomGraph(edits: edits, using: &random), seed)
    }
  }

  private static func number(_ variable: String) -> UInt64? {
    ProcessInfo.processInfo.environment[variable].flatMap { UInt64($0) }
  }

  private func expectOneText(_ graph: RandomGraph, _ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 1)
    let expected = string(try graph.naive())
    // The whole log, as it was written and in another order
    #expect(string(try graph.history.text()) == expected, "seed \(seed)")
    let edits = graph.reordered(using: &random)
    let history = try graph.history(edits)
    #expect(string(try history.text()) == expected, "seed \(seed)")
    // After a save and load
    let loaded = try TextHistory(decoding: history.encoded(packedBy: .none), packedBy: .none)
    #expect(string(try loaded.text()) == expected, "seed \(seed)")
    #expect(loaded.version == history.version, "seed \(seed)")
    // Who wrote it
    #expect(try string(graph.typed(history.authorship())) == expected, "seed \(seed)")
    // Edit by edit, in batches, all at once; with the whole history and with what a window needs
    for size in [1, Int.random(in: 2...9, using: &random), edits.count] {
      for isWhole in [true, false] {
        let text = try graph.merged(edits, batch: size, isWhole: isWhole)
        #expect(text.content.utf8.elementsEqual(expected.utf8), "seed \(seed), \(size), \(isWhole)")
        #expect(text.version == history.version, "seed \(seed)")
        let buffer = TextBuffer(text.content)
        #expect(try text.wantsLook == history.wantsLook(in: buffer), "seed \(seed)")
      }
    }
  }
}

extension Compression {
  /// Leaves bytes as they are.
  static let none = Compression(packing: { $0 }, unpacking: { bytes, _ in bytes })
}

extension RandomGraph {
  /// The text that edits make when they come in batches.
  fileprivate func merged(
    _ edits: [(replica: ReplicaID, edit: TextEdit)],
    batch: Int,
    isWhole: Bool
  ) throws -> MergedText {
    var text = MergedText()
    for start in stride(from: 0, to: edits.count, by: batch) {
      let incoming = edits[start..<min(start + batch, edits.count)].map { ($0.edit, $0.replica) }
      try text.apply(contentsOf: incoming) { window in
        guard !isWhole else { return try self.history(Array(edits[..<start])) }
        var window = window
        var earlier = edits[..<start]
        while !window.isComplete, let last = earlier.popLast() {
          window.prepend(last.edit, by: last.replica)
        }
        return try window.history()
      }
    }
    return text
  }

  /// What the events of stretches typed, looked up in the edits.
  fileprivate func typed(_ stretches: [Authorship]) throws -> [Unicode.Scalar] {
    var scalars: [EventID: Unicode.Scalar] = [:]
    for (replica, edit) in edits {
      var sequence = edit.firstSequence
      for patch in edit.patches {
        sequence += UInt64(patch.deleted)
        for scalar in patch.inserted {
          scalars[EventID(replica: replica, sequence: sequence)] = scalar
          sequence += 1
        }
      }
    }
    return stretches.flatMap { stretch in
      (0..<UInt64(stretch.range.count)).map { offset in
        let event = EventID(
          replica: stretch.event.replica,
          sequence: stretch.event.sequence + offset
        )
        return scalars[event] ?? "\u{fffd}"
      }
    }
  }
}
