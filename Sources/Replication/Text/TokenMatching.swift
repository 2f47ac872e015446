/// Finds what two sequences of tokens have in common, in order.
///
/// Tokens that stand once on each side are the anchors (Cohen's patience difference, as git has it);
/// what lies between two anchors and is small enough is compared with Myers, *An O(ND) Difference
/// Algorithm and Its Variations* (1986). What stays too large counts as having nothing in common, so
/// the cost is O(N log N) and for each stretch between anchors at most the square of
/// ``Limits/hunkTokens``.
struct TokenMatching {
  /// Equal tokens that follow one another on both sides.
  struct Run: Equatable {
    var old: Int
    var new: Int
    var count: Int
  }

  private let old: [Int]
  private let new: [Int]
  /// In order, none touching the next on both sides.
  private(set) var runs: [Run] = []

  /// Compares two sequences.
  ///
  /// With `prefersAnchors`, anchors are looked for even where all could be compared: right for
  /// lines, whose unique ones mean more than a shorter difference does.
  init(_ old: [Int], _ new: [Int], prefersAnchors: Bool) {
    self.old = old
    self.new = new
    match(0..<old.count, 0..<new.count, prefersAnchors: prefersAnchors, depth: 0)
  }

  /// Anchors of anchors are found in stretches that shrink, and in practice after two or three
  /// rounds none are left; the bound is for texts made to be slow.
  private static let anchorRounds = 8

  private mutating func match(
    _ oldRange: Range<Int>,
    _ newRange: Range<Int>,
    prefersAnchors: Bool,
    depth: Int
  ) {
    var oldRange = oldRange
    var newRange = newRange
    let prefix = zip(oldRange, newRange).prefix { old[$0] == new[$1] }.count
    add(Run(old: oldRange.lowerBound, new: newRange.lowerBound, count: prefix))
    oldRange = oldRange.dropFirst(prefix)
    newRange = newRange.dropFirst(prefix)
    let suffix = zip(oldRange.reversed(), newRange.reversed()).prefix { old[$0] == new[$1] }.count
    oldRange = oldRange.dropLast(suffix)
    newRange = newRange.dropLast(suffix)

    if !oldRange.isEmpty, !newRange.isEmpty {
      let isSmall = max(oldRange.count, newRange.count) <= Limits.hunkTokens
      let looksForAnchors = (prefersAnchors || !isSmall) && depth < Self.anchorRounds
      let anchors = looksForAnchors ? anchors(oldRange, newRange) : []
      if !anchors.isEmpty {
        var oldStart = oldRange.lowerBound
        var newStart = newRange.lowerBound
        for anchor in anchors {
          match(
            oldStart..<anchor.old,
            newStart..<anchor.new,
            prefersAnchors: prefersAnchors,
            depth: depth + 1
          )
          add(anchor)
          oldStart = anchor.old + 1
          newStart = anchor.new + 1
        }
        match(
          oldStart..<oldRange.upperBound,
          newStart..<newRange.upperBound,
          prefersAnchors: prefersAnchors,
          depth: depth + 1
        )
      } else if isSmall {
        for run in shortestDifference(oldRange, newRange) { add(run) }
      }
    }
    add(Run(old: oldRange.upperBound, new: newRange.upperBound, count: suffix))
  }

  private mutating func add(_ run: Run) {
    guard run.count > 0 else { return }
    if let last = runs.last, last.old + last.count == run.old, last.new + last.count == run.new {
      runs[runs.count - 1].count += run.count
    } else {
      runs.append(run)
    }
  }

  // MARK: Anchors

