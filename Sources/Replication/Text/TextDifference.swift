/// What changed between two texts, as patches small enough to merge well.
///
/// Lines are compared first, then the words of lines that changed, then the beginnings and ends of
/// words that changed; letters inside are never matched, so that a moved or rewritten passage is not
/// torn into them. Patches begin and end at the boundaries of extended grapheme clusters in both
/// texts.
public enum TextDifference {
  /// The patches that make `new` of `old`, from left to right, each for the text that the one before
  /// it left.
  ///
  /// - Complexity: O(N log N) for texts of N scalars, and for each stretch of changed lines or words
  ///   at most the square of ``Limits/hunkTokens``.
  public static func patches(
    from old: [Unicode.Scalar],
    to new: [Unicode.Scalar]
  ) -> [TextPatch] {
    var shift = 0
    return hunks(old, new).map { hunk in
      defer { shift += hunk.new.count - hunk.old.count }
      return TextPatch(
        position: hunk.old.lowerBound + shift,
        deleted: hunk.old.count,
        inserted: Array(new[hunk.new])
      )
    }
  }

  /// The lines of `old` that were changed, as ranges; an empty one where lines were put in.
  static func changedLines(
    from old: [Unicode.Scalar],
    to new: [Unicode.Scalar]
  ) -> [Range<Int>] {
    gaps(lines(of: old), old, lines(of: new), new, prefersAnchors: true).map(\.old)
  }

  /// What stands for what, in scalars of each text or in tokens.
  private struct Hunk {
    var old: Range<Int>
    var new: Range<Int>

    var isEmpty: Bool { old.isEmpty && new.isEmpty }
  }

  private static func hunks(_ old: [Unicode.Scalar], _ new: [Unicode.Scalar]) -> [Hunk] {
    let oldLines = lines(of: old)
    let newLines = lines(of: new)
    let gaps = gaps(oldLines, old, newLines, new, prefersAnchors: true)
    return gaps.flatMap { gap in
      wordHunks(in: scalars(of: gap, oldLines, newLines), old, new)
    }
  }

  // MARK: Tokens

  /// Where tokens begin, and where the last one ends.
  private typealias Cuts = [Int]

  /// Lines with the line feed that ends them: a place where no grapheme cluster is cut.
  private static func lines(of text: [Unicode.Scalar]) -> Cuts {
    var cuts = [0]
    for (index, scalar) in text.enumerated() where scalar == "\n" { cuts.append(index + 1) }
    if cuts.last != text.count { cuts.append(text.count) }
    return cuts
  }

  /// Words, runs of white space, line breaks and single other characters.
  private static func words(of text: [Unicode.Scalar], _ range: Range<Int>) -> Cuts {
    var cuts = [range.lowerBound]
    var kindBefore: TokenKind?
    let graphemes = graphemes(of: text, range)
    for start in graphemes.dropLast() {
      let kind = TokenKind(text[start])
      if let kindBefore, kind != kindBefore || kind == .single { cuts.append(start) }
      kindBefore = kind
    }
    if !range.isEmpty { cuts.append(range.upperBound) }
    return cuts
  }

  private enum TokenKind {
    case word
    case space
    case single

    /// The kind of a grapheme cluster, by its first scalar.
    init(_ first: Unicode.Scalar) {
      switch first {
      case "a"..."z", "A"..."Z", "0"..."9", "_": self = .word
      case " ", "\t": self = .space
      case "\0"..."\u{7f}", "\u{85}", "\u{2028}", "\u{2029}": self = .single
      default:
        let properties = first.properties
        if properties.isWhitespace {
          self = .space
        } else if properties.isAlphabetic || properties.numericType != nil {
          self = Self.isWrittenWithoutSpaces(first) ? .single : .word
        } else {
          self = .single
        }
      }
    }

    /// Scripts in which a run of letters is a sentence, not a word.
    private static func isWrittenWithoutSpaces(_ letter: Unicode.Scalar) -> Bool {
      ("\u{3040}"..."\u{30ff}").contains(letter) || letter.properties.isIdeographic
    }
  }

  /// Where extended grapheme clusters begin, and where the last one ends, in a range that begins and
  /// ends between two.
  private static func graphemes(of text: [Unicode.Scalar], _ range: Range<Int>) -> Cuts {
    var cuts = [range.lowerBound]
    var start = range.lowerBound
    for next in range.dropFirst() where isPlainCut(text[next - 1], text[next]) {
      appendClusters(start..<next)
      start = next
    }
    appendClusters(start..<range.upperBound)
    return cuts

    func appendClusters(_ stretch: Range<Int>) {
      if stretch.count == 1 {
        cuts.append(stretch.upperBound)
      } else if stretch.count > 1 {
        var end = stretch.lowerBound
        for cluster in String(String.UnicodeScalarView(text[stretch])) {
          end += cluster.unicodeScalars.count
          cuts.append(end)
        }
      }
    }
  }

