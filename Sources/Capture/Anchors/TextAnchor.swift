public import Model

/// Finds passages in one text and says where they stand.
///
/// Built once for a text, in time linear in its size; each search is linear too. Tolerant of white
/// space, quotation marks, dashes, soft hyphens, Unicode forms and Markdown's markup, so that what
/// was copied from a page or typed from paper is found in the text kept of it.
public struct TextAnchor: Sendable {
  let hash: String?
  let scalars: [Unicode.Scalar]
  let hidden: [Bool]
  let folded: FoldedText
  /// Without upper case.
  let lower: FoldedText

  /// - Parameters:
  ///   - text: Markdown, as ``Article/text`` holds it.
  ///   - hash: The hash of the text, in hexadecimal digits, for the positions in it.
  public init(_ text: String, hash: String? = nil) {
    self.hash = hash
    scalars = Array(text.unicodeScalars)
    hidden = MarkdownText.markup(in: scalars)
    folded = FoldedText(scalars, hidden: hidden)
    lower = folded.lowercased()
  }

  /// Selects a passage as it stands in the text.
  ///
  /// - Parameters:
  ///   - passage: The passage as a person typed or copied it.
  ///   - place: Where it stood, in Unicode scalars, to choose among several; else the first is.
  /// - Returns: The text's own words with 32 scalars around them and their position, so that the
  ///   quotation stands verbatim in the text; without a position, and with the words as given,
  ///   where the passage is not in the text.
  public func selector(for passage: String, near place: Int? = nil) -> Selector {
    selector(for: TextQuoteSelector(exact: passage), near: place)
  }

  /// Selects a passage that was quoted before, choosing among several by the words around it.
  ///
  /// - Parameters:
  ///   - quote: The passage and what stood around it.
  ///   - place: Where it stood, in Unicode scalars, for those that even their context leaves alike.
  /// - Returns: As ``selector(for:near:)-(String,_)``.
  public func selector(for quote: TextQuoteSelector, near place: Int? = nil) -> Selector {
    let candidates = occurrences(of: quote.exact)
    guard let best = best(of: candidates, context: quote, near: place) else {
      return Selector(quote: quote)
    }
    return selector(of: balanced(best))
  }

  /// How long the text is, in Unicode scalars.
  public var length: Int { scalars.count }

  // MARK: Finding

  /// Places in the text where the passage stands, by the strictest comparison that finds any.
  private func occurrences(of passage: String) -> [Range<Int>] {
    let source = Array(passage.unicodeScalars)
    let plain = FoldedText(source)
    // Whoever copies out of the Markdown brings its markup along.
    let unmarked = FoldedText(source, hidden: MarkdownText.markup(in: source))
    var patterns = [plain]
    if unmarked.scalars != plain.scalars { patterns.append(unmarked) }
    patterns += patterns.compactMap(\.withoutOwnQuotationMarks)
    patterns.removeAll { $0.scalars.isEmpty }

    for pattern in patterns {
      let found = folded.occurrences(of: pattern.scalars)
      if !found.isEmpty { return found.map { place(of: $0, in: folded) } }
    }
    for pattern in patterns {
      let found = lower.occurrences(of: pattern.lowercased().scalars)
      if !found.isEmpty { return found.map { place(of: $0, in: lower) } }
    }
    // Without spaces short words turn up inside others.
    let joined = lower.joined()
    for pattern in patterns.map({ $0.lowercased().joined() }) where pattern.scalars.count >= 12 {
      let found = joined.occurrences(of: pattern.scalars)
      if !found.isEmpty { return found.map { place(of: $0, in: joined) } }
    }
    return []
  }

  func place(of range: Range<Int>, in folded: FoldedText) -> Range<Int> {
    Int(folded.starts[range.lowerBound])..<Int(folded.ends[range.upperBound - 1])
  }

