import TestSupport
import Testing

@testable import Replication

@Suite struct MovingInOutlines {
  @Test(arguments: 0..<300 as Range<UInt64>)
  func `moves in any order and any batches end in one tree`(seed: UInt64) {
    // Given moves of few entries, so that many of them fight
    var random = SeededGenerator(seed: seed)
    let moves = random.moves(count: Int.random(in: 1...40, using: &random))
    let oracle = Oracle(moves)

    for _ in 0..<4 {
      // When
      var outline = Outline()
      var waiting = moves.shuffled(using: &random)[...]
      while !waiting.isEmpty {
        let count = Int.random(in: 1...min(7, waiting.count), using: &random)
        outline.merge(Array(waiting.prefix(count)))
        waiting = waiting.dropFirst(count)
        outline.expectTree()
      }

      // Then
      #expect(outline.places == oracle.places)
      #expect(outline.recorded.map(\.move) == moves.sorted())
      #expect(outline.recorded.map(\.isEffective) == oracle.effects)
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `all orders of five moves end alike`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let moves = random.moves(count: 5)

    let ends = permutations(of: moves).map { order in
      var outline = Outline()
      for move in order { outline.merge([move]) }
      return outline.places
    }

    #expect(Set(ends) == [Oracle(moves).places])
  }

  @Test(arguments: Clocks.lawful, 0..<100 as Range<UInt64>)
  func `a move that had seen another is later whatever their clocks`(
    clocks: Clocks,
    seed: UInt64
  ) {
    // Given moves of few entries by replicas that see now and then what others did
    var random = SeededGenerator(seed: seed)
    let history = CausalHistory(replicas: 4, writes: 25, clocks: clocks, using: &random) {
      $0.moveOfFew()
    }
    let moves = history.writes.map { write in
      write.actions.enumerated().map { index, action in
        Move(
          in: write.context,
          index: index,
          entry: action.entry,
          placement: action.placement
        )
      }
    }

    // Then
    for (one, its) in zip(history.writes, moves) {
      for (other, others) in zip(history.writes, moves)
      where other.context.seen.contains(one.context.id) {
        for (move, later) in zip(its, others) { #expect(move < later) }
      }
    }

    // And when they come in another order, in batches
    let oracle = Oracle(moves.flatMap(\.self))
    for _ in 0..<3 {
      var outline = Outline()
      var batch: [Move] = []
      for write in history.inCausalOrder(using: &random) {
        let index = history.writes.firstIndex { $0.context.id == write.context.id } ?? 0
        batch += moves[index]
        if Bool.random(using: &random) {
          outline.merge(batch)
          batch = []
        }
      }
      outline.merge(batch)

      // Then they end in the same tree
      outline.expectTree()
      #expect(outline.places == oracle.places)
    }
  }

  @Test func `two entries each moved under the other stand one under the other`() {
    // Given two entries side by side
    let notebook = ItemID(high: 9, low: 0)
    let (one, two) = (ItemID(high: 1, low: 0), ItemID(high: 2, low: 0))
    var outline = Outline()
    outline.merge([move(one, under: notebook, at: 1, 1), move(two, under: notebook, at: 2, 1)])

    // When one machine puts the first under the second, the other the second under the first
    outline.merge([move(two, under: one, at: 4, 2)])
    outline.merge([move(one, under: two, at: 3, 1)])

    // Then the earlier move stands, and neither is lost
    #expect(outline.places[one]?.parent == two)
    #expect(outline.places[two]?.parent == notebook)
    #expect(outline.recorded.map(\.isEffective) == [true, true, true, false])
  }

  @Test func `an entry moved under itself stays where it was`() {
    let notebook = ItemID(high: 9, low: 0)
    let entry = ItemID(high: 1, low: 0)
    var outline = Outline()
    outline.merge([move(entry, under: notebook, at: 1, 1)])

    outline.merge([move(entry, under: entry, at: 2, 1)])

    #expect(outline.places[entry]?.parent == notebook)
  }

  @Test func `the last of one change's moves of an entry stands`() {
    let entry = ItemID(high: 1, low: 0)
    var outline = Outline()

    outline.merge([
      move(entry, under: ItemID(high: 8, low: 0), at: 1, 1, index: 1),
      move(entry, under: ItemID(high: 9, low: 0), at: 1, 1, index: 0),
    ])

    #expect(outline.places[entry]?.parent == ItemID(high: 8, low: 0))
  }

  private func permutations(of moves: [Move]) -> [[Move]] {
    guard !moves.isEmpty else { return [[]] }
    return moves.indices.flatMap { index in
      var rest = moves
      let first = rest.remove(at: index)
      return permutations(of: rest).map { [first] + $0 }
    }
  }

  /// Keeps what a store keeps: every recorded move and where each entry stands.
  private struct Outline {
    var recorded: [RecordedMove] = []
    var places: [ItemID: Placement] = [:]

    mutating func merge(_ incoming: [Move]) {
      let first = incoming.min()
      let later = recorded.filter { recorded in first.map { $0 < recorded.move } ?? false }
      let merge = OutlineMerge(incoming: incoming, later: later) { places[$0] }
      recorded.removeLast(later.count)
      recorded += merge.recorded
      for (entry, placement) in merge.placements { places[entry] = placement }
    }

    /// From every entry the way up ends.
    func expectTree() {
      for entry in places.keys {
        var ancestor = entry
        var steps = 0
        while let next = places[ancestor]?.parent, steps <= places.count {
          ancestor = next
          steps += 1
        }
        #expect(steps <= places.count)
      }
    }
  }

  /// All moves in the order of their stamps, one by one, with nothing undone.
  private struct Oracle {
    var places: [ItemID: Placement] = [:]
    var effects: [Bool] = []

    init(_ moves: [Move]) {
      for move in moves.sorted() {
        let isEffective = !ancestors(of: move.placement.parent).contains(move.entry)
        if isEffective { places[move.entry] = move.placement }
        effects.append(isEffective)
      }
    }

    private func ancestors(of entry: ItemID) -> [ItemID] {
      guard let placement = places[entry] else { return [entry] }
      return [entry] + ancestors(of: placement.parent)
    }
  }
}

private func move(
  _ entry: ItemID,
  under parent: ItemID,
  at clock: UInt64,
  _ replica: UInt64,
  index: Int = 0
) -> Move {
  let replica = ReplicaID(high: replica << 32, low: 0)
  return Move(
    stamp: Stamp(
      clock: HybridTimestamp(rawValue: clock),
      change: ChangeID(replica: replica, sequence: clock)
    ),
    seen: 0,
    index: index,
    entry: entry,
    placement: Placement(parent: parent, position: .between(nil, nil, by: replica))
  )
}

extension SeededGenerator {
  /// One of few entries put under another or a notebook.
  fileprivate mutating func moveOfFew() -> (entry: ItemID, placement: Placement) {
    let entry = ItemID(high: UInt64.random(in: 1...4, using: &self), low: 0)
    let parent = ItemID(high: UInt64.random(in: 1...6, using: &self), low: 0)
    let replica = ReplicaID(high: UInt64.random(in: 1...3, using: &self) << 32, low: 0)
    return (entry, Placement(parent: parent, position: .between(nil, nil, by: replica)))
  }

  /// Moves of up to six entries among each other and two notebooks, with clocks that often tie.
  fileprivate mutating func moves(count: Int) -> [Move] {
    (0..<count).map { index in
      let entry = ItemID(high: UInt64.random(in: 1...6, using: &self), low: 0)
      let parent = ItemID(high: UInt64.random(in: 1...8, using: &self), low: 0)
      let replica = ReplicaID(high: UInt64.random(in: 1...3, using: &self) << 32, low: 0)
      let clock = HybridTimestamp(rawValue: UInt64.random(in: 0...20, using: &self))
      return Move(
        stamp: Stamp(clock: clock, change: ChangeID(replica: replica, sequence: UInt64(index + 1))),
        seen: UInt64.random(in: 0...2, using: &self),
        index: Int.random(in: 0...2, using: &self),
        entry: entry,
        placement: Placement(parent: parent, position: .between(nil, nil, by: replica))
      )
    }
  }
}
