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
  }

  private mutating func compareLines(_ hunk: Hunk) {
    for gap in gaps(hunk, TextTokens.lines, .lines) {
      let changed = narrowed(gap, to: Self.startsWord)
      if changed.isReplacement {
        compareWords(changed)
      } else if !changed.isEmpty {
        hunks.append(changed)
      }
    }
  }

  private mutating func compareWords(_ hunk: Hunk) {
    for gap in joiningTorn(gaps(hunk, TextTokens.words, .words)) {
      let changed = narrowed(gap) { text, place in
        GraphemeBoundaries.isCertain(text[place - 1], text[place])
      }
      if changed.isReplacement {
        hunks += gaps(changed, TextTokens.clusters, .letters)
      } else if !changed.isEmpty {
        hunks.append(changed)
      }
    }
  }

  /// What differs between the tokens of a hunk.
  private mutating func gaps(
    _ hunk: Hunk,
    _ tokens: ([Unicode.Scalar], Range<Int>) -> TextTokens,
    _ style: TokenMatching.Style
  ) -> [Hunk] {
    guard hunk.isReplacement else { return [hunk] }
    let oldTokens = tokens(old, hunk.old)
    let newTokens = tokens(new, hunk.new)
    let numbers = TokenNumbers(oldTokens, of: old, newTokens, of: new)
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

  /// Joins replacements around so little that what stayed there stayed by chance.
  ///
  /// A space, a word in the middle of rewritten sentences. Line breaks keep apart.
  private func joiningTorn(_ hunks: [Hunk]) -> [Hunk] {
    var joined: [Hunk] = []
    for hunk in hunks {
      guard let last = joined.last else {
        joined.append(hunk)
        continue
      }
      let between = last.old.upperBound..<hunk.old.lowerBound
      let least = min(last.old.count, last.new.count, hunk.old.count, hunk.new.count)
      if between.count <= least / 4, !old[between].contains("\n") {
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
