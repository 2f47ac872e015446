import Model

/// Looks for a passage and judges the places where it may be.
struct PassageSearch {
  private let anchor: TextAnchor
  /// The passage, folded.
  private let quote: [UInt32]
  private let context: PassageContext
  private let expected: Int?
  /// Ranges of the folded text, with how many errors the passage has there.
  private var found: [(range: Range<Int>, errors: Int)] = []

  init(_ selector: Selector, in anchor: TextAnchor) {
    self.anchor = anchor
    quote = Self.visible(selector.quote.exact)
    context = PassageContext(of: selector.quote, in: anchor)
    expected = selector.position?.start
    guard !quote.isEmpty, !anchor.lower.scalars.isEmpty else { return }
    findExactly()
    // Also where it stands word for word: the place it is from may have changed, and this be a copy.
    findApproximately(selector.quote)
  }

  /// What a reader sees of a piece of Markdown, folded.
  private static func visible(_ text: String) -> [UInt32] {
    var scalars = Array(text.unicodeScalars)
    // A piece that begins within the words of a link has the link's address and not its beginning.
    var open = 0
    var missing = 0
    for (index, scalar) in scalars.enumerated() {
      if scalar == "[" { open += 1 }
      if scalar == "]" {
        if open > 0 {
          open -= 1
        } else if index + 1 < scalars.count, scalars[index + 1] == "(" {
          missing += 1
        }
      }
    }
    scalars.insert(contentsOf: repeatElement("[", count: missing), at: 0)
    return FoldedText(scalars, hidden: MarkdownText.markup(in: scalars)).lowercased().scalars
  }

  // MARK: Finding

  private mutating func findExactly() {
    let places = anchor.lower.occurrences(of: quote)
    // Of many the first ones, and those nearest to where it was.
    var chosen = places.prefix(Limits.judgedPlaces / 2)
    if places.count > chosen.count {
      let expected = expected ?? 0
      let near = places.dropFirst(chosen.count).sorted { left, right in
        distance(left, expected) < distance(right, expected)
      }
      chosen += near.prefix(Limits.judgedPlaces / 2)
    }
    found += chosen.map { ($0, 0) }
  }

  private func distance(_ range: Range<Int>, _ expected: Int) -> Int {
    abs(Int(anchor.lower.starts[range.lowerBound]) - expected)
  }

  private mutating func findApproximately(_ selector: TextQuoteSelector) {
    let text = anchor.lower.scalars
    let (head, tail) = (quote.prefix(Limits.comparedScalars), quote.suffix(Limits.comparedScalars))
    let pattern = BitPattern(head)
    if quote.count <= 64 {
      collect(pattern, in: 0..<text.count, upTo: Limits.judgedPlaces / 2)
    }
    let prefix = Self.visible(selector.prefix)
    let whole = Self.visible(selector.prefix + selector.exact + selector.suffix)
    guard whole.count >= 12 else { return }
    let limit = quote.count > 512 ? 3 : 8
    let slack = min(quote.count / 4, Limits.comparedScalars) + 32
    let starts = SeedCounts(of: whole, in: text).starts(atMost: limit).map { starts in
      starts.lowerBound + prefix.count - slack..<starts.upperBound + prefix.count + slack
    }
    if head.count < quote.count {
      let end = BitPattern(tail)
      for starts in starts { collect(pattern, end, beginningIn: starts) }
      return
    }
    for starts in starts {
      let window = starts.lowerBound..<starts.upperBound + quote.count
      // A wide one may hold the place that it is from and a copy of it.
      let limit = quote.count <= 64 ? 4 : max(1, window.count / (2 * quote.count))
      collect(pattern, in: window.clamped(to: text.indices), upTo: limit)
    }
  }

  /// Takes what is between the beginning and the end of a passage that is too long to be compared
  /// as a whole.
  private mutating func collect(
    _ head: BitPattern,
    _ tail: BitPattern,
    beginningIn starts: Range<Int>
  ) {
    let text = anchor.lower.scalars
    func best(_ pattern: BitPattern, endingIn ends: Range<Int>) -> (end: Int, errors: Int)? {
      let window = (ends.lowerBound - pattern.count..<ends.upperBound).clamped(to: text.indices)
      return leastErrors(pattern, in: window)
    }
    let rest = quote.count - tail.count
    let ends = starts.lowerBound + head.count..<starts.upperBound + head.count
    guard let first = best(head, endingIn: ends),
      let last = best(tail, endingIn: ends.lowerBound + rest..<ends.upperBound + rest)
    else { return }
    let beginning = quote.prefix(head.count)
    let start = start(of: beginning, first.errors, endingAt: first.end)
    guard start + rest / 2 < last.end else { return }
    let share = Double(first.errors + last.errors) / Double(head.count + tail.count)
    append(start..<last.end, Int(share * Double(quote.count)))
  }

  /// Takes a place without the spaces at its ends, behind which there may be a picture.
  private mutating func append(_ range: Range<Int>, _ errors: Int) {
    let text = anchor.lower.scalars
    var range = range
    while !range.isEmpty, text[range.lowerBound] == FoldedText.space {
      range = range.lowerBound + 1..<range.upperBound
    }
    while !range.isEmpty, text[range.upperBound - 1] == FoldedText.space {
      range = range.lowerBound..<range.upperBound - 1
    }
    if errors > 0 { range = inWholeWords(range) }
    if !range.isEmpty { found.append((range, errors)) }
  }

