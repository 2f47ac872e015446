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
  /// Where the pages of a printed document begin in the text, in order.
  public var pages: [PageStart] = []
  /// What its reader marked in the file, in the order of the pages.
  public var highlights: [Highlight] = []
  /// What could not be read, and why.
  public var warnings: [Warning] = []
  /// The page as it was.
  public var page: Page?

  /// The bytes an article was read from.
  public struct Page: Hashable, Sendable {
    public var content: Data
    /// Such as `text/html`, `text/markdown` or `application/pdf`.
    public var mediaType: String
    /// Where it was asked for, before any redirect; `nil` for one that was not fetched.
    public var address: String?
    /// By what its server knows this version of it: `ETag` and `Last-Modified` as they were sent.
    public var entityTag: String?
    public var lastModified: String?

    public init(
      content: Data,
      mediaType: String,
      address: String? = nil,
      entityTag: String? = nil,
      lastModified: String? = nil
    ) {
      self.content = content
      self.mediaType = mediaType
      self.address = address
      self.entityTag = entityTag
      self.lastModified = lastModified
    }
  }

  /// Something of an article that could not be read; the rest is there.
  public struct Warning: Hashable, Sendable {
    /// For programs: `encrypted`, `damaged`, `incomplete`, `noText`, `protected`.
    public var code: String
    /// What it is and what follows from it, for people.
    public var message: String

    public init(_ code: String, _ message: String) {
      self.code = code
      self.message = message
    }
  }

  public init(text: String) {
    self.text = text
  }
}
