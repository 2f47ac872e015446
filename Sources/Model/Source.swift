public import Foundation

/// The page, article, book or document a clipping came from.
public struct Source: Hashable, Sendable {
  public var id: SourceID
  public var title: String?
  public var authors: [String]
  /// ISO 8601, as precise as it is known: `2025`, `2025-03`, `2025-03-04` or with a time.
  public var published: String?
  /// When it was last changed, ISO 8601.
  public var modified: String?
  public var site: String?
  /// The address it is cited by.
  public var url: String?
  /// Every address it was seen under, sorted.
  public var urls: [String]
  /// BCP 47 tag.
  public var language: String?
  public var excerpt: String?
  public var doi: String?
  public var isbn: String?
  /// The short name of the licence, `CC BY 4.0`, else its address or wording.
  public var licence: String?
  public var citationKey: String?
  /// Words of the text; characters count as words in scripts that do not separate them.
  public var words: Int?
  public var added: Date
  public var edited: Date
  public var tags: [String]
  /// How many clippings outside the trash came from it.
  public var clippings: Int
  public var trashed: Bool
  /// Its page as long as it is not here yet.
  public var pendingFetch: PendingFetch?

  public init(
    id: SourceID,
    title: String? = nil,
    authors: [String] = [],
    published: String? = nil,
    modified: String? = nil,
    site: String? = nil,
    url: String? = nil,
    urls: [String] = [],
    language: String? = nil,
    excerpt: String? = nil,
    doi: String? = nil,
    isbn: String? = nil,
    licence: String? = nil,
    citationKey: String? = nil,
    words: Int? = nil,
    added: Date,
    edited: Date,
    tags: [String] = [],
    clippings: Int = 0,
    trashed: Bool = false
  ) {
    self.id = id
    self.title = title
    self.authors = authors
    self.published = published
    self.modified = modified
    self.site = site
    self.url = url
    self.urls = urls
    self.language = language
    self.excerpt = excerpt
    self.doi = doi
    self.isbn = isbn
    self.licence = licence
    self.citationKey = citationKey
    self.words = words
    self.added = added
    self.edited = edited
    self.tags = tags
    self.clippings = clippings
    self.trashed = trashed
  }
}
