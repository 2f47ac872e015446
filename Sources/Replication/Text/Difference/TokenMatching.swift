/// Finds what two sequences of tokens have in common, in order.
///
/// What both begin and end with comes first. Between, tokens that stand once on each side are the
/// anchors (Cohen's patience difference), or runs of 2, 4, 8, … tokens that do, when no single one
/// does. What lies between two anchors and is small is aligned at the least cost
/// (``TokenAlignment``). What is large and has no anchors is taken for repetition and followed
/// as far as the two sides resemble each other (``RepetitionMatching``).
///
/// - Complexity: O(N log N) for sequences of N tokens, whatever stands in them: anchors are looked
///   for in a bounded number of rounds, and the other steps cost at most a constant for each token.
struct TokenMatching {
  /// How the tokens of one kind are compared.
  struct Style {
    /// Whether anchors are looked for even where all could be aligned: right for lines, whose
    /// unique ones mean more than a smaller difference does.
    var prefersAnchors: Bool
    /// How many tokens in a row make the shortest anchor, a power of two.
    var anchorLength: Int
    /// Whether large stretches without anchors are followed.
    var followsRepetition: Bool
    /// Whether less than a third in common is taken for chance.
    var dropsChance: Bool
    var costs: TokenAlignment.Costs

    /// Empty lines between changed ones are no landmarks; what is not aligned is compared by words.
    static let lines = Style(
      prefersAnchors: true,
      anchorLength: 1,
      followsRepetition: false,
      dropsChance: false,
      costs: .init(patch: 8, island: 0)
    )
    static let words = Style(
      prefersAnchors: false,
      anchorLength: 1,
      followsRepetition: true,
      dropsChance: true,
      costs: .init(patch: 2, island: 2, word: 6, lineBreak: 3)
    )
    /// Few letters in common are chance.
    static let letters = Style(
      prefersAnchors: false,
      anchorLength: 16,
      followsRepetition: false,
      dropsChance: true,
      costs: .init(patch: 2, island: 4)
    )
  }

  /// What is not matched, in order, none touching the next.
  private(set) var gaps: [Hunk] = []
  /// How many tokens were looked at, again and again: what the comparison cost.
  private(set) var steps = 0

  private let old: [Int32]
  private let new: [Int32]
  private let oldTokens: TextTokens
  private let newTokens: TextTokens
  private let style: Style
  private var places: TokenPlaces
  /// Where the last match ended on both sides.
  private var oldEnd = 0
  private var newEnd = 0

  init(_ numbers: TokenNumbers, _ oldTokens: TextTokens, _ newTokens: TextTokens, style: Style) {
    old = numbers.old
    new = numbers.new
    self.oldTokens = oldTokens
    self.newTokens = newTokens
    self.style = style
    places = TokenPlaces(numbers: numbers.count)
    match(Hunk(old: 0..<old.count, new: 0..<new.count), rounds: Limits.anchorRounds)
    keep(Hunk(old: old.count..<old.count, new: new.count..<new.count))
  }

  private mutating func match(_ hunk: Hunk, rounds: Int) {
    let (prefix, suffix) = commonEnds(old, new, in: hunk)
    steps += prefix + suffix + 1
    if prefix > 0 {
      keep(Hunk(old: hunk.old.prefix(prefix), new: hunk.new.prefix(prefix)))
    }
    let inner = hunk.trimmed(prefix, suffix)
    if inner.isReplacement { matchInside(inner, rounds: rounds) }
    if suffix > 0 {
      keep(Hunk(old: hunk.old.suffix(suffix), new: hunk.new.suffix(suffix)))
    }
  }

