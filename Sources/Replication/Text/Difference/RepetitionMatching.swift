/// Follows two long sequences that repeat themselves, so that nothing in them is unique.
///
/// The greedy search of Myers, *An O(ND) Difference Algorithm and Its Variations* (1986), over
/// windows: after ``Limits/windowDifferences`` differences the furthest path is taken, and the
/// search begins anew where it ended. Each diagonal of a window moves forward only, so that a window
/// costs at most a constant for each token that it leaves behind.
enum RepetitionMatching {
  /// What stays, in order, and how many steps it took.
  ///
  /// - Complexity: O(N) for N tokens, times ``Limits/windowDifferences``.
  static func matches(
    _ old: [Int32],
    _ new: [Int32],
    in hunk: Hunk
  ) -> (matches: [Hunk], steps: Int) {
    var matches: [Hunk] = []
    var steps = 0
    var rest = hunk
    while rest.isReplacement {
      let window = Window(old, new, rest)
      steps += window.steps
      for match in window.matches {
        if let last = matches.last, last.old.upperBound == match.old.lowerBound,
          last.new.upperBound == match.new.lowerBound
        {
          matches[matches.count - 1] = Hunk(
            old: last.old.lowerBound..<match.old.upperBound,
            new: last.new.lowerBound..<match.new.upperBound
          )
        } else {
          matches.append(match)
        }
      }
      rest = Hunk(
        old: rest.old.lowerBound + window.oldCount..<rest.old.upperBound,
        new: rest.new.lowerBound + window.newCount..<rest.new.upperBound
      )
    }
    return (matches, steps)
  }

  private struct Window {
    var matches: [Hunk] = []
    var oldCount = 0
    var newCount = 0
    var steps = 0

    init(_ old: [Int32], _ new: [Int32], _ hunk: Hunk) {
      let bound = Limits.windowDifferences
      // On diagonal k = x - y, the furthest x reached; and the same after each round.
      var reached = [Int](repeating: 0, count: 2 * bound + 3)
      var rounds: [Int] = []
      rounds.reserveCapacity((bound + 1) * (bound + 2) / 2)
      var best = (x: 0, diagonal: 0, round: 0)
      search: for round in 0...bound {
        for diagonal in stride(from: -round, through: round, by: 2) {
          let slot = diagonal + bound + 1
          let isDown = Self.isDown(reached[slot - 1], reached[slot + 1], diagonal, round)
          var x = isDown ? reached[slot + 1] : reached[slot - 1] + 1
          let start = x
          while x < hunk.old.count, x - diagonal < hunk.new.count,
            old[hunk.old.lowerBound + x] == new[hunk.new.lowerBound + x - diagonal]
          {
            x += 1
          }
          steps += 1 + x - start
          reached[slot] = x
          if 2 * x - diagonal > 2 * best.x - best.diagonal { best = (x, diagonal, round) }
          // With one side used up, all that is left is on the other.
          if x == hunk.old.count || x - diagonal == hunk.new.count {
            best = (x, diagonal, round)
            break search
          }
        }
        for diagonal in stride(from: -round, through: round, by: 2) {
          rounds.append(reached[diagonal + bound + 1])
        }
      }
      oldCount = best.x
      newCount = best.x - best.diagonal
      walkBack(rounds, best.diagonal, best.round, hunk)
    }

    private static func isDown(
      _ beside: Int,
      _ below: Int,
      _ diagonal: Int,
      _ round: Int
    ) -> Bool {
      diagonal == -round || (diagonal != round && beside < below)
    }

    private mutating func walkBack(
      _ rounds: [Int],
      _ lastDiagonal: Int,
      _ lastRound: Int,
      _ hunk: Hunk
    ) {
      var x = oldCount
      var diagonal = lastDiagonal
      for round in stride(from: lastRound, through: 1, by: -1) {
        // A round d keeps the diagonals -d, -d + 2, …, d, after the d (d + 1) / 2 of those before.
        func reached(_ diagonal: Int) -> Int {
          guard abs(diagonal) < round else { return 0 }
          return rounds[(round - 1) * round / 2 + (diagonal + round - 1) / 2]
        }
        let isDown = Self.isDown(reached(diagonal - 1), reached(diagonal + 1), diagonal, round)
        let start = isDown ? reached(diagonal + 1) : reached(diagonal - 1) + 1
        append(start..<x, diagonal, hunk)
        x = isDown ? start : start - 1
        diagonal += isDown ? 1 : -1
      }
      append(0..<x, 0, hunk)
      matches.reverse()
    }

    private mutating func append(_ range: Range<Int>, _ diagonal: Int, _ hunk: Hunk) {
      guard !range.isEmpty else { return }
      matches.append(
        Hunk(
          old: hunk.old.lowerBound + range.lowerBound..<hunk.old.lowerBound + range.upperBound,
          new: hunk.new.lowerBound + range.lowerBound - diagonal..<hunk.new.lowerBound
            + range.upperBound - diagonal
        )
      )
    }
  }
}
