public import Model

/// A passage as it stands in a text now, perhaps changed since it was clipped.
///
/// A view for whoever looks: the clipping keeps what was clipped.
public struct PassageMatch: Hashable, Sendable {
  /// The text's own words at the place that was found.
  public var selector: Selector
  /// How certain it is that this is the passage, 0…1.
  ///
  /// From 0.8 on it is not known to be wrong; below, a person should look.
  public var confidence: Double
  /// Whether the words stand there just as they were clipped.
  public var isVerbatim: Bool

  public init(selector: Selector, confidence: Double, isVerbatim: Bool) {
    self.selector = selector
    self.confidence = confidence
    self.isVerbatim = isVerbatim
  }
}

extension TextAnchor {
  /// Finds a passage that was clipped from another version of this text.
  ///
  /// First at its position, when that was taken in this very text; then word for word, whatever
  /// white space, quotation marks, case and markup are; then by approximate search, judged by the
  /// words of the passage, those around it and its place, weighted as Hypothesis does.
  ///
  /// - Parameter selector: The passage as it was clipped.
  /// - Returns: `nil` when the passage is no longer there, or when several places are as good.
  /// - Complexity: O(N + M²/64) for N scalars of the text and M of the passage, a small factor
  ///   for what is much alike; bounded whatever they hold.
  public func match(_ selector: Selector) -> PassageMatch? {
    if let position = selector.position, hash != nil, position.text == hash,
      stands(selector.quote.exact, at: position)
    {
      return PassageMatch(selector: selector, confidence: 1, isVerbatim: true)
    }
    if let position = selector.position, standsUnmoved(selector.quote, at: position.start) {
      let range = position.start..<position.start + selector.quote.exact.unicodeScalars.count
      var unmoved = self.selector(of: range)
      unmoved.page = selector.page
      return PassageMatch(selector: unmoved, confidence: 1, isVerbatim: true)
    }
    guard let found = PassageSearch(selector, in: self).best else { return nil }
    var match = self.selector(of: balanced(found.range))
    match.page = selector.page
    let isVerbatim = match.quote.exact == selector.quote.exact
    return PassageMatch(selector: match, confidence: found.confidence, isVerbatim: isVerbatim)
  }

  /// Whether a passage stands at a place among the very words that it stood among.
  private func standsUnmoved(_ quote: TextQuoteSelector, at start: Int) -> Bool {
    let first = start - quote.prefix.unicodeScalars.count
    guard first >= 0, !quote.prefix.isEmpty, !quote.suffix.isEmpty else { return false }
    let whole = quote.prefix + quote.exact + quote.suffix
    return stands(
      whole,
      at: TextPositionSelector(start: first, end: first + whole.unicodeScalars.count)
    )
  }

  /// Whether a passage stands at a place, scalar by scalar.
  public func stands(_ passage: String, at position: TextPositionSelector) -> Bool {
    position.end <= scalars.count
      && scalars[position.start..<position.end].elementsEqual(passage.unicodeScalars)
  }
}
