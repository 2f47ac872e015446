import Foundation
import Model

/// Chooses a page's title by the agreement of those who name it, less the name of the site.
struct TitleChoice {
  let metadata: Metadata

  var title: String? {
    let headings = metadata.tree.elements(named: ["h1"])
      .map { metadata.tree.text(of: $0) }
      .filter { !$0.isEmpty && $0.count <= Limits.titleCharacters }
    let whole = metadata.tree.firstElement(named: "title").map { metadata.tree.text(of: $0) }
    let social = metadata.first("og:title", "twitter:title")
    let scholarly = metadata.first("citation_title", "dc.title", "dcterms.title", "prism.title")
    let headline = metadata.linked.headline

    // What the page shows as its heading and says elsewhere is its title.
    let claims = [social, headline, scholarly, whole].compactMap(\.self).map(\.foldedForComparison)
    let agreed = headings.filter { heading in
      let folded = heading.foldedForComparison
      return !isSite(heading) && !folded.isEmpty
        && claims.contains { $0.hasPrefix(folded) || $0.hasSuffix(folded) }
    }
    .max { $0.count < $1.count }
    if let agreed, agreed.split(separator: " ").count > 1 || agreed.count > 6 { return agreed }
    if let scholarly { return withoutSite(scholarly) }
    if let headline { return withoutSite(headline) }
    if let social { return withoutSite(social) }
    if let agreed { return agreed }
    if headings.count == 1, let only = headings.first, !isSite(only) { return only }
    if let whole, !whole.isEmpty { return withoutSite(whole) }
    return headings.first { !isSite($0) }
  }

  /// Whether a text is the site's name rather than an article's.
  private func isSite(_ text: String) -> Bool {
    siteNames.contains(text.foldedForComparison)
  }

  private var siteNames: Set<String> {
    var names = Set(
      [metadata.site, metadata.linked.site].compactMap(\.self).map(\.foldedForComparison)
    )
    if let host = metadata.host {
      names.insert(host.foldedForComparison)
      names.formUnion(host.split(separator: ".").dropLast().map { $0.lowercased() })
    }
    return names
  }

  /// The title without a part at its end or beginning that is the site's name; of parts that
  /// nothing tells apart, the last goes where what is left is longer.
  private func withoutSite(_ title: String) -> String {
    let names = siteNames
    for separator in [
      " | ", " – ", " — ", " - ", " :: ", " » ", " · ", " • ", " / ", "_", "｜", ": ",
    ] {
      let parts = title.components(separatedBy: separator)
      guard parts.count > 1, let first = parts.first, let last = parts.last else { continue }
      if names.contains(last.foldedForComparison) {
        return withoutSite(parts.dropLast().joined(separator: separator).trimmed())
      }
      if names.contains(first.foldedForComparison) {
        return parts.dropFirst().joined(separator: separator).trimmed()
      }
      let isStrong = [" | ", " :: ", " » ", "_", "｜"].contains(separator)
      let rest = parts.dropLast().joined(separator: separator).trimmed()
      if isStrong,
        rest.split(separator: " ").count > last.split(separator: " ").count
          || rest.count > 3 * last.count
      {
        return rest
      }
    }
    return title
  }
}

