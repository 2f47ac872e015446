import Foundation
import Model

/// Under which licence an article may be used: a rule for each place that says so.
enum Licence {
  typealias Rule = MetadataRule<String>

  static let rules: [Rule] = [
    Rule("licence: rel=license", 0.95) { page in
      page.link("license").map { [$0] } ?? page.licenceLinks.prefix(1).map(\.self)
    },
    Rule("licence: JSON-LD", 0.95) { $0.linked.licence.map { [$0] } ?? [] },
    Rule("licence: meta", 0.8) { page in
      page.first(
        "dcterms.license",
        "dc.rights.license",
        "dc.rights",
        "dcterms.rights",
        "copyright-license",
        "citation_license"
      ).map { [$0] } ?? []
    },
    Rule("licence: Creative Commons link", 0.6) { page in
      // Pages with pictures of many hands name many.
      let found = Set(page.commonsLinks.compactMap(creativeCommons))
      return found.count == 1 ? Array(found) : []
    },
  ]

  static func choose(_ page: Metadata) -> Choice<String> {
    let all = page.candidates(rules) { !$0.isEmpty }.compactMap { candidate in
      name(of: candidate.value).map { name in
        var named = candidate
        named.value = name
        return named
      }
    }
    return Choice(chosen: all.first, all: all)
  }

  /// The usual short name of a licence, else its address or wording; `nil` for what grants nothing.
  static func name(of text: String) -> String? {
    let text = text.collapsingWhitespace()
    if let name = creativeCommons(text) { return name }
    let lower = text.lowercased()
    if ["rights reserved", "alle rechte", "droits réservés", "©", "copyright"]
      .contains(where: lower.contains)
    {
      return nil
    }
    return text.isEmpty || text.count > 200 || text.hasPrefix("#") ? nil : text
  }

  /// `CC BY-SA 4.0` for `https://creativecommons.org/licenses/by-sa/4.0/deed.en`.
  static func creativeCommons(_ address: String) -> String? {
    guard let start = address.range(of: "creativecommons.org/")?.upperBound else { return nil }
    let parts = address[start...].split(separator: "/")
    guard parts.count >= 2 else { return nil }
    let version = parts.count > 2 && parts[2].first?.isNumber == true ? " " + parts[2] : ""
    switch (parts[0], parts[1]) {
    case ("licenses", let terms) where terms.allSatisfy { $0.isLetter || $0 == "-" }:
      return "CC " + terms.uppercased() + version
    case ("publicdomain", "zero"): return "CC0" + version
    case ("publicdomain", "mark"): return "Public Domain Mark" + version
    default: return nil
    }
  }
}

extension Metadata {
  /// Where links with `rel=license` lead.
  var licenceLinks: [String] {
    anchors { $0["rel"]?.lowercased().split(separator: " ").contains("license") == true }
  }

  var commonsLinks: [String] {
    anchors { node in node["href"].map { Self.commons.occur(in: $0) } ?? false }
  }

  private static let commons = Pieces("creativecommons.org/")

  private func anchors(where matches: (HTMLTree.Node) -> Bool) -> [String] {
    tree.nodes.filter { $0.name == "a" && matches($0) }.compactMap { $0["href"] }
  }
}
