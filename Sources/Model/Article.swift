public import Foundation

/// What capturing yields and storing takes: an article's text with what is known about it.
public struct Article: Hashable, Sendable {
  public var title: String?
  public var authors: [String] = []
  /// ISO 8601, as precise as it is known.
  public var published: String?
  /// When it was last changed, ISO 8601; `nil` where that is not after it was published.
  public var modified: String?
  public var site: String?
  /// The address it is cited by: the canonical one where that can be trusted.
  public var url: String?
  /// Every address it was seen under.
  public var urls: [String] = []
  /// BCP 47 tag.
  public var language: String?
  public var excerpt: String?
  public var doi: String?
  public var isbn: String?
  /// The short name of the licence, `CC BY 4.0`, else its address or wording.
  public var licence: String?
  /// The tags by which the page describes itself, as found, in JSON.
  public var pageMetadata: String?
  /// What was found for each field, where, and how sure that is.
  public var evidence: [Evidence] = []
  /// The main text as Markdown.
  public var text: String
  /// The page as it was.
  public var page: Page?

  /// The bytes an article was read from.
  public struct Page: Hashable, Sendable {
    public var content: Data
    /// `text/html`, `text/markdown` or `text/plain`.
    public var mediaType: String

    public init(content: Data, mediaType: String) {
      self.content = content
      self.mediaType = mediaType
    }
  }

  public init(text: String) {
    self.text = text
  }
}
