import TestSupport
import Testing

@testable import Replication

@Suite struct Positions {
  private static let replicas = (1...4).map {
    ReplicaID(high: 0x1111_1111_1111_1111 &* UInt64($0), low: 0)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `what is inserted between two neighbours sorts between them`(seed: UInt64) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    var positions: [Position] = []

    for _ in 0..<150 {
      // When
      let place = Int.random(in: 0...positions.count, using: &random)
      let left = place > 0 ? positions[place - 1] : nil
      let right = place < positions.count ? positions[place] : nil
      let replica = try #require(Self.replicas.randomElement(using: &random))
      let position = Position.between(left, right, by: replica)

      // Then it lies there, is well formed, and other bytes than all before it
      if let left { #expect(left < position) }
      if let right { #expect(position < right) }
      #expect(try Position(position.text) == position)
      positions.insert(position, at: place)
    }
    #expect(positions == positions.sorted())
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `replicas that insert while apart never make the same one`(seed: UInt64) throws {
    // Given replicas that all begin with the same list
    var random = SeededGenerator(seed: seed)
    var shared: [Position] = []
    for _ in 0..<20 { insertAnywhere(into: &shared, by: Self.replicas[0], using: &random) }

    // When each inserts on its own
    let lists = Self.replicas.map { replica in
      var list = shared
      for _ in 0..<40 { insertAnywhere(into: &list, by: replica, using: &random) }
      return list
    }

    // Then all are different, and on every replica in the order it has them
    let all = Set(lists.joined())
    #expect(all.count == shared.count + 40 * lists.count)
    let merged = all.sorted()
    for list in lists { #expect(merged.filter(Set(list).contains) == list) }
  }

  @Test(arguments: [true, false], [true, false])
  func `runs inserted at one place by two replicas do not interleave`(
    forward: Bool,
    alsoForward: Bool
  ) {
    for (left, right) in neighbours() {
      // Given
      let here = run(of: 30, from: left, to: right, by: Self.replicas[1], forward: forward)
      let there = run(of: 30, from: left, to: right, by: Self.replicas[2], forward: alsoForward)

      // When
      let merged = (here + there).sorted()

      // Then one run follows the other
      #expect(merged == here + there || merged == there + here)
    }
  }

  @Test(arguments: Growth.allCases)
  func `ten thousand at one end or place stay short`(growth: Growth) {
    // Given
    let ends = [
      Position.between(nil, nil, by: Self.replicas[0])
    ]
    let first = ends[0]
    let last = Position.between(first, nil, by: Self.replicas[0])
    var left: Position? = growth == .prepended ? nil : first
    var right: Position? = growth == .appended ? nil : last
    var longest = 0

    for _ in 0..<10_000 {
      // When
      let next = Position.between(left, right, by: Self.replicas[1])
      switch growth {
      case .appended, .insertedAfterEachOther: left = next
      case .prepended, .insertedBeforeEachOther: right = next
      }
      longest = max(longest, next.text.utf8.count)
    }

    // Then
    #expect(longest < 32)
  }

  enum Growth: CaseIterable {
    case appended
    case prepended
    case insertedAfterEachOther
    case insertedBeforeEachOther
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `a thousand at random places stay short`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var positions: [Position] = []
    for _ in 0..<1_000 {
      let replica = try #require(Self.replicas.randomElement(using: &random))
      insertAnywhere(into: &positions, by: replica, using: &random)
    }

    #expect(try #require(positions.map(\.text.utf8.count).max()) < 256)
  }

  @Test(arguments: [
    "", " ", "a b", "é", "A-B", "0", "abc", "00000000", "0000000001", "0000000V10",
    "00000000W01", "00000000U01", "00000000V", "00000000V0", "00000000V11", "00000000f1",
    "00000000W0", "00000000X01", "00000000W1 ", "é0000000W1",
  ])
  func `other than waypoints and indices, written one way, are refused`(text: String) {
    #expect(throws: CodecError.self) { try Position(text) }
  }

  @Test func `one too long is refused`() {
    #expect(throws: CodecError.self) {
      try Position(String(repeating: "00000000W1", count: Limits.positionLength / 10 + 1))
    }
  }

  @Test func `beside the greatest and least that can be read there is still room`() throws {
    // Given positions under this replica's own name with the farthest indices that are read
    let replica = ReplicaID(high: 0, low: 0)
    for lead in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" {
      for digit in "01yz" {
        for length in 1...12 {
          let body = String(repeating: digit, count: length - 1) + "z"
          guard let hostile = try? Position("00000000\(lead)\(body)") else { continue }

          // When entries are put around it
          let before = Position.between(nil, hostile, by: replica)
          let after = Position.between(hostile, nil, by: replica)

          // Then
          #expect(before < hostile && hostile < after)
          #expect(try Position(before.text) == before)
          #expect(try Position(after.text) == after)
        }
      }
    }
  }

  @Test func `where all bytes are spent the neighbour's position is shared`() throws {
    // Given two replicas that always insert between the last two
    var left = Position.between(nil, nil, by: Self.replicas[0])
    var right = Position.between(left, nil, by: Self.replicas[0])

    for index in 0..<600 {
      // When
      let next = Position.between(left, right, by: Self.replicas[index % 2 + 1])
      if index % 4 < 2 { left = next } else { right = next }

      // Then it can still be read by everyone, and it is not out of order
      #expect(try Position(next.text) == next)
      #expect(left <= right)
    }
  }

  private func insertAnywhere(
    into list: inout [Position],
    by replica: ReplicaID,
    using random: inout SeededGenerator
  ) {
    let place = Int.random(in: 0...list.count, using: &random)
    let left = place > 0 ? list[place - 1] : nil
    let right = place < list.count ? list[place] : nil
    list.insert(.between(left, right, by: replica), at: place)
  }

  /// Pairs between which something can be inserted: ends, runs, and both sides of nested ones.
  private func neighbours() -> [(Position?, Position?)] {
    let one = Position.between(nil, nil, by: Self.replicas[0])
    let two = Position.between(one, nil, by: Self.replicas[0])
    let inner = Position.between(one, two, by: Self.replicas[3])
    let before = Position.between(one, inner, by: Self.replicas[0])
    let list = [one, before, inner, two]
    return [(nil, nil), (nil, one), (two, nil)] + zip(list, list.dropFirst()).map { ($0, $1) }
  }

  private func run(
    of count: Int,
    from left: Position?,
    to right: Position?,
    by replica: ReplicaID,
    forward: Bool
  ) -> [Position] {
    var left = left
    var right = right
    var run: [Position] = []
    for _ in 0..<count {
      let next = Position.between(left, right, by: replica)
      if forward { left = next } else { right = next }
      run.append(next)
    }
    return forward ? run : run.reversed()
  }
}
