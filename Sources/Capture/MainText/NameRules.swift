/// A list of words and pieces of words in class names and ids, and the rule that they belong to.
///
/// A word stands alone (`share-bar` and `shareBar` have the words `share` and `bar`); a piece may
/// stand anywhere in the name.
struct NameRule: Sendable {
  /// On which elements of such a name the rule holds.
  enum Condition: Sendable {
    case always
    /// Only where no paragraph reads like sentences: the name is also that of good containers.
    case withoutProse
    /// Only on few words, beside or below a picture.
    case nearPicture
    /// Only on what links elsewhere.
    case withLinks
    /// Not on what reads like an article of its own.
    case unlessArticle
    /// Only on a few lines: the name is also that of what is for a purpose, or without one.
    case onFewLines
  }

  let rule: ExtractionRule
  var condition = Condition.always
  var words = ""
  var pieces = ""

  /// In the order in which they are asked.
  static let beside: [NameRule] = [
    NameRule(
      rule: .navigationName,
      condition: .unlessArticle,
      words: "nav navbar navigation breadcrumb breadcrumbs pagination pager toolbar",
      pieces: "post-nav"
    ),
    NameRule(rule: .navigationName, condition: .onFewLines, words: "print skip"),
    NameRule(
      rule: .sharingName,
      condition: .withoutProse,
      words: "share sharing sharebar social sociallinks",
      pieces: "sharedaddy addthis"
    ),
    NameRule(
      rule: .subscriptionName,
      words: "newsletter subscribe subscription signup paywall donate",
      pieces: "newsletter- news-letter signup-"
    ),
    NameRule(rule: .consentName, words: "cookie cookies consent gdpr popup modal tooltip"),
    NameRule(
      rule: .advertisingName,
      words: "ad ads advert advertisement adsense promo outbrain taboola"
    ),
    NameRule(
      rule: .relatedName,
      words: "related recommended recommendations trending recirc",
      pieces: "related-posts relatedposts relatedlinks jp-related read-more readmore read-next "
        + "readnext most-read most-popular mostpopular also-like more-stories more-news"
    ),
    NameRule(rule: .teaserName, condition: .withLinks, words: "teaser teasers"),
    NameRule(
      rule: .commentsName,
      words: "disqus comments respond kommentare kommentar comentarios commentaires commenti",
      pieces: "comment-list commentlist comment-respond comment-form commentform"
    ),
    NameRule(
      rule: .authorName,
      pieces:
        "author-bio author-box author-desc author_desc authorbox about-author author-card author-description "
        + "author__bio authorbio author_bio author-profile"
    ),
    NameRule(
      rule: .captionName,
      condition: .nearPicture,
      words: "caption captions credit credits copyright legend annotation",
      pieces: "caption-text captiontext image-caption imagecaption photo-credit"
    ),
    NameRule(
      rule: .headName,
      condition: .withoutProse,
      words: "byline dateline timestamp pubdate datetime postmetadata",
      pieces: "post-meta entry-meta article-meta post-date entry-date article-date "
        + "publish-date published-date posted-on author-name author-info post-info reading-time "
        + "readingtime read-time readtime"
    ),
    NameRule(
      rule: .furnitureName,
      pieces: "site-header site-footer page-footer post-tags post-meta-footer entry-footer"
    ),
    NameRule(
      rule: .furnitureName,
      condition: .onFewLines,
      words: "disclaimer disclosure copyright rating ratings",
      pieces: "licenceinfo licenseinfo"
    ),
    NameRule(
      rule: .helperName,
      pieces: "screen-reader visually-hidden sr-only edit-link editsection"
    ),
  ]

  /// Names that are seldom those of an article's parts.
  static let unlikely =
    "-ad- ai2html banner breadcrumbs combx comment community cover-wrap disqus "
    + "extra footer gdpr header legends menu related remark replies rss shoutbox sidebar "
    + "skyscraper social sponsor supplemental ad-break agegate pagination pager popup"
  /// Names by which an unlikely one may yet be part of it.
  static let likely = "article body column content main mathjax shadow"
  /// Names that count against a block, and words that do.
  static let negative =
    "-ad- hidden banner combx comment com- contact footer gdpr masthead media "
    + "meta outbrain promo related scroll share shoutbox sidebar skyscraper sponsor shopping tags "
    + "widget"
  static let negativeWords = "hid com"
  /// Names that page builders give to whatever people make with them: widgets of these are no more
  /// beside the text than others.
  static let builder = "elementor- so-widget wp-widget"
  /// Names that count for a block.
  static let positive =
    "article body content entry hentry h-entry main page pagination post text blog story"
  /// Names that many sites give to the text of an article.
  static let body =
    "article-body article__body articlebody article_body article-content article__content "
    + "post-content post__content post-body entry-content story-body story-content"
  /// Names of the paragraphs that lead into an article.
  static let lead =
    "lead lede intro introduction teaser subtitle subheadline subhead standfirst excerpt abstract "
    + "summary dek deck description strapline leadtext leadin vorspann einleitung chapo ingress sapo entradilla bajada"
}

/// What one name says; names of one element add up.
struct NameFacts: OptionSet, Sendable {
  var rawValue: UInt32

  init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  static let body = NameFacts(rawValue: 1 << 31)
  static let unlikely = NameFacts(rawValue: 1 << 30)
  static let likely = NameFacts(rawValue: 1 << 29)
  static let negative = NameFacts(rawValue: 1 << 28)
  static let positive = NameFacts(rawValue: 1 << 27)
  static let lead = NameFacts(rawValue: 1 << 26)
  static let builder = NameFacts(rawValue: 1 << 25)

  /// The fact that a name rule, counted in their order, holds.
  static func rule(_ number: Int) -> NameFacts { NameFacts(rawValue: 1 << UInt32(number)) }

  /// Whether any rule of ``NameRule/beside`` may hold.
  var mayBeBeside: Bool { rawValue << 7 != 0 }

  /// -25, 0 or 25, as names speak against or for a block.
  var weight: Int {
    (contains(.positive) ? 25 : 0) - (contains(.negative) && !contains(.builder) ? 25 : 0)
  }
}
