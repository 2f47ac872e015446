import Model

/// The fields of a page that have few sources.
extension Metadata {
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
}
