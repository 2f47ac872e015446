/// Moves insertions and deletions to where a reader would say that they are.
///
/// A sentence put in before another full stop can be written down as `. It ran`, before that full
/// stop, or as ` It ran.`, after it. The texts are the same, a merge is not: in the first way the
/// new sentence ends in the full stop of the old one, and takes what others make of that. Of all
/// such places the nearest is taken at which both edges say most: ends of lines, then of sentences,
/// then of words (after Fraser, *Diff Strategies*, 2006).
struct ReadableEdges {
  let old: [Unicode.Scalar]
  let new: [Unicode.Scalar]

  /// The hunks, those moved that only delete or only insert, and how many places were looked at.
  ///
  /// None comes to touch another.
  ///
  /// - Complexity: O(N) for texts of N scalars, and for each hunk at most twice
  ///   ``Limits/slidScalars``.
  func chosen(_ hunks: [Hunk]) -> (hunks: [Hunk], steps: Int) {
    var chosen = hunks
    var steps = 0
    for (index, hunk) in hunks.enumerated() where !hunk.isReplacement {
      let isInsertion = hunk.old.isEmpty
      let (longer, shorter) = isInsertion ? (new, old) : (old, new)
      let range = isInsertion ? hunk.new : hunk.old
      let place = isInsertion ? hunk.old.lowerBound : hunk.new.lowerBound
      // How far the next hunk and the one before it leave room on the longer side.
      var start = 0
      if index > 0 {
        let last = chosen[index - 1]
        start = (isInsertion ? last.new : last.old).upperBound + 1
      }
      var end = longer.count
      if index + 1 < hunks.count {
        let next = hunks[index + 1]
        end = (isInsertion ? next.new : next.old).lowerBound - 1
      }
      let found = Self.bestShift(of: range, in: longer, start..<end, beside: place, shorter)
      steps += found.steps
      chosen[index] = Hunk(old: hunk.old.shifted(found.shift), new: hunk.new.shifted(found.shift))
    }
    return (chosen, steps)
  }

  /// How far to move a range that is missing at `place` in the other text.
  private static func bestShift(
    of range: Range<Int>,
    in text: [Unicode.Scalar],
    _ bounds: Range<Int>,
    beside place: Int,
    _ other: [Unicode.Scalar]
  ) -> (shift: Int, steps: Int) {
    func edges(_ shift: Int) -> Int {
      edge(text, range.lowerBound + shift) + edge(text, range.upperBound + shift)
    }
    var best = (shift: 0, edges: edges(0))
    func consider(_ shift: Int) {
      let found = edges(shift)
      guard found > best.edges || found == best.edges && abs(shift) < abs(best.shift),
        isBoundary(text, range.lowerBound + shift), isBoundary(text, range.upperBound + shift),
        isBoundary(other, place + shift)
      else { return }
      best = (shift, found)
    }
    var steps = 1
    var shift = 0
    while shift < Limits.slidScalars, range.upperBound + shift < bounds.upperBound,
      text[range.lowerBound + shift] == text[range.upperBound + shift]
    {
      shift += 1
      consider(shift)
    }
    steps += shift
    shift = 0
    while shift > -Limits.slidScalars, range.lowerBound + shift > bounds.lowerBound,
      text[range.lowerBound + shift - 1] == text[range.upperBound + shift - 1]
    {
      shift -= 1
      consider(shift)
    }
    return (best.shift, steps - shift)
  }

  private static func isBoundary(_ text: [Unicode.Scalar], _ place: Int) -> Bool {
    place == 0 || place == text.count || GraphemeBoundaries.isCertain(text[place - 1], text[place])
  }

  /// How much a place in a text means as an edge.
  private static func edge(_ text: [Unicode.Scalar], _ place: Int) -> Int {
    guard place > 0, place < text.count else { return 4 }
    let before = text[place - 1]
    let after = text[place]
    if before == "\n" || after == "\n" || after == "\r" { return 4 }
    let isSpace = TokenKind(after) == .space
    if endsSentence(before, beforeSpace: isSpace) { return 3 }
    if isSpace || TokenKind(before) == .space { return 2 }
    return TokenKind(before) == .word && TokenKind(after) == .word ? 0 : 1
  }

  private static func endsSentence(_ mark: Unicode.Scalar, beforeSpace isSpace: Bool) -> Bool {
    switch mark {
    case ".", "!", "?", "\u{2026}": isSpace
    // Ideographic and fullwidth marks bring their space with them.
    case "\u{3002}", "\u{ff01}", "\u{ff1f}": true
    default: false
    }
  }
}

extension Range<Int> {
  fileprivate func shifted(_ count: Int) -> Range { lowerBound + count..<upperBound + count }
}
