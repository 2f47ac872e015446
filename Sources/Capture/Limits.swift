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
  ///
  /// Ten megabytes over a slow line take a minute.
  static let fetchTime = Duration.seconds(120)
  /// Time until a server begins to answer.
  static let answerTime = Duration.seconds(30)
  /// How often it is looked whether a server still sends.
  static let throughputInterval = Duration.seconds(10)
  /// Bytes that have to arrive in that time: a kilobyte a second, a third of the slowest modem.
  static let throughputBytes = 10_000
  /// Bytes of what a server says before a page.
  static let headBytes = 256 << 10
  /// Redirects followed for one address.
  ///
  /// Browsers stop at 20; honest sites need three.
  static let redirects = 10

  /// Time between two requests to one host, where its robots.txt does not ask for more.
  static let hostPause = Duration.seconds(1)
  /// The longest time between two requests that a host is waited for; past it the rest of its
  /// pages are left for another time.
  static let longestHostPause = Duration.seconds(60)
  /// Hosts that are asked at the same time.
  static let hostsAtOnce = 4
  /// Bytes of a robots.txt that are read: what RFC 9309 asks of readers at least.
  static let robotsBytes = 500 << 10
  /// Time before the second attempt at a page; it doubles with each further one.
  static let firstRetry: Double = 300
  /// The longest time between two attempts, and what a server may ask for at most.
  static let longestRetry: Double = 2 * 86_400
  static let longestRetryAfter: Double = 7 * 86_400
  /// Attempts at a page: those of a week and a half.
  static let attempts = 12

  /// Parts of a page that are kept: pictures, style sheets, fonts; long articles have a hundred.
  static let resources = 300
  /// Bytes of one of them, of all of one page, and time for all of them.
  static let resourceBytes = 8 << 20
  static let allResourceBytes = 48 << 20
  static let resourceTime = Duration.seconds(60)
  static let oneResourceTime = Duration.seconds(20)
  /// Bytes of all that is embedded in one page when it is written.
  static let embeddedBytes = 128 << 20
  /// Style sheets that import one another.
  static let styleDepth = 5
  /// Bytes of a reference; longer ones are data.
  static let referenceBytes = 8192

  /// Scalars kept on each side of a quotation, as Hypothesis keeps them.
  static let contextScalars = 32
  /// Places at which a passage may stand that are compared with the words around it.
  static let judgedPlaces = 64
  /// Scalars of a passage that are compared one by one; of a longer one its beginning and its end
  /// are, so that the time does not grow with the square of its length.
  static let comparedScalars = 2048
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
