import Model

/// The fields of an article that its page names, each with what was found for it and where.
struct ArticleMetadata {
  private(set) var title: String?
  private var authors: [String] = []
  private var published: String?
  private var modified: String?
  private var site: String?
  private var url: String?
  private var urls: [String] = []
  private var licence: String?
  private var evidence: [Evidence] = []
  private let page: Metadata

  /// Chooses the fields of a page of which some addresses are known, its own last.
  init(_ page: Metadata, given: [String]) {
    var page = page
    let titles = TitleChoice.choose(page)
    page.locate(title: titles.chosen?.value)
    self.page = page
    title = note(.title, titles)
    let people = AuthorRules.choose(page)
    authors = people.chosen?.value ?? []
    _ = note(.authors, (people.chosen.map(Self.joined), people.all.map(Self.joined)))
    published = note(.published, PublishedDate.choose(page))
    modified = note(.modified, ModifiedDate.choose(page, published: published))
    site = note(.site, SiteName.choose(page))
    licence = note(.licence, Licence.choose(page))
    let own = given.last.flatMap { WebAddress($0) }
    let canonical = note(.url, PageAddress.choose(page, own: own))
    url = canonical ?? own?.original
    urls = given.compactMap { WebAddress($0)?.original }
    if let canonical, !urls.contains(canonical) { urls.append(canonical) }
  }

  /// Fills an article whose text is read already: its language and, where the page has none, its
  /// excerpt are taken from there.
  func apply(to article: inout Article) {
    article.title = title
    article.authors = authors
    article.published = published
    article.modified = modified
    article.site = site
    article.licence = licence
    article.url = url
    article.urls = urls
    article.excerpt = (page.excerpt ?? Excerpt.first(ofMarkdown: article.text))
      .map(Excerpt.shortened)
    article.doi = page.doi
    article.isbn = page.isbn
    article.pageMetadata = RawMetadata(page).json
    article.evidence = evidence
    guard let language = PageLanguage(metadata: page).chosen(for: article.text) else { return }
    article.language = language.tag
    article.evidence.append(
      Evidence(
        field: .language,
        value: language.tag,
        source: language.isDeclared ? "language: declared" : "language: the text's words",
        confidence: language.confidence,
        isChosen: true
      )
    )
  }

  /// Keeps what was found for a field and gives what was chosen.
  private mutating func note(
    _ field: Evidence.Field,
    _ found: (chosen: Candidate<String>?, all: [Candidate<String>])
  ) -> String? {
    for candidate in found.all {
      let isChosen =
        candidate.source == found.chosen?.source
        && !evidence.contains { $0.field == field && $0.isChosen }
      let shown = isChosen ? found.chosen ?? candidate : candidate
      evidence.append(
        Evidence(
          field: field,
          value: shown.value,
          source: shown.source,
          confidence: shown.confidence,
          isChosen: isChosen
        )
      )
    }
    return found.chosen?.value
  }

  private static func joined(_ candidate: Candidate<[String]>) -> Candidate<String> {
    Candidate(
      value: candidate.value.joined(separator: "; "),
      source: candidate.source,
      confidence: candidate.confidence,
      agreed: candidate.agreed
    )
  }
}
