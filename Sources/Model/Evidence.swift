/// What a page says of one field of its article: where it says so, and how surely it is right.
public struct Evidence: Hashable, Sendable {
  public enum Field: String, Hashable, Sendable, CaseIterable {
    case title, authors, published, modified, site, url, language, excerpt, doi, isbn, licence
  }

  public var field: Field
  /// The value as it would be kept; authors are joined by `; `.
  public var value: String
  /// Which rule read it from where: `published: JSON-LD`.
  public var source: String
  /// From 0 to 1: the share of pages on which a value of this source is right.
  public var confidence: Double
  /// Whether it is the one that was taken.
  public var isChosen: Bool

  public init(
    field: Field,
    value: String,
    source: String,
    confidence: Double,
    isChosen: Bool = false
  ) {
    self.field = field
    self.value = value
    self.source = source
    self.confidence = confidence
    self.isChosen = isChosen
  }
}
