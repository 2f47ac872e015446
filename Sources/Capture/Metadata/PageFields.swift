import Model

/// The fields of a page that have few sources.
extension Excerpt {
  static let rules: [MetadataRule<String>] = [
    MetadataRule("excerpt: meta", 0.9) { page in
      [page.first("og:description", "description", "twitter:description", "dc.description")]
        .compactMap(\.self)
    },
    MetadataRule("excerpt: JSON-LD", 0.8) { [$0.linked.description].compactMap(\.self) },
  ]

  /// Names the rule that takes the first paragraph of the article's text.
  static let textRule = "excerpt: first paragraph"

  /// The page's own words about its article, else the article's first.
  static func choose(_ page: Metadata, text: String) -> Choice<String> {
    var found = page.first(of: rules)
    if found.chosen == nil, !page.without.contains(textRule), let first = first(ofMarkdown: text) {
      let candidate = Candidate(value: first, source: textRule, confidence: 0.5, agreed: 0.5)
      found = Choice(chosen: candidate, all: [candidate])
    }
    if let whole = found.chosen?.value { found.chosen?.value = shortened(whole) }
    return found
  }
}

extension Identifiers {
  static let doiRules: [MetadataRule<String>] = [
    MetadataRule("doi: meta", 0.95) { page in
      for name in ["citation_doi", "dc.identifier", "prism.doi", "bepress_citation_doi", "doi"] {
        if let doi = page.all(name).lazy.compactMap(Identifiers.doi(in:)).first { return [doi] }
      }
      return []
    },
    MetadataRule("doi: JSON-LD", 0.95) { [$0.linked.doi].compactMap(\.self) },
    MetadataRule("doi: address", 0.99) { page in
      guard let address = page.address, address.contains("doi.org/") else { return [] }
      return [Identifiers.doi(in: address)].compactMap(\.self)
    },
  ]

  static let isbnRules: [MetadataRule<String>] = [
    MetadataRule("isbn: meta", 0.95) { page in
      [
        page.first("citation_isbn", "book:isbn", "books:isbn", "og:isbn").flatMap(
          Identifiers.isbn(in:)
        )
      ]
      .compactMap(\.self)
    },
    MetadataRule("isbn: JSON-LD", 0.9) { page in
      [page.linked.isbn.flatMap(Identifiers.isbn(in:))].compactMap(\.self)
    },
  ]
}
