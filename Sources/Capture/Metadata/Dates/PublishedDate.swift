import Model

/// When an article was published: a rule for each place that says so.
///
/// What is not confirmed by a second place is believed by what its kind of place is worth alone:
/// a date that only search engines are told is as often that of the template or of an upload, and a
/// date in the middle of a page as often that of something else. Below the threshold the page is
/// said to have none.
enum PublishedDate {
  static let threshold = 0.5

  typealias Rule = MetadataRule<String>

  static let rules: [Rule] = [
    Rule("published: article:published_time", 0.95, agreed: 0.99) { page in
      ["article:published_time", "og:article:published_time", "article:published"]
        .compactMap { page.date(page.first($0)) }
    },
    Rule("published: JSON-LD article", 0.55, agreed: 0.98) { page in
      page.linked.isArticle ? [page.date(page.linked.published)].compactMap(\.self) : []
    },
    Rule("published: JSON-LD page", 0.35, agreed: 0.98) { page in
      page.linked.isArticle ? [] : [page.date(page.linked.published)].compactMap(\.self)
    },
    Rule("published: citation", 0.9, agreed: 0.98) { page in
      [
        "citation_online_date", "citation_publication_date", "citation_date",
        "prism.publicationdate",
      ].compactMap { page.date(page.first($0)) }
    },
    Rule("published: microdata", 0.75, agreed: 0.97) { page in
      page.firstDate(of: page.places.marked["datepublished"] ?? []) { page.value(of: $0) }
    },
    Rule("published: meta", 0.6, agreed: 0.93) { page in
      for tag in page.places.tags where DateTagNames.isPublished(tag.name) {
        if let date = page.date(tag.content) { return [date] }
      }
      return []
    },
    Rule("published: time element", 0.45, agreed: 0.88) { page in
      page.firstDate(of: page.places.times) { page.value(of: $0) }
    },
    Rule("published: above the headline", 0.85, agreed: 0.92) { page in
      page.dates(in: page.linesAbove)
    },
    Rule("published: below the headline", 0.86, agreed: 0.87) { page in
      page.dates(in: page.linesBelow)
    },
    // A list of teasers has a date for each, and none is the article's.
    Rule("published: named element", 0.6, agreed: 0.8) { page in
      let dates = page.datesInNamedElements
      return Set(dates.map { $0.prefix(10) }).count == 1 ? dates.prefix(1).map(\.self) : []
    },
    Rule("published: address", 0.9, agreed: 0.97) { page in page.datesInAddresses },
    Rule("published: label", 0.7, agreed: 0.8, isLastResort: true) { page in page.labelledDates },
    Rule("published: script", 0.6, agreed: 0.8, isLastResort: true) { page in
      page.datesInScripts
    },
  ]

  /// The date to keep, with all that was found.
  static func choose(_ page: Metadata) -> Choice<String> {
    let all = page.candidates(rules) { ($0.map(\.confidence).max() ?? 0) >= 0.85 }
    var best: Candidate<String>?
    for candidate in weighed(all) where candidate.confidence > best?.confidence ?? 0 {
      best = candidate
    }
    guard var best, best.confidence >= threshold else { return Choice(chosen: nil, all: all) }
    if page.applies(.shownDay) { best.value = ShownDay.corrected(best.value, by: all) }
    return Choice(chosen: best, all: all)
  }

  /// Each candidate with the confidence that the others leave it.
  private static func weighed(_ all: [Candidate<String>]) -> [Candidate<String>] {
    all.map { candidate in
      var weighed = candidate
      let day = candidate.value.prefix(10)
      // The same tag by another name is no second witness.
      let isConfirmed = all.contains { other in
        other.source != candidate.source && other.value.prefix(10) == day
          && !(other.source == "published: meta" && candidate.source.contains("published_time"))
      }
      if isConfirmed { weighed.confidence = candidate.agreed }
      return weighed
    }
  }
}

/// The day in the place of the publisher, for a time that is given in UTC.
enum ShownDay {
  /// A time near midnight falls on another day where the publisher is; the day that the page shows,
  /// or has in its address, is the one it is known by.
  static func corrected(_ date: String, by all: [Candidate<String>]) -> String {
    guard date.hasSuffix("Z"), date.count > 10, let day = dayNumber(date) else { return date }
    let shown = all.filter { places.contains($0.source) && $0.value.count >= 10 }
    if shown.contains(where: { $0.value.prefix(10) == date.prefix(10) }) { return date }
    let near = shown.first { dayNumber($0.value).map { abs($0 - day) == 1 } ?? false }
    return near.map { String($0.value.prefix(10)) } ?? date
  }

  private static let places: Set<String> = [
    "published: above the headline", "published: below the headline", "published: address",
  ]

  /// Days since a fixed day, by the proleptic Gregorian calendar (Hinnant, "chrono-compatible
  /// low-level date algorithms").
  private static func dayNumber(_ date: String) -> Int? {
    let parts = date.prefix(10).split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3 else { return nil }
    let year = parts[1] <= 2 ? parts[0] - 1 : parts[0]
    let month = (parts[1] + 9) % 12
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + parts[2]
  }
}
