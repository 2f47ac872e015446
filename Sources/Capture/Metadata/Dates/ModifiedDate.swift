import Model

/// When an article was last changed: a rule for each place that says so.
enum ModifiedDate {
  typealias Rule = MetadataRule<String>

  static let rules: [Rule] = [
    Rule("modified: article:modified_time", 0.95) { page in
      ["article:modified_time", "og:article:modified_time", "og:updated_time"]
        .compactMap { page.date(page.first($0)) }
    },
    Rule("modified: JSON-LD", 0.9) { page in
      [page.date(page.linked.modified)].compactMap(\.self)
    },
    Rule("modified: microdata", 0.9) { page in
      page.firstDate(of: page.places.marked["datemodified"] ?? []) { page.value(of: $0) }
    },
    Rule("modified: meta", 0.8) { page in
      for tag in page.places.tags where DateTagNames.isModified(tag.name) {
        if let date = page.date(tag.content) { return [date] }
      }
      return []
    },
    Rule("modified: near the headline", 0.8) { page in
      page.datesOfChange(in: page.linesAbove + page.linesBelow)
    },
  ]

  /// The date to keep: none that is before the article was published, or says just that.
  static func choose(
    _ page: Metadata,
    published: String?
  ) -> Choice<String> {
    let all = page.candidates(rules) { _ in false }
    let chosen = all.first { candidate in
      guard let published, page.applies(.laterThanPublished) else { return true }
      return candidate.value.prefix(10) > published.prefix(10)
    }
    return Choice(chosen: chosen, all: all)
  }
}