  private mutating func matchInside(_ hunk: Hunk, rounds: Int) {
    let isSmall = TokenAlignment.isAffordable(hunk.old.count, hunk.new.count)
    if style.prefersAnchors || !isSmall, rounds > 0 {
      let anchors = anchors(in: hunk)
      if !anchors.isEmpty {
        var oldStart = hunk.old.lowerBound
        var newStart = hunk.new.lowerBound
        for anchor in anchors {
          if oldStart < anchor.old || newStart < anchor.new {
            match(Hunk(old: oldStart..<anchor.old, new: newStart..<anchor.new), rounds: rounds - 1)
          }
          oldStart = anchor.old + 1
          newStart = anchor.new + 1
          keep(Hunk(old: anchor.old..<oldStart, new: anchor.new..<newStart))
        }
        match(
          Hunk(old: oldStart..<hunk.old.upperBound, new: newStart..<hunk.new.upperBound),
          rounds: rounds - 1
        )
        return
      }
    }
    if isSmall {
      steps += hunk.old.count * hunk.new.count
      let matches = TokenAlignment.matches(
        old[hunk.old],
        new[hunk.new],
        oldTokens,
        newTokens,
        costs: style.costs
      )
      for match in style.dropsChance ? withoutChance(matches, in: hunk) : matches { keep(match) }
    } else if style.followsRepetition {
      let found = RepetitionMatching.matches(old, new, in: hunk)
      steps += found.steps
      for match in found.matches { keep(match) }
    }
  }

  /// Without what two passages have in common that have less in common than any two: line breaks
  /// stay.
  private func withoutChance(_ matches: [Hunk], in hunk: Hunk) -> [Hunk] {
    let kept = matches.reduce(0) { $0 + oldTokens.scalars($1.old).count }
    let least = min(oldTokens.scalars(hunk.old).count, newTokens.scalars(hunk.new).count)
    guard kept * 3 < least else { return matches }
    return matches.filter { oldTokens.text[oldTokens.scalars($0.old)].contains("\n") }
  }

  /// Notes a match, and before it what was not matched.
  private mutating func keep(_ match: Hunk) {
    let gap = Hunk(old: oldEnd..<match.old.lowerBound, new: newEnd..<match.new.lowerBound)
    if !gap.isEmpty { gaps.append(gap) }
    oldEnd = match.old.upperBound
    newEnd = match.new.upperBound
  }

  // MARK: Anchors

  private mutating func anchors(in hunk: Hunk) -> [TokenAnchor] {
    var length = 1
    if style.anchorLength == 1 {
      steps += hunk.old.count + hunk.new.count
      let single = chain(places.unique(old, new, in: hunk), hunk)
      if !single.isEmpty { return single }
    }
    // The names of runs of 2, 4, 8, … tokens, made of the names of their halves (Karp, Miller and
    // Rosenberg, *Rapid Identification of Repeated Patterns*, 1972).
    var oldNames = Array(old[hunk.old])
    var newNames = Array(new[hunk.new])
    while length < Limits.anchorTokens {
      guard oldNames.count > length, newNames.count > length else { break }
      var names = PairNames(capacity: oldNames.count + newNames.count)
      oldNames = names.joining(oldNames, length)
      newNames = names.joining(newNames, length)
      length *= 2
      steps += oldNames.count + newNames.count
      guard length >= style.anchorLength else { continue }
      var places = TokenPlaces(numbers: names.count)
      let found = places.unique(
        oldNames,
        newNames,
        in: Hunk(old: oldNames.indices, new: newNames.indices)
      ).map {
        TokenAnchor(old: $0.old + hunk.old.lowerBound, new: $0.new + hunk.new.lowerBound)
      }
      if !found.isEmpty { return chain(found, hunk) }
    }
    return []
  }

  private mutating func chain(_ candidates: [TokenAnchor], _ hunk: Hunk) -> [TokenAnchor] {
    if zip(candidates, candidates.dropFirst()).allSatisfy({ $0.new < $1.new }) { return candidates }
    steps += hunk.new.count + candidates.count * 2 * Self.weighedTokens
    return TokenAnchor.heaviestChain(candidates, in: hunk) { weight(of: $0, hunk) }
  }

  /// So many tokens on each side of an anchor say how much it weighs.
  private static let weighedTokens = 8

  /// How many scalars are equal around an anchor.
  private func weight(of anchor: TokenAnchor, _ hunk: Hunk) -> Int {
    let before = min(anchor.old - hunk.old.lowerBound, anchor.new - hunk.new.lowerBound)
    let after = min(hunk.old.upperBound - anchor.old, hunk.new.upperBound - anchor.new)
    let backward = min(before, Self.weighedTokens)
    let forward = min(after, Self.weighedTokens)
    var start = 0
    while start < backward, old[anchor.old - start - 1] == new[anchor.new - start - 1] {
      start += 1
    }
    var end = 1
    while end < forward, old[anchor.old + end] == new[anchor.new + end] { end += 1 }
    return oldTokens.scalars(anchor.old - start..<anchor.old + end).count
  }
}
