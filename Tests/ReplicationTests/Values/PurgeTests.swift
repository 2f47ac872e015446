import TestSupport
import Testing

@testable import Replication

@Suite struct Purging {
  /// A history in which some writes purge the item, alone or beside other operations.
  private func history(
    _ clocks: Clocks,
    using random: inout SeededGenerator
  ) throws -> CausalHistory<Operation.Action> {
    let made = try ItemHistory(writes: 30, clocks, using: &random).changes.writes
    let purges = Set(
      (0..<Int.random(in: 1...3, using: &random)).map { _ in
        Int.random(in: 0..<made.count, using: &random)
      }
    )
    return CausalHistory(
      made.enumerated().map { index, write in
        var actions = write.actions
        if purges.contains(index) {
          actions.insert(.purge, at: Int.random(in: 0...actions.count, using: &random))
        }
        return CausalHistory.Write(context: write.context, actions: actions)
      }
    )
  }

  @Test(arguments: Clocks.allCases, 0..<60 as Range<UInt64>)
  func `a purged item is the same in every causal order, with whatever was done to it`(
    clocks: Clocks,
    seed: UInt64
  ) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    let history = try history(clocks, using: &random)
    for _ in 0..<5 {
      // When its changes come in some order, one by one or together
      var one = ItemReplica()
      var together = ItemReplica()
      let order = history.inCausalOrder(using: &random)
      for write in order { try one.receive(write) }
      let cut = Int.random(in: 0...order.count, using: &random)
      try together.receive(together: Array(order[..<cut]))
      try together.receive(together: Array(order[cut...]))
      // Then nothing is left of it
      let purged = ItemState.purged(kind: ItemReplica.kind)
      #expect(one.state == purged, "seed \(seed)")
      #expect(one.state.encode() == purged.encode(), "seed \(seed)")
      #expect(together.state == purged, "seed \(seed)")
    }
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `a redacted history makes the state that the whole one makes`(seed: UInt64) throws {
    // Given a history with purges, and the same as somebody redacted some of its changes
    var random = SeededGenerator(seed: seed)
    let history = try history(.honest, using: &random)
    let redacted = CausalHistory(
      history.writes.map { write in
        guard Bool.random(using: &random) else { return write }
        let item = ItemID(high: 1, low: 1)
        let operations = write.actions.map { Operation(item, ItemReplica.kind, $0) }
        let left = Redaction.redacting(operations) { _ in true } ?? operations
        return CausalHistory.Write(context: write.context, actions: left.map(\.action))
      }
    )
    // When it comes in any order, text edits without those that they stand on among it
    for _ in 0..<5 {
      var replica = ItemReplica()
      for write in redacted.inCausalOrder(using: &random) { try replica.receive(write) }
      // Then the item is purged, and nothing was refused
      #expect(replica.state == ItemState.purged(kind: ItemReplica.kind), "seed \(seed)")
    }
  }

  @Test func `an edit of a text that is not there any more is not refused`() throws {
    // Given an item whose first edit is redacted
    var state = ItemState(kind: ItemReplica.kind)
    let replica = ReplicaID(high: 1, low: 1)
    func context(_ sequence: UInt64) -> ChangeContext {
      ChangeContext(
        id: ChangeID(replica: replica, sequence: sequence),
        clock: HybridTimestamp(rawValue: sequence),
        seen: sequence > 1 ? VersionVector([replica: sequence - 1]) : VersionVector()
      )
    }
    try state.apply(.purge, in: context(1)) { _, _ in
      Issue.record("the history of a purged text is not asked for")
      return TextHistory()
    }
    // When one comes that stands on it, and one that reaches beyond every text
    let patches = [TextPatch(position: 1_000, deleted: 3, inserted: [])]
    let parents = [EventID(replica: replica, sequence: 4)]
    let edit = TextEdit(firstSequence: 5, parents: parents, patches: patches)
    try state.apply(.edit(FieldID(rawValue: 1), edit), in: context(2)) { _, _ in
      Issue.record("the history of a purged text is not asked for")
      return TextHistory()
    }
    // Then neither does anything
    #expect(state == ItemState.purged(kind: ItemReplica.kind))
  }

  @Test func `the state of a purged item has one form`() throws {
    let purged = ItemState.purged(kind: ItemReplica.kind)
    #expect(purged.encode() == [0x80, 0])
    #expect(try ItemState(decoding: [0x80, 0], kind: ItemReplica.kind) == purged)
    #expect(purged.encode() != ItemState(kind: ItemReplica.kind).encode())
    for bytes in [[], [0], [0x80], [0x80, 0, 0], [0x80, 1], [0x81, 0]] as [[UInt8]] {
      #expect(throws: CodecError.self) { try ItemState(decoding: bytes, kind: ItemReplica.kind) }
    }
  }
}