  /// Whether two scalars never share a cluster, which for most texts is quicker told than found: all
  /// that joins others lies above, but for the line break of two scalars.
  private static func isPlainCut(_ before: Unicode.Scalar, _ after: Unicode.Scalar) -> Bool {
    before.value < 0x300 && after.value < 0x300 && !(before == "\r" && after == "\n")
  }

  // MARK: Comparing tokens

  /// The tokens between those that both texts have.
  private static func gaps(
    _ oldCuts: Cuts,
    _ old: [Unicode.Scalar],
    _ newCuts: Cuts,
    _ new: [Unicode.Scalar],
    prefersAnchors: Bool
  ) -> [Hunk] {
    // Tokens are equal when their scalars are. Strings would take two spellings of one letter for
    // equal, and the change of spelling would be lost.
    var numbers: [ArraySlice<Unicode.Scalar>: Int] = [:]
    func numbered(_ cuts: Cuts, _ text: [Unicode.Scalar]) -> [Int] {
      zip(cuts, cuts.dropFirst()).map { start, end in
        let token = text[start..<end]
        if let known = numbers[token] { return known }
        numbers[token] = numbers.count
        return numbers.count - 1
      }
    }
    let oldTokens = numbered(oldCuts, old)
    let newTokens = numbered(newCuts, new)
    let matching = TokenMatching(oldTokens, newTokens, prefersAnchors: prefersAnchors)

    var gaps: [Hunk] = []
    var oldStart = 0
    var newStart = 0
    for run in matching.runs {
      gaps.append(Hunk(old: oldStart..<run.old, new: newStart..<run.new))
      oldStart = run.old + run.count
      newStart = run.new + run.count
    }
    gaps.append(Hunk(old: oldStart..<oldTokens.count, new: newStart..<newTokens.count))
    return gaps.filter { !$0.isEmpty }
  }

  private static func scalars(of gap: Hunk, _ oldCuts: Cuts, _ newCuts: Cuts) -> Hunk {
    Hunk(
      old: oldCuts[gap.old.lowerBound]..<oldCuts[gap.old.upperBound],
      new: newCuts[gap.new.lowerBound]..<newCuts[gap.new.upperBound]
    )
  }

  private static func wordHunks(
    in hunk: Hunk,
    _ old: [Unicode.Scalar],
    _ new: [Unicode.Scalar]
  ) -> [Hunk] {
    guard !hunk.old.isEmpty, !hunk.new.isEmpty else { return [hunk] }
    let oldWords = words(of: old, hunk.old)
    let newWords = words(of: new, hunk.new)
    let gaps = gaps(oldWords, old, newWords, new, prefersAnchors: false)
      .map { scalars(of: $0, oldWords, newWords) }
    return joiningTorn(gaps, old).map { trimmed($0, old, new) }.filter { !$0.isEmpty }
  }

  // MARK: Cleaning up

  /// Joins replacements around so little that what stayed there stayed by chance.
  ///
  /// A space, a letter, a word in the middle of rewritten sentences. Line breaks keep apart.
  private static func joiningTorn(_ hunks: [Hunk], _ old: [Unicode.Scalar]) -> [Hunk] {
    var joined: [Hunk] = []
    for hunk in hunks {
      guard let last = joined.last else {
        joined.append(hunk)
        continue
      }
      let between = old[last.old.upperBound..<hunk.old.lowerBound]
      let least = min(last.old.count, last.new.count, hunk.old.count, hunk.new.count)
      if least > 0, between.count <= max(2, least / 4), !between.contains("\n") {
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

  /// Without the grapheme clusters that both sides begin and end with.
  private static func trimmed(
    _ hunk: Hunk,
    _ old: [Unicode.Scalar],
    _ new: [Unicode.Scalar]
  ) -> Hunk {
    var oldCuts = graphemes(of: old, hunk.old)[...]
    var newCuts = graphemes(of: new, hunk.new)[...]
    while oldCuts.count > 1, newCuts.count > 1,
      old[oldCuts[oldCuts.startIndex]..<oldCuts[oldCuts.startIndex + 1]]
        == new[newCuts[newCuts.startIndex]..<newCuts[newCuts.startIndex + 1]]
    {
      oldCuts = oldCuts.dropFirst()
      newCuts = newCuts.dropFirst()
    }
    while oldCuts.count > 1, newCuts.count > 1,
      old[oldCuts[oldCuts.endIndex - 2]..<oldCuts[oldCuts.endIndex - 1]]
        == new[newCuts[newCuts.endIndex - 2]..<newCuts[newCuts.endIndex - 1]]
    {
      oldCuts = oldCuts.dropLast()
      newCuts = newCuts.dropLast()
    }
    return Hunk(
      old: oldCuts[oldCuts.startIndex]..<oldCuts[oldCuts.endIndex - 1],
      new: newCuts[newCuts.startIndex]..<newCuts[newCuts.endIndex - 1]
    )
  }
}