  /// Moves ends that came to lie within a word to the nearer end of it.
  private func inWholeWords(_ range: Range<Int>) -> Range<Int> {
    let text = anchor.lower.scalars
    func isInWord(_ place: Int) -> Bool {
      place > 0 && place < text.count && FoldedText.isLetter(text[place - 1])
        && FoldedText.isLetter(text[place])
    }
    func nearest(_ place: Int) -> Int {
      var (before, after) = (place, place)
      while isInWord(before), place - before < 12 { before -= 1 }
      while isInWord(after), after - place < 12 { after += 1 }
      return place - before <= after - place ? before : after
    }
    let (start, end) = (nearest(range.lowerBound), nearest(range.upperBound))
    return start < end ? start..<end : range
  }

  private func leastErrors(
    _ pattern: BitPattern,
    in window: Range<Int>
  ) -> (end: Int, errors: Int)? {
    var best = (end: 0, errors: pattern.count / 2 + 1)
    pattern.scan(anchor.lower.scalars[window]) { end, errors in
      if errors < best.errors { best = (window.lowerBound + end, errors) }
    }
    return best.end > 0 ? best : nil
  }

  /// Takes the best places of a window.
  private mutating func collect(_ pattern: BitPattern, in window: Range<Int>, upTo limit: Int) {
    let ends: [(end: Int, errors: Int)]
    if limit == 1 {
      ends = leastErrors(pattern, in: window).map { [$0] } ?? []
    } else {
      ends = leastEnds(pattern, in: window, upTo: limit)
    }
    for (end, errors) in ends {
      let start = start(of: quote[...], errors, endingAt: end)
      append(start..<end, errors)
    }
  }

  /// The ends with the least errors, none within another's reach.
  private func leastEnds(
    _ pattern: BitPattern,
    in window: Range<Int>,
    upTo limit: Int
  ) -> [(end: Int, errors: Int)] {
    let most = pattern.count / 2
    // By errors, as they come; a passage's end and those beside it are one.
    var ends = [[Int]](repeating: [], count: most + 1)
    var last = (end: -1, errors: most + 1)
    pattern.scan(anchor.lower.scalars[window]) { end, errors in
      guard errors <= most else { return }
      let end = window.lowerBound + end
      if end - last.end <= max(2, pattern.count / 4), last.end >= 0 {
        guard errors < last.errors else { return }
        if ends[last.errors].last == last.end { ends[last.errors].removeLast() }
      }
      last = (end, errors)
      if ends[errors].count < limit { ends[errors].append(end) }
    }
    return Array(
      ends.enumerated().flatMap { errors, ends in ends.map { ($0, errors) } }
        .prefix(limit)
    )
  }

  /// Where a passage begins that ends at a place with so many errors.
  private func start(of passage: ArraySlice<UInt32>, _ errors: Int, endingAt end: Int) -> Int {
    let from = max(0, end - passage.count - errors)
    let reversed = BitPattern(passage.reversed())
    var best = (length: 0, errors: Int.max)
    reversed.scan(anchor.lower.scalars[from..<end].reversed(), fromStart: true) { length, errors in
      if errors < best.errors { best = (length, errors) }
    }
    return end - best.length
  }

  // MARK: Judging

  /// The place of the passage in the text's scalars.
  var best: (range: Range<Int>, confidence: Double)? {
    var judged: [Judgement] = []
    for candidate in found {
      let judgement = judge(candidate.range, errors: candidate.errors)
      if let same = judged.firstIndex(where: { $0.isSame(as: judgement) }) {
        if judged[same].rank < judgement.rank { judged[same] = judgement }
      } else {
        judged.append(judgement)
      }
    }
    judged.sort { $0.rank > $1.rank }
    guard let first = judged.first, first.certainty >= 0.4 else { return nil }
    guard judged.count > 1 else { return (first.range, first.confidence) }
    let lead = first.rank - judged[1].rank
    // Nothing but chance would choose.
    if lead < 0.001 { return nil }
    // Another that is nearly as good makes doubtful whichever is taken.
    let rival = max(0, judged[1].rank - 0.4)
    return (first.range, first.confidence * min(1, 0.6 + lead * 4) * (1 - rival))
  }

  private func place(_ range: Range<Int>) -> Range<Int> {
    anchor.place(of: range, in: anchor.lower)
  }

  private func judge(_ range: Range<Int>, errors: Int) -> Judgement {
    let place = place(range)
    let (before, after) = context.similarity(around: place)
    let own = 1 - Double(errors) / Double(quote.count)
    var rank = 50 * own
    var weights = 50.0
    var surroundings: [Double] = []
    for case let similarity? in [before, after] {
      rank += 20 * similarity
      weights += 20
      surroundings.append(similarity)
    }
    var distance = 0.0
    if let expected {
      distance = min(1, Double(abs(place.lowerBound - expected)) / Double(anchor.scalars.count))
      rank += 2 * (1 - distance)
      weights += 2
    }
    // The longer a passage, the less the words around it say beside its own.
    let length = 50 * max(0.5, Double(quote.count) / 25)
    let around = surroundings.reduce(0, +) * 20
    let certainty = (length * own + around) / (length + 20 * Double(max(1, surroundings.count)))
    // A few words far from where they were may be others of the same kind.
    let removal = quote.count <= 64 ? 0.3 * distance : 0
    return Judgement(
      range: place,
      rank: rank / weights,
      certainty: certainty * (1 - removal),
      isExact: errors == 0
    )
  }

  private struct Judgement {
    let range: Range<Int>
    /// By which it is chosen.
    let rank: Double
    /// How certain it would be if there were no other.
    let certainty: Double
    /// Whether all its words are there.
    let isExact: Bool

    /// Of a passage that was torn in two, either half with what stands beside it may look like the
    /// whole after edits.
    var confidence: Double { isExact ? certainty : certainty * 0.94 }

    /// Whether they are more one place than two.
    func isSame(as other: Judgement) -> Bool {
      let common = range.clamped(to: other.range).count
      return 2 * common > min(range.count, other.range.count)
    }
  }
}
