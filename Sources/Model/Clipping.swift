public import Foundation

/// A saved passage of a source.
public struct Clipping: Hashable, Sendable {
  public var id: ClippingID
  public var source: SourceID?
  public var selector: Selector
  public var color: String?
  /// The clipper's own words about the passage.
  public var note: String?
  public var added: Date
  public var edited: Date
  public var tags: [String]
  public var trashed: Bool

  /// The passage itself.
  public var quote: String { selector.quote.exact }

  /// Whether the quote stands verbatim in the source's text.
  public var exact: Bool { selector.position != nil }

  public init(
    id: ClippingID,
    source: SourceID?,
    selector: Selector,
    color: String? = nil,
    note: String? = nil,
    added: Date,
    edited: Date,
    tags: [String] = [],
    trashed: Bool = false
  ) {
    self.id = id
    self.source = source
    self.selector = selector
    self.color = color
    self.note = note
    self.added = added
    self.edited = edited
    self.tags = tags
    self.trashed = trashed
  }
}
