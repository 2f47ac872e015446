import Foundation
import Model

/// The address that a page has by its own words: a rule for each place that says so.
enum PageAddress {
  typealias Rule = MetadataRule<String>

  static let rules: [Rule] = [
    Rule("url: canonical link", 0.95) { $0.link("canonical").map { [$0] } ?? [] },
    Rule("url: og:url", 0.92) { $0.first("og:url", "twitter:url").map { [$0] } ?? [] },
    Rule("url: JSON-LD", 0.85) { $0.linked.url.map { [$0] } ?? [] },
    Rule("url: oEmbed link", 0.9) { page in
      page.places.links.filter { $0.relation == "alternate" && $0.href.contains("oembed") }
        .compactMap { Self.parameter(of: $0.href, named: ["url"]) }.prefix(1).map(\.self)
    },
    Rule("url: alternate in the page's language", 0.85) { page in
      page.places.alternates.filter { $0.language == page.declaredLanguage?.lowercased() }
        .map(\.href).prefix(1).map(\.self)
    },
    Rule("url: base element", 0.6) { page in
      page.tree.firstElement(named: "base").flatMap { page.tree.nodes[$0]["href"] }
        .flatMap { WebAddress($0) }
        .flatMap { $0.isFrontPage || $0.original.hasSuffix("/") ? nil : [$0.original] } ?? []
    },
    Rule("url: link to the canonical path", 0.9, isLastResort: true) { page in
      page.absoluteCanonical.map { [$0] } ?? []
    },
    Rule("url: link for sharing", 0.85, isLastResort: true) { page in
      page.sharedAddress.map { [$0] } ?? []
    },
  ]

  /// The first claim that can be believed, with all that were found.
  static func choose(
    _ page: Metadata,
    own: WebAddress?
  ) -> Choice<String> {
    let base = page.base
    func read(_ claim: Candidate<String>) -> WebAddress? {
      base.resolved(claim.value).flatMap { WebAddress($0) }
    }
    func isBelievable(_ claim: Candidate<String>) -> Bool {
      if !page.applies(.believable) { return true }
      return read(claim).map { CanonicalAddress.isBelievable($0, for: own) } ?? false
    }
    let all = page.candidates(rules) { $0.contains(where: isBelievable) }
    let believed = all.filter(isBelievable)
    var chosen = believed.first
    if own == nil, chosen == nil, page.applies(.frontPage),
      Set(all.compactMap { read($0)?.normalized }).count == 1,
      Set(all.map(\.source)).count > 1
    {
      // All that the page says of itself is that it is the front page.
      chosen = all.first
    }
    // A canonical link to another host names where the article was taken over from; the page's own
    // address is what it hands to those who share it.
    if own == nil, page.applies(.ownHost), let first = chosen.flatMap(read),
      chosen?.source == "url: canonical link",
      let shared = believed.first(where: { $0.source == "url: og:url" }),
      let address = read(shared), address.host != first.host, !address.isFrontPage
    {
      chosen = shared
    }
    if let claim = chosen { chosen?.value = read(claim)?.original ?? claim.value }
    return Choice(chosen: chosen, all: all)
  }

  /// The address in a query: `https://share.example/?u=https%3A%2F%2Fcoast.example%2Ftides`.
  static func parameter(of link: String, named names: Set<String>) -> String? {
    guard let items = URLComponents(string: link)?.queryItems else { return nil }
    return items.lazy.filter { names.contains($0.name.lowercased()) }.compactMap(\.value)
      // Some write them encoded twice.
      .map {
        $0.prefix(16).contains("%") || $0.contains("%2F") ? $0.removingPercentEncoding ?? $0 : $0
      }
      .first { WebAddress($0) != nil }
  }
}

extension Metadata {
  /// The absolute link in the page to the path that its canonical link names without a host.
  var absoluteCanonical: String? {
    guard let path = link("canonical") ?? first("og:url"), path.hasPrefix("/"), path.count > 8
    else {
      return nil
    }
    func leadsThere(_ address: String) -> Bool {
      // The path may also be in the query of a button for sharing.
      address.utf8.count > path.utf8.count && address.hasSuffix(path)
        && !address.dropLast(path.count).contains("?") && WebAddress(address) != nil
    }
    return places.tags.lazy.map(\.content).first(where: leadsThere)
      ?? tree.nodes.lazy.filter { $0.name == "a" }.compactMap { $0["href"] }.first(
        where: leadsThere
      )
  }

  /// The address that the page's own buttons for sharing hand on, where they agree.
  var sharedAddress: String? {
    var found: [String: Int] = [:]
    var order: [String] = []
    for index in tree.nodes.indices where tree.nodes[index].name == "a" {
      guard let href = tree.nodes[index]["href"], Self.sharing.occur(in: href),
        let address = PageAddress.parameter(of: href, named: ["u", "url"])
      else { continue }
      if found[address] == nil { order.append(address) }
      found[address, default: 0] += 1
    }
    // A list of teasers has buttons for each.
    return order.count <= 2 ? order.first : nil
  }

  private static let sharing = Pieces(
    "sharer intent/tweet sharearticle share-offsite share?url /submit?url= submit/?url= shares/new"
  )
}
