public import Model

/// Finds the passages that are marked in a document in the text that was read of it.
///
/// A passage is looked for on its own page and the ones beside it, so that the cost follows the pages
/// and not the book; in all of the text only where it is not there.
public struct HighlightAnchor {
  private let scalars: [Unicode.Scalar]
  private let pages: [PageStart]
  private let text: String
  private let hash: String?
  private var whole: TextAnchor?

  /// Scalars of the pages beside that are looked at: a passage may begin on the page before.
  private static let reach = 2_000

  /// - Parameters:
  ///   - text: The text as Markdown.
  ///   - pages: Where its pages begin.
  ///   - hash: What the text is known by, for those who meet another one later.
  public init(_ text: String, pages: [PageStart], hash: String? = nil) {
    self.text = text
    self.pages = pages
    self.hash = hash
    scalars = Array(text.unicodeScalars)
  }

  /// Where a highlight stands in the text and on its page.
  ///
  /// - Returns: As ``TextAnchor/selector(for:near:)-(String,_)``; without a position where the words
  ///   are not in the text.
  public mutating func selector(for highlight: Highlight) -> Selector {
    var selector = found(highlight)
    selector.page = highlight.label
    selector.area = PageArea(
      page: highlight.page,
      quads: highlight.quads.compactMap(PageArea.Quad.init)
    )
    return selector
  }

  private mutating func found(_ highlight: Highlight) -> Selector {
    guard !highlight.quote.isEmpty else {
      return Selector(quote: TextQuoteSelector(exact: ""))
    }
    let quote = TextQuoteSelector(
      exact: highlight.quote,
      prefix: highlight.prefix,
      suffix: highlight.suffix
    )
    let page = highlight.label.flatMap { pages.range(ofPage: $0, in: scalars.count) }
    // On its page first: what stands on the one before may be nearer to where the page begins.
    for reach in [0, Self.reach] {
      guard let page else { break }
      let start = max(0, page.lowerBound - reach)
      let part = scalars[start..<min(scalars.count, page.upperBound + reach)]
      let anchor = TextAnchor(String(String.UnicodeScalarView(part)))
      let selector = anchor.selector(for: quote, near: page.lowerBound - start)
      if let position = selector.position {
        return shifted(selector, to: position.start + start..<position.end + start)
      }
    }
    let anchor = whole ?? TextAnchor(text, hash: hash)
    whole = anchor
    return anchor.selector(for: quote, near: page?.lowerBound)
  }

  /// A selector that was found in a part, as one of the whole, with what stands around it there.
  private func shifted(_ selector: Selector, to range: Range<Int>) -> Selector {
    func string(_ slice: ArraySlice<Unicode.Scalar>) -> String {
      String(String.UnicodeScalarView(slice))
    }
    return Selector(
      quote: TextQuoteSelector(
        exact: selector.quote.exact,
        prefix: string(scalars[..<range.lowerBound].suffix(Limits.contextScalars)),
        suffix: string(scalars[range.upperBound...].prefix(Limits.contextScalars))
      ),
      position: TextPositionSelector(start: range.lowerBound, end: range.upperBound, in: hash)
    )
  }
}
