import Model

/// The words around a passage, to be compared with those around a place.
struct PassageContext {
  private let anchor: TextAnchor
  private let before: Side?
  private let after: Side?

  private struct Side {
    let pattern: BitPattern
  }

  init(of quote: TextQuoteSelector, in anchor: TextAnchor) {
    self.anchor = anchor
    before = Self.side(Self.folded(quote.prefix.unicodeScalars).reversed())
    after = Self.side(Self.folded(quote.suffix.unicodeScalars))
  }

  private static func side(_ scalars: [UInt32]) -> Side? {
    scalars.isEmpty ? nil : Side(pattern: BitPattern(scalars))
  }

  /// With its markup: what is cut out of Markdown cannot be told from its words.
  private static func folded(_ scalars: some Sequence<Unicode.Scalar>) -> [UInt32] {
    FoldedText(Array(scalars)).lowercased().scalars.filter { $0 != FoldedText.space }
  }

  /// How much the words before and after a place are those of the passage, 0…1; `nil` where the
  /// passage has none.
  func similarity(around place: Range<Int>) -> (before: Double?, after: Double?) {
    let reach = Limits.contextScalars * 3 / 2
    let ownBefore = before.map { side in
      let scalars = Self.folded(anchor.scalars[..<place.lowerBound].suffix(reach))
      return similarity(side, scalars.reversed())
    }
    let ownAfter = after.map { side in
      similarity(side, Self.folded(anchor.scalars[place.upperBound...].prefix(reach)))
    }
    return (ownBefore, ownAfter)
  }

  private func similarity(_ side: Side, _ scalars: [UInt32]) -> Double {
    var least = side.pattern.count
    side.pattern.scan(scalars, fromStart: true) { _, errors in least = min(least, errors) }
    let similarity = 1 - Double(least) / Double(side.pattern.count)
    // Any two texts of a language have so much in common.
    return max(0, similarity - 0.3) / 0.7
  }
}
