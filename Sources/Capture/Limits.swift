/// Every bound of this module, with its reason.
enum Limits {
  /// Bytes of an input.
  ///
  /// The largest page of the usual corpora has 9 MB; whole books have 20.
  static let inputBytes = 64 << 20
  /// Open elements in one another.
  ///
  /// Real pages stay below 100; the parser's time grows with the
  /// square of the depth, and what walks the tree by recursion needs a bound.
  static let openElements = 300
  /// Start tags of a page.
  ///
  /// A node costs some 200 bytes in the parser; the HTML standard itself on
  /// one page has 400,000 tags.
  static let tags = 1_000_000
  /// Attributes of one tag: the parser compares each with all before it.
  static let attributesPerTag = 128
  /// Bytes at the head of a page in which a character set is looked for.
  ///
  /// The standard says 1,024,
  /// but pages with long comments in front are common.
  static let charsetSearchBytes = 8192

  /// Time for a page, from the first connection to the last byte.
  static let fetchTime = Duration.seconds(30)
  /// Redirects followed for one address.
  ///
  /// Browsers stop at 20; honest sites need three.
  static let redirects = 10

  /// Scalars kept on each side of a quotation, as Hypothesis keeps them.
  static let contextScalars = 32
  /// Characters of an excerpt; longer ones are cut at a word.
  static let excerptCharacters = 300
  /// Characters of a title.
  ///
  /// A longer one is a paragraph in the wrong place.
  static let titleCharacters = 400
  /// Bytes of one JSON-LD block; larger ones are data of the page's program, not about the article.
  static let linkedDataBytes = 4 << 20
  /// Bytes of the tags of a page that are kept as found; real pages have two to six thousand.
  static let rawMetadataBytes = 8 << 10
}
