import Model

/// A page's title, by the agreement of those who name it, less the name of the site.
///
/// What readers see as the heading is the title wherever one of the page's declarations confirms
/// it; declarations alone are often worded for search engines.
enum TitleChoice {
  typealias Rule = MetadataRule<String>

  static let rules: [Rule] = [
    Rule("title: heading that is declared", 0.97) { page in
      page.titles.agreedHeading.map { [$0] } ?? []
    },
    Rule("title: heading that stands alone", 0.75) { page in
      page.titles.onlyHeading.map { [$0] } ?? []
    },
    Rule("title: citation", 0.95) { page in
      SiteName.without(
        page.first("citation_title", "dc.title", "dcterms.title", "prism.title"),
        of: page
      )
    },
    Rule("title: JSON-LD", 0.8) { page in SiteName.without(page.linked.headline, of: page) },
    Rule("title: og:title", 0.7) { page in
      SiteName.without(page.first("og:title", "twitter:title"), of: page)
    },
    Rule("title: short heading", 0.7) { page in
      let sources = page.titles
      return (sources.shortHeading ?? sources.soleHeading).map { [$0] } ?? []
    },
    Rule("title: title element", 0.6) { page in
      SiteName.without(page.titles.whole, of: page)
    },
    Rule("title: first heading", 0.4) { page in page.titles.headings.prefix(1).map(\.self) },
  ]

  static func choose(_ page: Metadata) -> Choice<String> {
    let all = page.candidates(rules) { _ in false }
    return Choice(chosen: all.first, all: all)
  }
}

/// The headings of a page and what its declarations say of them.
struct TitleSources {
  /// The first headings' texts, without the site's own name.
  let headings: [String]
  /// The text of the `title` element.
  let whole: String?
  private let claims: [String]
  /// The same less the site's name.
  private let shortClaims: [String]
  private let cutsKickers: Bool

  init() {
    headings = []
    whole = nil
    claims = []
    shortClaims = []
    cutsKickers = false
  }

  init(_ page: Metadata) {
    let names = page.siteNames
    let keepsAll = !page.applies(.siteHeading)
    headings = page.places.headings.prefix(40).lazy
      .filter { keepsAll || !page.leadsToFrontPage($0) }
      .flatMap { SiteName.shown(Headline.text(of: $0, in: page.tree), of: page) }
      .filter { !$0.isEmpty && $0.count <= Limits.titleCharacters }
      .filter { !names.contains($0.foldedForComparison) }
    whole = page.tree.firstElement(named: "title")
      .flatMap { page.tree.text(of: $0).nonEmpty }
    claims = [
      page.first("og:title", "twitter:title"), page.linked.headline,
      page.first("citation_title", "dc.title", "dcterms.title", "prism.title"), whole,
    ].compactMap(\.self)
    cutsKickers = page.applies(.titleWithoutKicker)
    shortClaims = claims.flatMap { SiteName.without($0, of: page) }
  }

  /// The longest heading with which a declaration begins or ends.
  private var confirmed: String? {
    let folded = claims.map(\.foldedForComparison)
    return headings.filter { heading in
      let heading = heading.foldedForComparison
      return !heading.isEmpty && folded.contains { $0.hasPrefix(heading) || $0.hasSuffix(heading) }
    }
    .max { $0.count < $1.count }
  }

  var agreedHeading: String? {
    confirmed.flatMap {
      $0.split(separator: " ").count > 1 || $0.count > 6 ? withoutKicker($0) : nil
    }
  }

  var shortHeading: String? { confirmed }

  var soleHeading: String? { headings.count == 1 ? headings.first : nil }

  /// A page's only heading, worded otherwise than the declarations but about the same.
  var onlyHeading: String? {
    guard Set(headings).count == 1, let heading = headings.first else { return nil }
    let words = Self.words(of: heading)
    guard words.count >= 4 else { return nil }
    let isSame = claims.contains { claim in
      let claimed = Self.words(of: claim)
      let shared = Double(words.intersection(claimed).count)
      return shared / Double(max(1, min(words.count, claimed.count))) >= 0.35
    }
    return isSame ? withoutKicker(heading) : nil
  }

  /// A heading, or the declared title where that is the heading less a line above it.
  ///
  /// What ends in a colon reads on; it is part of the title.
  private func withoutKicker(_ heading: String) -> String {
    guard cutsKickers else { return heading }
    let whole = heading.foldedForComparison
    return shortClaims.first { claim in
      let part = claim.foldedForComparison
      guard claim.split(separator: " ").count >= 3, part.count < whole.count,
        whole.hasSuffix(part)
      else { return false }
      let kicker = Self.head(of: heading, letters: whole.count - part.count)
      return kicker.last != ":" || kicker.dropLast().last == " "
    } ?? heading
  }

  /// The beginning of a text with so many letters and digits, up to the next of them.
  private static func head(of text: String, letters: Int) -> String {
    var left = letters
    let end = text.firstIndex { character in
      let size = String(character).foldedForComparison.count
      if size > 0, left <= 0 { return true }
      left -= size
      return false
    }
    return String(text[..<(end ?? text.endIndex)]).trimmed()
  }

  private static func words(of text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
  }
}