  /// The longest rising chain of tokens that stand exactly once on each side.
  private func anchors(_ oldRange: Range<Int>, _ newRange: Range<Int>) -> [Run] {
    let oldPlaces = uniquePlaces(old, oldRange)
    let newPlaces = uniquePlaces(new, newRange)
    var candidates: [Run] = []
    for place in oldRange {
      guard oldPlaces[old[place]] == .some(place), let other = newPlaces[old[place]] ?? nil else {
        continue
      }
      candidates.append(Run(old: place, new: other, count: 1))
    }

    // Piles whose tops rise, each candidate pointing to the top of the pile before its own.
    var tops: [Int] = []
    var previous: [Int?] = []
    for (index, candidate) in candidates.enumerated() {
      var low = 0
      var high = tops.count
      while low < high {
        let middle = (low + high) / 2
        if candidates[tops[middle]].new < candidate.new {
          low = middle + 1
        } else {
          high = middle
        }
      }
      previous.append(low == 0 ? nil : tops[low - 1])
      if low == tops.count { tops.append(index) } else { tops[low] = index }
    }
    var chain: [Run] = []
    var next = tops.last
    while let index = next {
      chain.append(candidates[index])
      next = previous[index]
    }
    return chain.reversed()
  }

  /// Where each token stands; `nil` in place of it for one that stands more than once.
  private func uniquePlaces(_ tokens: [Int], _ range: Range<Int>) -> [Int: Int?] {
    var places: [Int: Int?] = [:]
    for place in range {
      places.updateValue(places[tokens[place]] == nil ? .some(place) : .none, forKey: tokens[place])
    }
    return places
  }

  // MARK: Shortest difference

  /// Empty when more than ``Limits/hunkTokens`` tokens differ: then little is worth keeping.
  private func shortestDifference(_ oldRange: Range<Int>, _ newRange: Range<Int>) -> [Run] {
    let oldCount = oldRange.count
    let newCount = newRange.count
    let bound = min(oldCount + newCount, Limits.hunkTokens)
    // On diagonal k = x - y, the furthest x reached; one array for each number of differences.
    var reached = Array(repeating: 0, count: 2 * bound + 3)
    var rounds: [[Int32]] = []
    for differences in 0...bound {
      var diagonal = -differences
      while diagonal <= differences {
        let slot = diagonal + bound + 1
        let isDown =
          diagonal == -differences
          || (diagonal != differences && reached[slot - 1] < reached[slot + 1])
        var x = isDown ? reached[slot + 1] : reached[slot - 1] + 1
        var y = x - diagonal
        while x < oldCount, y < newCount,
          old[oldRange.lowerBound + x] == new[newRange.lowerBound + y]
        {
          x += 1
          y += 1
        }
        reached[slot] = x
        if x >= oldCount, y >= newCount {
          return walkBack(rounds, oldRange, newRange)
        }
        diagonal += 2
      }
      let slots = bound + 1 - differences...bound + 1 + differences
      rounds.append(reached[slots].map { Int32(truncatingIfNeeded: $0) })
    }
    return []
  }

  private func walkBack(
    _ rounds: [[Int32]],
    _ oldRange: Range<Int>,
    _ newRange: Range<Int>
  ) -> [Run] {
    var found: [Run] = []
    var x = oldRange.count
    var y = newRange.count
    for (before, round) in rounds.enumerated().reversed() {
      let diagonal = x - y
      // A diagonal that this round had not reached yet is further than any.
      func reached(_ diagonal: Int) -> Int? {
        abs(diagonal) <= before ? Int(round[diagonal + before]) : nil
      }
      let below = reached(diagonal + 1)
      let beside = reached(diagonal - 1)
      let isDown = beside == nil || (below ?? -1) > (beside ?? -1)
      let fromX = (isDown ? below : beside) ?? 0
      let fromY = fromX - (isDown ? diagonal + 1 : diagonal - 1)
      let startX = isDown ? fromX : fromX + 1
      if x > startX {
        found.append(
          Run(
            old: oldRange.lowerBound + startX,
            new: newRange.lowerBound + startX - diagonal,
            count: x - startX
          )
        )
      }
      x = fromX
      y = fromY
    }
    if x > 0 {
      found.append(Run(old: oldRange.lowerBound, new: newRange.lowerBound, count: x))
    }
    return found.reversed()
  }
}
