import Model

/// The fields of a page that have few sources.
extension Metadata {
  var language: PageLanguage { PageLanguage(metadata: self) }

  var site: String? {
    first("og:site_name", "citation_journal_title", "prism.publicationname") ?? linked.site
      ?? first(
        "application-name",
        "apple-mobile-web-app-title",
        "dc.publisher",
        "twitter:app:name:iphone"
      )
  }

  var excerpt: String? {
    first("og:description", "description", "twitter:description", "dc.description")
      ?? linked.description
  }

  var doi: String? {
    for name in ["citation_doi", "dc.identifier", "prism.doi", "bepress_citation_doi", "doi"] {
      if let doi = all(name).lazy.compactMap(Identifiers.doi(in:)).first { return doi }
    }
    if let doi = linked.doi { return doi }
    guard let address, address.contains("doi.org/") else { return nil }
    return Identifiers.doi(in: address)
  }

  var isbn: String? {
    [first("citation_isbn", "book:isbn", "books:isbn", "og:isbn"), linked.isbn].lazy
      .compactMap(\.self).compactMap(Identifiers.isbn(in:)).first
  }

  /// The address to cite, and every address that names the page.
  func addresses(givenFirst given: [String]) -> (url: String?, all: [String]) {
    let own = given.last.flatMap { WebAddress($0) }
    var all = given.compactMap { WebAddress($0)?.original }
    let claims = [link("canonical"), first("og:url"), linked.url].compactMap(\.self)
      .compactMap { base.resolved($0) }.compactMap { WebAddress($0) }
    let canonical = claims.first { CanonicalAddress.isBelievable($0, for: own) }
    if let canonical, !all.contains(canonical.original) { all.append(canonical.original) }
    return (canonical?.original ?? own?.original, all)
  }
}
