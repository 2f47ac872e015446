import Model

/// One place in which a page may say what a field holds.
///
/// A field has a list of such rules. Each can be switched off by its name, which is how what it is
/// worth is measured.
struct MetadataRule<Value: Sendable>: Sendable {
  /// Names the field and the place: `published: JSON-LD`.
  let name: String
  /// The share of pages on which what stands there is right, where nothing else says the same.
  let confidence: Double
  /// The share where another place says the same.
  let agreed: Double
  /// Whether it reads so much of the page that it is asked only when the others are unsure.
  let isLastResort: Bool
  let find: @Sendable (Metadata) -> [Value]

  init(
    _ name: String,
    _ confidence: Double,
    agreed: Double? = nil,
    isLastResort: Bool = false,
    _ find: @escaping @Sendable (Metadata) -> [Value]
  ) {
    self.name = name
    self.confidence = confidence
    self.agreed = agreed ?? confidence
    self.isLastResort = isLastResort
    self.find = find
  }
}

/// A value with the rule that found it.
struct Candidate<Value: Sendable>: Sendable {
  var value: Value
  var source: String
  var confidence: Double
  var agreed: Double
}

/// What was found for a field.
struct Choice<Value: Sendable>: Sendable {
  /// What is taken, with the confidence that all places together leave it; `nil` where nothing is
  /// sure enough.
  var chosen: Candidate<Value>?
  /// What each place says, with the confidence that it has alone.
  var all: [Candidate<Value>]
}

/// A rule that weighs or mends what places say, and finds nothing of its own.
enum WeighingRule: String, CaseIterable {
  /// What a site is called is taken before where it is, though that stands in a surer place.
  case nameBeforeAddress = "site: name before address"
  /// Where the site's own name stands for the author's, it was seldom meant.
  case siteAsAuthor = "authors: site's own name"
  /// Beside names of people the site's own is that of their employer.
  case siteBesideAuthors = "authors: site beside names"
  /// The address of another site wrote nothing.
  case addressAsAuthor = "authors: address"
  /// A company by its legal form made the page and not the article.
  case companyAsAuthor = "authors: company"
  /// Who is named to programs alone put the article into the page more often than wrote it.
  case authorShownNowhere = "authors: shown nowhere"
  /// A name with `Photo:` before it is that of a picture's maker.
  case pictureCredit = "authors: picture credit"
  /// A line that goes on in small letters after a word for `by` names nobody.
  case sentence = "authors: sentence"
  /// Of marked names that stand far from one another, all but the first are of other articles.
  case namesFarApart = "authors: names far apart"
  /// The day that readers are shown is taken before the same time in UTC.
  case shownDay = "published: shown day"
  /// A change is later than what it changes.
  case laterThanPublished = "modified: later than published"
  /// The site's name at an end of a title is taken off.
  case titleWithoutSite = "title: less the site's name"
  /// What stands behind a bar at the end of a title is taken for a name of the site.
  case titleWithoutLastPart = "title: less its last part"
  /// What a heading has before or behind the title as it is declared is a kicker or a subtitle.
  case titleWithoutKicker = "title: less its kicker"
  /// A heading that leads to the front page is the site's name.
  case siteHeading = "title: heading of the site"
  /// An address that cannot be the page's own is not believed.
  case believable = "url: believable"
  /// The front page is taken where all that a saved page says of itself is that.
  case frontPage = "url: front page"
  /// What a saved page hands to those who share it is taken before the original on another site.
  case ownHost = "url: own host"
  /// Between languages whose small words are the same, the page knows better.
  case siblings = "language: siblings"
}

extension Metadata {
  func applies(_ rule: WeighingRule) -> Bool { !without.contains(rule.rawValue) }

  /// The first that any of the rules finds.
  func first<Value: Sendable>(of rules: [MetadataRule<Value>]) -> Choice<Value> {
    let all = candidates(rules) { !$0.isEmpty }
    return Choice(chosen: all.first, all: all)
  }

  /// What the rules find that are not switched off.
  ///
  /// The rules of last resort are asked only where what was found before is not sure.
  func candidates<Value: Sendable>(
    _ rules: [MetadataRule<Value>],
    isSure: ([Candidate<Value>]) -> Bool
  ) -> [Candidate<Value>] {
    var found: [Candidate<Value>] = []
    for rule in rules where !without.contains(rule.name) {
      if rule.isLastResort, isSure(found) { break }
      for value in rule.find(self) {
        found.append(
          Candidate(
            value: value,
            source: rule.name,
            confidence: rule.confidence,
            agreed: rule.agreed
          )
        )
      }
    }
    return found
  }
}
