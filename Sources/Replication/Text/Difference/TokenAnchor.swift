/// A token, or the first of a run, that stands exactly once on each side.
struct TokenAnchor: Equatable {
  var old: Int
  var new: Int

  /// Of candidates that rise on the old side, those that rise on the new side too and together weigh
  /// most: what moved stays behind, and of two passages that changed places the smaller one.
  ///
  /// - Complexity: O(N log N) for N tokens in the hunk.
  static func heaviestChain(
    _ candidates: [TokenAnchor],
    in hunk: Hunk,
    weight: (TokenAnchor) -> Int
  ) -> [TokenAnchor] {
    // Ranks on the new side, counted from 1.
    var candidateAt = [Int32](repeating: -1, count: hunk.new.count)
    for (index, candidate) in candidates.enumerated() {
      candidateAt[candidate.new - hunk.new.lowerBound] = Int32(index)
    }
    var ranks = [Int](repeating: 0, count: candidates.count)
    var rank = 0
    for candidate in candidateAt where candidate >= 0 {
      rank += 1
      ranks[Int(candidate)] = rank
    }

    // A Fenwick tree of the heaviest chain that ends at a rank or before it.
    var heaviest = [Int32](repeating: -1, count: candidates.count + 1)
    var total = [Int](repeating: 0, count: candidates.count)
    var previous = [Int32](repeating: -1, count: candidates.count)
    var last: Int32 = -1
    for index in candidates.indices {
      var best: Int32 = -1
      var slot = ranks[index] - 1
      while slot > 0 {
        let other = heaviest[slot]
        if other >= 0, best < 0 || total[Int(other)] > total[Int(best)] { best = other }
        slot &= slot - 1
      }
      previous[index] = best
      total[index] = weight(candidates[index]) + (best < 0 ? 0 : total[Int(best)])
      slot = ranks[index]
      while slot <= candidates.count {
        let other = heaviest[slot]
        if other < 0 || total[index] > total[Int(other)] { heaviest[slot] = Int32(index) }
        slot += slot & -slot
      }
      if last < 0 || total[index] > total[Int(last)] { last = Int32(index) }
    }

    var chain: [TokenAnchor] = []
    while last >= 0 {
      chain.append(candidates[Int(last)])
      last = previous[Int(last)]
    }
    return chain.reversed()
  }
}

/// Where each number stands on both sides: a table that is used for one hunk after the other.
struct TokenPlaces {
  private static let none: Int32 = -1
  private static let many: Int32 = -2

  private var old: [Int32]
  private var new: [Int32]

  init(numbers: Int) {
    old = Array(repeating: Self.none, count: numbers)
    new = Array(repeating: Self.none, count: numbers)
  }

  /// The tokens that stand exactly once on each side of a hunk, from left to right in the old text.
  ///
  /// - Complexity: O(N) for N tokens in the hunk.
  mutating func unique(_ oldTokens: [Int32], _ newTokens: [Int32], in hunk: Hunk) -> [TokenAnchor] {
    for place in hunk.old {
      let number = Int(oldTokens[place])
      old[number] = old[number] == Self.none ? Int32(place) : Self.many
    }
    for place in hunk.new {
      let number = Int(newTokens[place])
      new[number] = new[number] == Self.none ? Int32(place) : Self.many
    }
    var found: [TokenAnchor] = []
    for place in hunk.old {
      let number = Int(oldTokens[place])
      if old[number] >= 0, new[number] >= 0 {
        found.append(TokenAnchor(old: place, new: Int(new[number])))
      }
    }
    for place in hunk.old { old[Int(oldTokens[place])] = Self.none }
    for place in hunk.new { new[Int(newTokens[place])] = Self.none }
    return found
  }
}

/// Gives pairs of numbers numbers of their own, counted from 0.
///
/// A hash table with a bound on its probes: beyond it an equal pair may get a second number, never
/// another pair the same.
struct PairNames {
  private var slots: [Int32]
  private var pairs: [UInt64] = []

  var count: Int { pairs.count }

  init(capacity: Int) {
    var size = 16
    while size < capacity * 2 { size *= 2 }
    slots = Array(repeating: -1, count: size)
    pairs.reserveCapacity(capacity)
  }

  /// The names of twice as long runs: each name with the one that stands `length` after it.
  mutating func joining(_ names: [Int32], _ length: Int) -> [Int32] {
    (0..<names.count - length).map { index in
      name(
        UInt64(UInt32(bitPattern: names[index])) << 32
          | UInt64(UInt32(bitPattern: names[index + length]))
      )
    }
  }

  private mutating func name(_ pair: UInt64) -> Int32 {
    var hash = pair &* 0x9e37_79b9_7f4a_7c15
    hash = (hash ^ hash >> 32) &* 0xff51_afd7_ed55_8ccd
    var slot = Int(truncatingIfNeeded: hash >> 20) & (slots.count - 1)
    for _ in 0..<32 {
      let found = slots[slot]
      if found < 0 { break }
      if pairs[Int(found)] == pair { return found }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = Int32(pairs.count)
    pairs.append(pair)
    if slots[slot] < 0 { slots[slot] = number }
    return number
  }
}