  private func best(
    of candidates: [Range<Int>],
    context: TextQuoteSelector,
    near place: Int?
  ) -> Range<Int>? {
    if candidates.count < 2 { return candidates.first }
    let before = FoldedText(Array(context.prefix.unicodeScalars)).scalars.filter { $0 != 32 }
    let after = FoldedText(Array(context.suffix.unicodeScalars)).scalars.filter { $0 != 32 }
    func rank(_ candidate: Range<Int>) -> (Int, Int) {
      let distance = place.map { abs(candidate.lowerBound - $0) } ?? candidate.lowerBound
      if before.isEmpty, after.isEmpty { return (0, -distance) }
      let ownBefore = FoldedText(Array(around(candidate).before)).scalars.filter { $0 != 32 }
      let ownAfter = FoldedText(Array(around(candidate).after)).scalars.filter { $0 != 32 }
      let common =
        zip(before.reversed(), ownBefore.reversed()).prefix { $0 == $1 }.count
        + zip(after, ownAfter).prefix { $0 == $1 }.count
      return (common, -distance)
    }
    return candidates.map { ($0, rank($0)) }.max { $0.1 < $1.1 }?.0
  }

  // MARK: Selecting

  func selector(of range: Range<Int>) -> Selector {
    let (before, after) = around(range)
    return Selector(
      quote: TextQuoteSelector(
        exact: string(scalars[range]),
        prefix: string(before),
        suffix: string(after)
      ),
      position: TextPositionSelector(start: range.lowerBound, end: range.upperBound, in: hash)
    )
  }

  private func around(
    _ range: Range<Int>
  ) -> (before: ArraySlice<Unicode.Scalar>, after: ArraySlice<Unicode.Scalar>) {
    (
      scalars[..<range.lowerBound].suffix(Limits.contextScalars),
      scalars[range.upperBound...].prefix(Limits.contextScalars)
    )
  }

  private func string(_ slice: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(slice))
  }

  /// Takes in the markup beside a passage whose other half is within it.
  ///
  /// A passage that begins with a bold word would otherwise keep the end of the bold alone.
  func balanced(_ range: Range<Int>) -> Range<Int> {
    var range = range
    for _ in 0..<4 {
      let before = run(endingAt: range.lowerBound)
      let after = run(startingAt: range.upperBound)
      if !before.isEmpty, isUnpaired(scalars[before], in: range) {
        range = before.lowerBound..<range.upperBound
      } else if !after.isEmpty, isUnpaired(scalars[after], in: range) {
        range = range.lowerBound..<after.upperBound
      } else {
        break
      }
    }
    return range
  }

  /// The inline markup that ends at a place, of one kind.
  private func run(endingAt end: Int) -> Range<Int> {
    var start = end
    while start > 0, hidden[start - 1], Self.paired.contains(scalars[start - 1]),
      scalars[start - 1] == scalars[end - 1]
    {
      start -= 1
    }
    return start..<end
  }

  /// The inline markup that begins at a place: of one kind, or a link's address.
  private func run(startingAt start: Int) -> Range<Int> {
    guard start < scalars.count, hidden[start] else { return start..<start }
    var end = start
    if scalars[start] == "]" {
      while end < scalars.count, hidden[end] { end += 1 }
      // Up to the bracket that closes the address, not to markup behind it.
      while end > start, scalars[end - 1] != ")" { end -= 1 }
      return start..<end
    }
    while end < scalars.count, hidden[end], Self.paired.contains(scalars[end]),
      scalars[end] == scalars[start]
    {
      end += 1
    }
    return start..<end
  }

  private static let paired: Set<Unicode.Scalar> = ["*", "_", "`", "~", "["]

  /// Whether a passage holds one half more of this markup than pairs.
  private func isUnpaired(_ run: ArraySlice<Unicode.Scalar>, in range: Range<Int>) -> Bool {
    guard let mark = run.first else { return false }
    let marks = range.filter { hidden[$0] }
    func count(_ scalar: Unicode.Scalar) -> Int { marks.count { scalars[$0] == scalar } }
    if mark == "[" || mark == "]" { return count("[") != count("]") }
    let inside = count(mark)
    return inside > 0 && inside % (2 * run.count) != 0
  }
}

extension FoldedText {
  /// The passage without the quotation marks or dots that a person put around it.
  fileprivate var withoutOwnQuotationMarks: FoldedText? {
    let own: Set<UInt32> = [0x22, 0x27, 0x2E, 0x20]
    guard let first = scalars.first, let last = scalars.last, own.contains(first),
      own.contains(last)
    else { return nil }
    let words = scalars.drop { own.contains($0) }
    let trimmed = words.prefix(
      words.lastIndex { !own.contains($0) }.map { $0 + 1 - words.startIndex } ?? 0
    )
    return FoldedText(trimmed.compactMap { Unicode.Scalar($0) })
  }
}
