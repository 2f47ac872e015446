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

  @Test(arguments: 0..<150 as Range<UInt64>)
  func `runs made at any place of any list in any direction do not interleave`(
    seed: UInt64
  ) throws {
    // Given a list that all replicas had a hand in
    var random = SeededGenerator(seed: seed)
    var list: [Position] = []
    for _ in 0..<Int.random(in: 0...25, using: &random) {
      let replica = try #require(Self.replicas.randomElement(using: &random))
      insertAnywhere(into: &list, by: replica, using: &random)
    }
    let place = Int.random(in: 0...list.count, using: &random)
    let left = place > 0 ? list[place - 1] : nil
    let right = place < list.count ? list[place] : nil

    // When each makes a run at one place, forwards, backwards or from both sides, while apart
    let runs = Self.replicas.map { replica in
      let style = Int.random(in: 0..<3, using: &random)
      var (left, right) = (left, right)
      return (0..<30).map { _ in
        let next = Position.between(left, right, by: replica)
        if style == 0 || style == 2 && Bool.random(using: &random) {
          left = next
        } else {
          right = next
        }
        return next
      }
    }

    // Then no run is cut by another
    let owners = runs.indices.flatMap { owner in runs[owner].map { (owner: owner, at: $0) } }
      .sorted { $0.at < $1.at }
      .map(\.owner)
    let borders = zip(owners, owners.dropFirst()).count { $0 != $1 }
    #expect(borders == runs.count - 1)
    #expect(Set(runs.joined()).count == 30 * runs.count)
  }

  @Test(arguments: Growth.allCases)
  func `ten thousand at one end or place stay short`(growth: Growth) throws {
    // Given two neighbours, or one end
    let first = Position.between(nil, nil, by: Self.replicas[0])
    let last = Position.between(first, nil, by: Self.replicas[0])
    for writers in [[0], [1], [0, 1], [1, 2], [0, 1, 2]] {
      var left: Position? = growth == .prepended ? nil : first
      var right: Position? = growth == .appended ? nil : last
      var longest = 0

      for index in 0..<10_000 {
        // When one replica goes on, or several take turns
        let writer = Self.replicas[writers[index % writers.count]]
        let next = Position.between(left, right, by: writer)
        switch growth {
        case .appended, .insertedAfterEachOther: left = next
        case .prepended, .insertedBeforeEachOther: right = next
        }
        longest = max(longest, next.text.utf8.count)
      }

      // Then each writer costs a name and an index at most, beside what the neighbours have
      #expect(longest <= 14 + 10 * writers.count, "\(writers)")
    }
  }

  enum Growth: CaseIterable {
    case appended
    case prepended
    case insertedAfterEachOther
    case insertedBeforeEachOther
  }

  @Test(arguments: [([1], 0.4), ([1, 2], 2.0)] as [([Int], Double)])
  func `what is put now before and now after what came before it grows slowly`(
    writers: [Int],
    bytes: Double
  ) {
    // Given
    var left = Position.between(nil, nil, by: Self.replicas[0])
    var right = Position.between(left, nil, by: Self.replicas[0])
    let steps = 1_500

    // When the gap gets narrower on one side after the other
    for index in 0..<steps {
      let writer = Self.replicas[writers[index % writers.count]]
      let next = Position.between(left, right, by: writer)
      #expect(left < next && next < right)
      if index / writers.count % 2 == 0 { left = next } else { right = next }
    }

    // Then
    let longest = max(left.text.utf8.count, right.text.utf8.count)
    #expect(Double(longest) < 30 + bytes * Double(steps))
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `a thousand at random places stay short`(seed: UInt64) throws {
    for (writers, mean) in [(1, 16), (2, 40), (4, 60)] {
      var random = SeededGenerator(seed: seed)
      var positions: [Position] = []
      for _ in 0..<1_000 {
        let replica = try #require(Self.replicas.prefix(writers).randomElement(using: &random))
        insertAnywhere(into: &positions, by: replica, using: &random)
      }

      let lengths = positions.map(\.text.utf8.count)
      #expect(lengths.reduce(0, +) < mean * 1_000, "\(writers)")
      #expect(try #require(lengths.max()) < 110, "\(writers)")
    }
  }

  @Test(arguments: [
    "", " ", "a b", "é", "A-B", "0", "abc", "10000000", "1000000001", "1000000V10",
    "10000000W01", "10000000U01", "10000000V", "10000000V0", "10000000V11", "10000000f1",
    "10000000W0", "10000000X01", "10000000W1 ", "é0000000W1", "f0000000W1", "fW1", "z0000000W1",
    "10000000W110000000W1", "10000000W1gW1", "10000000W1fW1fW0", "10000000W1f", "10000000W1 fW1",
    "00000000W1", "0W1", "10000000W10W1", "10000000W0 0W1", "10000000W00W0",
  ])
  func `other than waypoints and indices, written one way, are refused`(text: String) {
    #expect(throws: CodecError.self) { try Position(text) }
  }

  @Test func `one too long is refused`() {
    #expect(throws: CodecError.self) {
      try Position(String(repeating: "10000000W1", count: Limits.positionLength / 10 + 1))
    }
  }

  @Test func `beside the greatest and least that can be read there is still room`() throws {
    // Given positions under this replica's own name with the farthest indices that are read
    let replica = ReplicaID(high: 0, low: 0)
    for lead in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" {
      for digit in "01yz" {
        for length in 1...12 {
          let body = String(repeating: digit, count: length - 1) + "z"
          guard let hostile = try? Position("10000000\(lead)\(body)") else { continue }

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

  @Test func `a name that the path has spelled out is one letter`() throws {
    // Given entries that three replicas put into each other's gaps
    let a = Position.between(nil, nil, by: ReplicaID(high: 0, low: 0))
    let b = Position.between(a, nil, by: ReplicaID(high: 1 << 17, low: 0))
    let last = Position.between(a, b, by: ReplicaID(high: 2 << 17, low: 0))

    // When the first two go on in the narrowest of them
    let between = Position.between(a, last, by: ReplicaID(high: 0, low: 0))
    let further = Position.between(between, last, by: ReplicaID(high: 1 << 17, low: 0))

    // Then
    #expect(a.text == "10000000W1")
    #expect(b.text == "10000000W110000001W1")
    #expect(last.text == "10000000W110000001W010000002W1")
    #expect(between.text == "10000000W110000001W010000002W0fW1")
    #expect(further.text == "10000000W110000001W010000002W0fW1gW1")
  }

  @Test(arguments: 1..<40)
  func `names beyond the letters are spelled out each time`(count: Int) throws {
    // Given a path of many names
    let replicas = (0..<count).map { ReplicaID(high: UInt64($0) << 17, low: 0) }
    let path = replicas.indices.reduce("") { path, index in
      path + "100000\(index < 10 ? "0" : "")\(index)W1"
    }
    let deep = try Position(path)

    for replica in [replicas[0], ReplicaID(high: .max, low: 0)] + replicas.suffix(1) {
      // When one of them, or another, puts something below it
      let end = try Position(path + "ezzzzzzzW1")
      let next = Position.between(deep, end, by: replica)

      // Then it can be read, and lies there
      #expect(try Position(next.text) == next)
      #expect(deep < next && next < end)
    }
  }

  @Test func `where all bytes are spent the neighbour's position is shared`() throws {
    // Given neighbours almost as long as can be, by replicas that took turns
    var left = Position.between(nil, nil, by: Self.replicas[0])
    left = Position.between(left, nil, by: Self.replicas[1])
    let turns = String(repeating: "fW1gW1", count: (Limits.positionLength - 60) / 6)
    left = try Position(left.text + turns)
    var right = Position.between(left, nil, by: Self.replicas[2])
    var shared = 0

    for index in 0..<60 {
      // When they go on
      let next = Position.between(left, right, by: Self.replicas[index % 2 + 1])
      if next == left || next == right { shared += 1 }
      if index % 4 < 2 { left = next } else { right = next }

      // Then it can still be read by everyone, and it is not out of order
      #expect(try Position(next.text) == next)
      #expect(left <= right)
    }
    #expect(shared > 0)
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
