/// Compares two texts by lines, then by words, then by letters.
struct TextComparison {
  /// What differs, in scalars, in order, none touching the next.
  private(set) var hunks: [Hunk] = []
  /// What the comparison cost: how many tokens were looked at, again and again.
  private(set) var steps = 0

  private let old: [Unicode.Scalar]
  private let new: [Unicode.Scalar]

  init(_ old: [Unicode.Scalar], _ new: [Unicode.Scalar]) {
    self.old = old
    self.new = new
    let texts = Hunk(old: old.indices, new: new.indices)
    let changed = narrowed(texts) { text, place in text[place - 1] == "\n" }
    if !changed.isEmpty { compareLines(changed) }
    hunks = WholeLines(old: old, new: new).divided(hunks)
    let placed = ReadableEdges(old: old, new: new).chosen(hunks)
    hunks = placed.hunks
    steps += placed.steps
  }

  // MARK: Lines, words, letters

  private mutating func compareLines(_ hunk: Hunk) {
    guard hunk.isReplacement else {
      hunks.append(hunk)
      return
    }
    let oldLines = TextTokens.lines(of: old, in: hunk.old)
    let newLines = TextTokens.lines(of: new, in: hunk.new)
    let numbers = TokenNumbers(oldLines, newLines)
    let matching = TokenMatching(numbers, oldLines, newLines, style: .lines)
    steps += hunk.old.count + hunk.new.count + matching.steps

    let moved = MovedLines(numbers)
    for gap in matching.gaps {
      let changed = Hunk(old: oldLines.scalars(gap.old), new: newLines.scalars(gap.new))
      let movedAway = moved.ranges(of: gap.old, numbers.old, oldLines)
      let movedHere = moved.ranges(of: gap.new, numbers.new, newLines)
      if movedAway == [changed.old] || movedHere == [changed.new] || !changed.isReplacement {
        hunks.append(changed)
      } else if movedAway.isEmpty, movedHere.isEmpty {
        compareWords(narrowed(changed, to: Self.startsWord), [], [])
      } else {
        compareWords(changed, movedAway, movedHere)
      }
    }
  }

  /// Compares words; of lines that moved nothing is matched but the whole.
  private mutating func compareWords(
    _ hunk: Hunk,
    _ movedAway: [Range<Int>],
    _ movedHere: [Range<Int>]
  ) {
    guard hunk.isReplacement else {
      hunks.append(hunk)
      return
    }
    let oldWords = TextTokens.words(of: old, in: hunk.old, keeping: movedAway)
    let newWords = TextTokens.words(of: new, in: hunk.new, keeping: movedHere)
    for gap in joiningTorn(gaps(hunk, oldWords, newWords, .words)) {
      if MovedLines.touch(gap.old, movedAway) || MovedLines.touch(gap.new, movedHere) {
        hunks.append(gap)
      } else {
        compareLetters(gap)
      }
    }
  }

  private mutating func compareLetters(_ hunk: Hunk) {
    let changed = narrowed(hunk) { text, place in
      GraphemeBoundaries.isCertain(text[place - 1], text[place])
    }
    guard changed.isReplacement else {
      if !changed.isEmpty { hunks.append(changed) }
      return
    }
    let oldClusters = TextTokens.clusters(of: old, in: changed.old)
    let newClusters = TextTokens.clusters(of: new, in: changed.new)
    hunks += gaps(changed, oldClusters, newClusters, .letters)
  }

  /// What differs between the tokens of a hunk.
  private mutating func gaps(
    _ hunk: Hunk,
    _ oldTokens: TextTokens,
    _ newTokens: TextTokens,
    _ style: TokenMatching.Style
  ) -> [Hunk] {
    let numbers = TokenNumbers(oldTokens, newTokens)
    let matching = TokenMatching(numbers, oldTokens, newTokens, style: style)
    steps += hunk.old.count + hunk.new.count + matching.steps
    return matching.gaps.map {
      Hunk(old: oldTokens.scalars($0.old), new: newTokens.scalars($0.new))
    }
  }

  // MARK: Narrowing

  /// The hunk without what both sides begin and end with, as far as the last place there that is a
  /// start.
  ///
  /// Whether a place is a start depends on the scalars before and after it alone.
  private func narrowed(
    _ hunk: Hunk,
    to isStart: ([Unicode.Scalar], Int) -> Bool
  ) -> Hunk {
    func isStartOnBothSides(_ oldPlace: Int, _ newPlace: Int) -> Bool {
      (oldPlace == hunk.old.lowerBound || oldPlace == hunk.old.upperBound
        || isStart(old, oldPlace))
        && (newPlace == hunk.new.lowerBound || newPlace == hunk.new.upperBound
          || isStart(new, newPlace))
    }
    var (prefix, suffix) = commonEnds(old, new, in: hunk)
    if prefix == hunk.old.count, prefix == hunk.new.count { return hunk.trimmed(prefix, 0) }
    while prefix > 0,
      !isStartOnBothSides(hunk.old.lowerBound + prefix, hunk.new.lowerBound + prefix)
    {
      prefix -= 1
    }
    while suffix > 0,
      !isStartOnBothSides(hunk.old.upperBound - suffix, hunk.new.upperBound - suffix)
    {
      suffix -= 1
    }
    return hunk.trimmed(prefix, suffix)
  }

  private static func startsWord(_ text: [Unicode.Scalar], _ place: Int) -> Bool {
    guard GraphemeBoundaries.isCertain(text[place - 1], text[place]) else { return false }
    let kind = TokenKind(text[place])
    return kind == .single || kind != TokenKind(text[place - 1])
  }

  // MARK: Cleaning up

  /// Joins changes around so little that what stayed there stayed by chance: a word in the middle of
  /// rewritten sentences.
  ///
  /// What stands between two insertions or two deletions stays, and line breaks keep apart.
  private func joiningTorn(_ hunks: [Hunk]) -> [Hunk] {
    var joined: [Hunk] = []
    for hunk in hunks {
      guard let last = joined.last else {
        joined.append(hunk)
        continue
      }
      let between = last.old.upperBound..<hunk.old.lowerBound
      let deleted = last.old.count + hunk.old.count
      let inserted = last.new.count + hunk.new.count
      let least = min(
        2 * min(deleted, inserted),
        last.old.count + last.new.count,
        hunk.old.count + hunk.new.count
      )
      if between.count <= least / 8, !old[between].contains("\n") {
        joined[joined.count - 1] = Hunk(
          old: last.old.lowerBound..<hunk.old.upperBound,
          new: last.new.lowerBound..<hunk.new.upperBound
        )
      } else {
        joined.append(hunk)
      }
    }
    return joined
  }
}
