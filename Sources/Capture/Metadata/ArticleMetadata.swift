import Model

/// The fields of an article that its page names, each with what was found for it and where.
struct ArticleMetadata {
  /// All but the text and what is read from it.
  private var article = Article(text: "")
  private let page: Metadata

  var title: String? { article.title }

  /// Chooses the fields of a page of which some addresses are known, its own last.
  init(_ page: Metadata, given: [String]) {
    var page = page
    let titles = TitleChoice.choose(page)
    page.locate(title: titles.chosen?.value)
    self.page = page
    article.title = article.note(.title, titles)
    let authors = article.note(.authors, AuthorRules.choose(page)) { $0.joined(separator: "; ") }
    article.authors = authors ?? []
    article.published = article.note(.published, PublishedDate.choose(page))
    article.modified = article.note(
      .modified,
      ModifiedDate.choose(page, published: article.published)
    )
    article.site = article.note(.site, SiteName.choose(page))
    article.licence = article.note(.licence, Licence.choose(page))
    article.doi = article.note(.doi, page.first(of: Identifiers.doiRules))
    article.isbn = article.note(.isbn, page.first(of: Identifiers.isbnRules))
    let own = given.last.flatMap { WebAddress($0) }
    let canonical = article.note(.url, PageAddress.choose(page, own: own))
    article.url = canonical ?? own?.original
    article.urls = given.compactMap { WebAddress($0)?.original }
    if let canonical, !article.urls.contains(canonical) { article.urls.append(canonical) }
    article.pageMetadata = RawMetadata(page).json
  }

  /// The article with its text, from which its language and, where the page has none, its excerpt
  /// are taken.
  func article(text: String) -> Article {
    var article = article
    article.text = text
    article.excerpt = article.note(.excerpt, Excerpt.choose(page, text: text))
    article.language = article.note(.language, PageLanguage.choose(page, text: text))
    return article
  }
}

extension Article {
  fileprivate mutating func note(_ field: Evidence.Field, _ found: Choice<String>) -> String? {
    note(field, found) { $0 }
  }

  /// Keeps what was found for a field, written as text, and gives what was chosen.
  fileprivate mutating func note<Value: Equatable>(
    _ field: Evidence.Field,
    _ found: Choice<Value>,
    text: (Value) -> String
  ) -> Value? {
    // What was chosen may have been mended since it was found.
    let chosen = found.chosen.flatMap { chosen in
      found.all.firstIndex { $0.source == chosen.source && $0.value == chosen.value }
        ?? found.all.firstIndex { $0.source == chosen.source }
    }
    for (index, candidate) in found.all.enumerated() {
      let shown = index == chosen ? found.chosen ?? candidate : candidate
      evidence.append(
        Evidence(
          field: field,
          value: text(shown.value),
          source: shown.source,
          confidence: shown.confidence,
          isChosen: index == chosen
        )
      )
    }
    return found.chosen?.value
  }
}
