import TestSupport
import Testing

@testable import Replication

@Suite struct HistoriesAsBytes {
  @Test(arguments: 0..<100 as Range<UInt64>)
  func `are read as they were written, text and all versions`(seed: UInt64) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    let graph = try RandomGraph(edits: Int.random(in: 0...20, using: &random), using: &random)
    let bytes = try graph.history.encoded(packedBy: .none)

    // When
    let history = try TextHistory(decoding: bytes, packedBy: .none)

    // Then
    #expect(try history.encoded(packedBy: .none) == bytes)
    #expect(history.version == graph.history.version)
    #expect(history.count == graph.history.count)
    for (version, text) in graph.seen { #expect(try history.text(at: version) == text) }
    let text = try TextHistory.text(decoding: bytes, packedBy: .none)
    #expect(scalars(text) == (try graph.history.text()))
  }

  @Test func `go on after they were read`() throws {
    var random = SeededGenerator(seed: 7)
    let graph = try RandomGraph(edits: 20, using: &random)
    var history = TextHistory()
    for (replica, edit) in graph.edits {
      history = try TextHistory(decoding: history.encoded(packedBy: .none), packedBy: .none)
      try history.append(edit, by: replica)
    }

    #expect(try history.text() == (try graph.naive()))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `cut short anywhere they are refused`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let bytes = try RandomGraph(edits: 8, using: &random).history.encoded(packedBy: .none)

    for count in 0..<bytes.count {
      #expect(throws: (any Error).self) {
        try TextHistory(decoding: Array(bytes.prefix(count)), packedBy: .none)
      }
    }
  }

  /// A flip may make another history, such as one of another letter; it is never read as something
  /// that its bytes do not say.
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `with a bit flipped they are refused or are what the bytes say`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let bytes = try RandomGraph(edits: 6, using: &random).history.encoded(packedBy: .none)

    for bit in 0..<bytes.count * 8 {
      var flipped = bytes
      flipped[bit / 8] ^= 1 << UInt8(bit % 8)
      guard let history = try? TextHistory(decoding: flipped, packedBy: .none) else { continue }
      // Replaying refuses what reaches beyond its text, and never traps.
      guard let text = try? history.text() else { continue }
      #expect(text.count <= bytes.count)
    }
  }

  @Test func `claim no more than their bytes can hold`() {
    // A run of 2^32 deletions of a text that has nothing
    var columns = ByteWriter()
    columns.append(1)
    columns.append(ReplicaID(high: 1, low: 1))
    for number in [1, 1 << 32, 0, 1, 1 << 32, 0, 1, (1 << 32) << 2 | 1, 0] {
      columns.append(number)
    }
    var writer = ByteWriter()
    for part in [[1], [0, 0], [UInt8(columns.bytes.count)], [UInt8(columns.bytes.count)]] {
      writer.append(raw: part as [UInt8])
    }
    writer.append(raw: columns.bytes)
    writer.append(raw: [0, 0])

    #expect(throws: CodecError.self) {
      let history = try TextHistory(decoding: writer.bytes, packedBy: .none)
      #expect(history.count == 1 << 32)
      _ = try history.text()
    }
  }
}

@Suite struct WhoWroteWhat {
  @Test func `is told for each stretch of the present text`() throws {
    // Given a sentence of one replica, with a word of another and a deletion in it
    let (one, two) = (ReplicaID(high: 1, low: 0), ReplicaID(high: 2, low: 0))
    var history = TextHistory()
    func edit(_ position: Int, _ deleted: Int, _ text: String, by replica: ReplicaID) throws {
      let patch = TextPatch(position: position, deleted: deleted, inserted: scalars(text))
      let edit = TextEdit(
        firstSequence: history.nextSequence(of: replica),
        parents: history.version,
        patches: [patch]
      )
      try history.append(edit, by: replica)
    }
    try edit(0, 0, "One tree is no jury.", by: one)
    try edit(12, 2, "a", by: two)
    try edit(19, 0, " At all", by: one)

    // Then
    let stretches = try history.authorship()
    #expect(string(try history.text()) == "One tree is a jury. At all")
    #expect(stretches.map(\.range) == [0..<12, 12..<13, 13..<26])
    #expect(stretches.map(\.event.replica) == [one, two, one])
    #expect(stretches.map(\.event.sequence) == [0, 2, 14])
  }
}
