/// What the class and id that a page's makers gave an element say about its content.
///
/// A verdict per distinct name is remembered, because pages repeat the same few hundred names.
struct NameHints {
  struct Verdict {
    /// The name is of things beside the text, whatever else it says.
    var isChrome = false
    /// The name is of things that are seldom part of the text.
    var isUnlikely = false
    /// The name is one that many sites give to the text of an article.
    var isBody = false
    /// -25, 0 or 25 for names of things beside the text and of the text itself.
    var weight = 0
  }

  private var known: [String: Verdict] = [:]

  mutating func verdict(on node: HTMLTree.Node) -> Verdict {
    let name = [node["class"], node["id"]].compactMap(\.self).joined(separator: " ")
    if name.isEmpty { return Verdict() }
    if let verdict = known[name] { return verdict }
    let verdict = Self.judge(name)
    known[name] = verdict
    return verdict
  }

  private static func judge(_ name: String) -> Verdict {
    let words = Self.words(in: name)
    var verdict = Verdict()
    verdict.isChrome = words.contains(where: chromeWords.contains) || chromePieces.occur(in: name)
    verdict.isUnlikely = unlikelyPieces.occur(in: name) && !likelyPieces.occur(in: name)
    verdict.isBody = bodyPieces.occur(in: name)
    if negativePieces.occur(in: name) || words.contains("hid") || words.contains("com") {
      verdict.weight -= 25
    }
    if positivePieces.occur(in: name) { verdict.weight += 25 }
    return verdict
  }

  /// `shareBar_top-2` has the words `share`, `bar`, `top` and `2`.
  static func words(in name: String) -> [String] {
    var words: [String] = []
    var word = ""
    var previousIsLower = false
    for scalar in name.unicodeScalars {
      let isLetter = scalar.properties.isAlphabetic
      let isUpper = (65...90).contains(scalar.value)
      if !isLetter || (isUpper && previousIsLower) {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
      if isLetter { word += scalar.properties.lowercaseMapping }
      previousIsLower = isLetter && !isUpper
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  private static let chromeWords: Set<String> = [
    "nav", "navbar", "navigation", "breadcrumb", "breadcrumbs", "share", "sharing", "sharebar",
    "social", "sociallinks", "newsletter", "cookie", "cookies", "consent", "gdpr", "ad", "ads",
    "advert", "advertisement", "adsense", "related", "recommended", "recommendations", "sidebar",
    "pagination", "pager", "popup", "modal", "subscribe", "subscription", "signup", "paywall",
    "promo", "outbrain", "taboola", "disqus", "comments", "respond", "skip", "toolbar", "print",
    "rating", "ratings", "tooltip", "widget", "widgets", "donate",
  ]
  private static let chromePieces = Pieces(
    "sharedaddy addthis comment-list commentlist comment-respond comment-form commentform "
      + "author-bio author-box authorbox about-author related-posts relatedposts jp-related "
      + "read-more readmore read-next readnext most-read most-popular mostpopular also-like "
      + "newsletter- signup- screen-reader visually-hidden sr-only edit-link editsection "
      + "site-header site-footer page-footer post-tags post-nav post-meta-footer entry-footer"
  )
  private static let bodyPieces = Pieces(
    "article-body article__body articlebody article_body article-content article__content "
      + "post-content post__content post-body entry-content story-body story-content"
  )
  private static let unlikelyPieces = Pieces(
    "-ad- ai2html banner breadcrumbs combx comment community cover-wrap disqus extra footer gdpr "
      + "header legends menu related remark replies rss shoutbox sidebar skyscraper social sponsor "
      + "supplemental ad-break agegate pagination pager popup"
  )
  private static let likelyPieces = Pieces("article body column content main mathjax shadow")
  private static let negativePieces = Pieces(
    "-ad- hidden banner combx comment com- contact footer gdpr masthead media meta outbrain promo "
      + "related scroll share shoutbox sidebar skyscraper sponsor shopping tags widget"
  )
  private static let positivePieces = Pieces(
    "article body content entry hentry h-entry main page pagination post text blog story"
  )
}
