import Foundation
import Model

/// The name of the site, and titles without it.
enum SiteName {
  typealias Rule = MetadataRule<String>

  static let rules: [Rule] = [
    Rule("site: og:site_name", 0.8) { $0.first("og:site_name").map { [$0] } ?? [] },
    Rule("site: journal", 0.95) {
      $0.first("citation_journal_title", "prism.publicationname").map { [$0] } ?? []
    },
    Rule("site: JSON-LD", 0.77) { $0.linked.site.map { [$0] } ?? [] },
    Rule("site: application", 0.6) {
      $0.first(
        "application-name",
        "apple-mobile-web-app-title",
        "dc.publisher",
        "twitter:app:name:iphone"
      ).map { [$0] } ?? []
    },
    Rule("site: title element", 0.6) { page in
      guard let title = page.tree.firstElement(named: "title").map({ page.tree.text(of: $0) })
      else {
        return []
      }
      let names = hostNames(of: page)
      return separators.lazy.flatMap { title.parts(between: $0).dropFirst().suffix(1) }
        .map { $0.trimmed() }.filter { names.contains($0.foldedForComparison) }
        .prefix(1).map(\.self)
    },
  ]

  static func choose(_ page: Metadata) -> Choice<String> {
    let all = page.candidates(rules) { _ in false }
    guard page.applies(.nameBeforeAddress), let first = all.first, isAddress(first.value) else {
      return Choice(chosen: all.first, all: all)
    }
    return Choice(
      chosen: all.first { !isAddress($0.value) && !AuthorWords.isCompany($0.value) } ?? first,
      all: all
    )
  }

  /// `coast.example`, which says where a site is rather than what it is called.
  private static func isAddress(_ name: String) -> Bool {
    name.contains(".") && !name.contains(" ")
  }

  private static func hostNames(of page: Metadata) -> Set<String> {
    guard let host = page.host else { return [] }
    return Set(
      [host.foldedForComparison] + host.split(separator: ".").dropLast().map { $0.lowercased() }
    )
  }

  /// What the site may be called in its pages' titles, folded for comparison.
  static func names(of page: Metadata) -> Set<String> {
    var names = Set(choose(page).all.map(\.value.foldedForComparison))
    names.formUnion(hostNames(of: page))
    if page.applies(.siteHeading) {
      let headings = page.places.headings.prefix(4).filter(page.leadsToFrontPage)
      names.formUnion(headings.map { page.tree.text(of: $0).foldedForComparison })
    }
    return names.subtracting([""])
  }

  /// A heading without the site's name; nothing where it is nothing else.
  static func shown(_ heading: String, of page: Metadata) -> [String] {
    guard page.applies(.titleWithoutSite) else { return [heading] }
    return [without(heading, page.siteNames, cutsLast: false)].filter { !$0.isEmpty }
  }

  static func without(_ title: String?, of page: Metadata) -> [String] {
    guard let title, !title.isEmpty else { return [] }
    let names = page.applies(.titleWithoutSite) ? page.siteNames : []
    return [without(title, names, cutsLast: page.applies(.titleWithoutLastPart))]
  }

  /// The title without a part at its end or beginning that is the site's name; of parts that
  /// nothing tells apart, the last goes where what is left is longer.
  private static func without(_ title: String, _ names: Set<String>, cutsLast: Bool) -> String {
    for separator in separators {
      let parts = title.parts(between: separator)
      guard parts.count > 1, let first = parts.first, let last = parts.last else { continue }
      if names.contains(last.foldedForComparison) {
        let rest = parts.dropLast().joined(separator: separator).trimmed()
        return without(rest, names, cutsLast: cutsLast)
      }
      if names.contains(first.foldedForComparison) {
        return parts.dropFirst().joined(separator: separator).trimmed()
      }
      let rest = parts.dropLast().joined(separator: separator).trimmed()
      if cutsLast, strong.contains(separator),
        rest.split(separator: " ").count > last.split(separator: " ").count
          || rest.count > 3 * last.count
      {
        return rest
      }
    }
    return title
  }

  private static let separators = [
    " | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • ", " / ", "_", "｜", ": ",
  ]
  /// Signs that seldom stand within a title itself.
  private static let strong: Set<String> = [" | ", " :: ", " » ", "_", "｜"]
}
