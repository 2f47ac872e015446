/// What names of classes and ids say, as lists: which words and pieces of words belong to which rule.
///
/// A word stands alone (`share-bar` and `shareBar` have the words `share` and `bar`); a piece may
/// stand anywhere in the name.
struct NameRule: Sendable {
  let fact: NameFacts
  var words = ""
  var pieces = ""

  static let all: [NameRule] = [
    NameRule(
      fact: .navigation,
      words: "nav navbar navigation breadcrumb breadcrumbs pagination pager skip toolbar print",
      pieces: "post-nav"
    ),
    NameRule(
      fact: .sharing,
      words: "share sharing sharebar social sociallinks",
      pieces: "sharedaddy addthis"
    ),
    NameRule(
      fact: .subscription,
      words: "newsletter subscribe subscription signup paywall donate",
      pieces: "newsletter- signup-"
    ),
    NameRule(fact: .consent, words: "cookie cookies consent gdpr popup modal tooltip"),
    NameRule(
      fact: .advertising,
      words: "ad ads advert advertisement adsense promo outbrain taboola"
    ),
    NameRule(
      fact: .related,
      words: "related recommended recommendations",
      pieces: "related-posts relatedposts jp-related read-more readmore read-next readnext "
        + "most-read most-popular mostpopular also-like"
    ),
    NameRule(
      fact: .comments,
      words: "disqus comments respond",
      pieces: "comment-list commentlist comment-respond comment-form commentform"
    ),
    NameRule(fact: .author, pieces: "author-bio author-box authorbox about-author"),
    NameRule(
      fact: .furniture,
      words: "sidebar rating ratings widget widgets",
      pieces: "site-header site-footer page-footer post-tags post-meta-footer entry-footer"
    ),
    NameRule(
      fact: .helper,
      pieces: "screen-reader visually-hidden sr-only edit-link editsection"
    ),
    NameRule(
      fact: .body,
      pieces: "article-body article__body articlebody article_body article-content "
        + "article__content post-content post__content post-body entry-content story-body "
        + "story-content"
    ),
    NameRule(
      fact: .unlikely,
      pieces: "-ad- ai2html banner breadcrumbs combx comment community cover-wrap disqus extra "
        + "footer gdpr header legends menu related remark replies rss shoutbox sidebar "
        + "skyscraper social sponsor supplemental ad-break agegate pagination pager popup"
    ),
    NameRule(fact: .likely, pieces: "article body column content main mathjax shadow"),
    NameRule(
      fact: .negative,
      words: "hid com",
      pieces: "-ad- hidden banner combx comment com- contact footer gdpr masthead media meta "
        + "outbrain promo related scroll share shoutbox sidebar skyscraper sponsor shopping "
        + "tags widget"
    ),
    NameRule(
      fact: .positive,
      pieces: "article body content entry hentry h-entry main page pagination post text blog story"
    ),
  ]
}

/// What one name says; names of one element add up.
struct NameFacts: OptionSet, Sendable {
  let rawValue: UInt32

  static let navigation = NameFacts(rawValue: 1)
  static let sharing = NameFacts(rawValue: 1 << 1)
  static let subscription = NameFacts(rawValue: 1 << 2)
  static let consent = NameFacts(rawValue: 1 << 3)
  static let advertising = NameFacts(rawValue: 1 << 4)
  static let related = NameFacts(rawValue: 1 << 5)
  static let comments = NameFacts(rawValue: 1 << 6)
  static let author = NameFacts(rawValue: 1 << 7)
  static let furniture = NameFacts(rawValue: 1 << 8)
  static let helper = NameFacts(rawValue: 1 << 9)
  /// Names that many sites give to the text of an article.
  static let body = NameFacts(rawValue: 1 << 10)
  /// Names that are seldom those of an article's parts.
  static let unlikely = NameFacts(rawValue: 1 << 11)
  /// Names by which an unlikely one may yet be part of it.
  static let likely = NameFacts(rawValue: 1 << 12)
  /// Names that count against a block.
  static let negative = NameFacts(rawValue: 1 << 13)
  /// Names that count for a block.
  static let positive = NameFacts(rawValue: 1 << 14)

  /// The rules by which a name alone leaves a block out, in the order in which they are asked.
  static let besideRules: [(fact: NameFacts, rule: ExtractionRule)] = [
    (.navigation, .navigationName), (.sharing, .sharingName),
    (.subscription, .subscriptionName), (.consent, .consentName),
    (.advertising, .advertisingName), (.related, .relatedName), (.comments, .commentsName),
    (.author, .authorName), (.furniture, .furnitureName), (.helper, .helperName),
  ]

  /// -25, 0 or 25, as names speak against or for a block.
  var weight: Int {
    (contains(.positive) ? 25 : 0) - (contains(.negative) ? 25 : 0)
  }
}
