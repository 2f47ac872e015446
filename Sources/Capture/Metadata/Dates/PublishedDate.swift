import Model

/// When an article was published: rules for each place that says so, surest first.
struct PublishedDate {
  /// How sure a date must be to be taken; below it the page is said to have none.
  static let threshold = 0.5

  typealias Rule = MetadataRule<String>

  static let rules: [Rule] = [
    Rule("published: article:published_time", 0.95) { page in
      ["article:published_time", "og:article:published_time", "article:published"]
        .compactMap { page.date(page.first($0)) }
    },
    Rule("published: JSON-LD", 0.92) { page in [page.date(page.linked.published)].compactMap(\.self) },
    Rule("published: citation", 0.9) { page in
      [
        "citation_publication_date", "citation_date", "citation_online_date",
        "prism.publicationdate",
      ].compactMap { page.date(page.first($0)) }
    },
    Rule("published: microdata", 0.9) { page in
      (page.marked["datepublished"] ?? []).lazy.compactMap { page.date(page.value(of: $0)) }
        .prefix(1).map(\.self)
    },
    Rule("published: meta", 0.9) { page in
      page.tags.lazy.filter { DateTagNames.isPublished($0.name) }
        .compactMap { page.date($0.content) }.prefix(1).map(\.self)
    },
    Rule("published: time element", 0.85) { page in
      page.times.lazy.compactMap { page.date(page.value(of: $0)) }.prefix(1).map(\.self)
    },
    Rule("published: below the headline", 0.85) { page in page.datesBelowHeadline },
    Rule("published: above the headline", 0.8) { page in page.datesAboveHeadline },
    Rule("published: named element", 0.7) { page in page.datesInNamedElements },
    Rule("published: label", 0.8) { page in page.labelledDates },
    Rule("published: address", 0.95) { page in page.datesInAddresses },
    Rule("published: script", 0.7) { page in page.datesInScripts },
    Rule("published: JSON-LD modified", 0.6) { page in
      [page.date(page.linked.modified)].compactMap(\.self)
    },
    Rule("published: meta modified", 0.6) { page in
      page.tags.lazy.filter { DateTagNames.isModified($0.name) }
        .compactMap { page.date($0.content) }.prefix(1).map(\.self)
    },
    Rule("published: end of the text", 0.5) { page in page.datesAtEnd },
  ]
}

extension Metadata {
  func date(_ text: String?) -> String? {
    text.flatMap { Dates.iso($0, language: dateLanguage) }
  }

  var dateLanguage: String? { language.declared }

  var datesInAddresses: [String] {
    [link("canonical"), first("og:url"), address].compactMap(\.self)
      .compactMap(Dates.day(inAddress:))
  }

  func dates(in lines: [PageLines.Line]) -> [String] {
    lines.compactMap { line in
      guard line.text.utf8.count < 160, line.text.utf8.contains(where: { (48...57).contains($0) })
      else { return nil }
      return DateText.dates(in: line.text, language: dateLanguage).first(where: \.hasDay)?.iso
    }
  }

  var datesBelowHeadline: [String] {
    guard let headline else { return [] }
    return dates(in: PageLines.after(tree.nodes[headline].end, in: tree, limit: 14))
  }

  var datesAboveHeadline: [String] {
    guard let headline else { return [] }
    return dates(in: PageLines.before(headline, in: tree, limit: 6))
  }

  var datesInNamedElements: [String] {
    dateNamed.lazy.filter { tree.nodes[$0].end - $0 < 24 }
      .map { tree.text(of: $0) }.filter { $0.utf8.count < 120 }
      .compactMap { DateText.dates(in: $0, language: dateLanguage).first(where: \.hasDay)?.iso }
      .prefix(3).map(\.self)
  }

  var labelledDates: [String] {
    let lines = PageLines.after(0, in: tree, limit: .max)
    return lines.lazy.filter { $0.text.utf8.count < 200 && DateLabels.stand(before: $0.text) }
      .compactMap { DateText.dates(in: $0.text, language: dateLanguage).first(where: \.hasDay)?.iso }
      .prefix(2).map(\.self)
  }

  var datesAtEnd: [String] { [] }

  /// The dates of the data with which the page's own scripts draw it.
  var datesInScripts: [String] {
    scripts.lazy.flatMap { index -> [String] in
      let text = tree.subtree(of: index).map { tree.nodes[$0].text }.joined()
      guard text.utf8.count < Limits.linkedDataBytes else { return [] }
      return ScriptDates.published(in: text)
    }.compactMap { date($0) }.prefix(2).map(\.self)
  }
}

extension PublishedDate {
  static func choose(_ page: Metadata) -> String? {
    page.candidates(rules).first { $0.confidence >= threshold }?.value
  }
}
