/// Where a passage stands in its source, in the words of the W3C Web Annotation Data Model
/// (<https://www.w3.org/TR/annotation-model/#selectors>).
public struct Selector: Hashable, Sendable {
  public var quote: TextQuoteSelector
  /// Absent when the passage was not found in the text.
  public var position: TextPositionSelector?
  /// The page's label as printed: `xii`, `12`, `125-126`.
  public var page: String?
  /// Where on the page of a PDF it stands.
  public var area: PageArea?
  /// Where in an EPUB it stands.
  public var fragment: EPUBFragment?

  public init(
    quote: TextQuoteSelector,
    position: TextPositionSelector? = nil,
    page: String? = nil,
    area: PageArea? = nil,
    fragment: EPUBFragment? = nil
  ) {
    self.quote = quote
    self.position = position
    self.page = page
    self.area = area
    self.fragment = fragment
  }
}

/// A passage by its words and those around it.
public struct TextQuoteSelector: Hashable, Sendable {
  public var exact: String
  public var prefix: String
  public var suffix: String

  public init(exact: String, prefix: String = "", suffix: String = "") {
    self.exact = exact
    self.prefix = prefix
    self.suffix = suffix
  }
}

/// A passage by its place in the source's text, in Unicode scalars, end excluded.
public struct TextPositionSelector: Hashable, Sendable {
  public var start: Int
  public var end: Int
  /// The hash of the text that is meant, in hexadecimal digits.
  ///
  /// A page that changed has another text. Absent where it is not known.
  public var text: String?

  public init(start: Int, end: Int, in text: String? = nil) {
    precondition(0 <= start && start <= end, "a position selector needs 0 ≤ start ≤ end")
    self.start = start
    self.end = end
    self.text = text
  }
}
