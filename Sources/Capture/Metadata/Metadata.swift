import Foundation
import Model

/// What a page says about its article, from JSON-LD, Open Graph, `citation_*` and plain meta tags.
struct Metadata {
  let tree: HTMLTree
  /// The page's own address: where it came from, or what the program that saved it wrote down.
  let address: String?
  let linked: JSONLD
  private var tags: [String: [String]] = [:]
  private var links: [String: String] = [:]

  init(tree: HTMLTree, address: String?) {
    self.tree = tree
    self.address = address
    var blocks: [String] = []
    for index in tree.nodes.indices {
      let node = tree.nodes[index]
      switch node.name {
      case "meta":
        guard let content = node["content"]?.collapsingWhitespace(), !content.isEmpty else {
          continue
        }
        for key in ["property", "name", "itemprop", "http-equiv"] {
          // One tag may carry several names.
          for name in (node[key] ?? "").lowercased().split(separator: " ") {
            tags[String(name), default: []].append(content)
          }
        }
      case "link":
        guard let href = node["href"], let relation = node["rel"]?.lowercased() else { continue }
        for word in relation.split(separator: " ") where links[String(word)] == nil {
          links[String(word)] = href
        }
      case "script" where node["type"]?.lowercased().contains("ld+json") == true:
        blocks.append(tree.subtree(of: index).map { tree.nodes[$0].text }.joined())
      default: continue
      }
    }
    linked = JSONLD(blocks: blocks)
  }

  /// The first value of the first of these tags that the page has.
  func first(_ names: String...) -> String? {
    names.lazy.compactMap { tags[$0]?.first }.first
  }

  func all(_ name: String) -> [String] { tags[name] ?? [] }

  var base: WebBase {
    WebBase(
      address: address,
      element: tree.firstElement(named: "base").flatMap { tree.nodes[$0]["href"] }
    )
  }

  // MARK: Fields

  var site: String? {
    first("og:site_name", "citation_journal_title", "prism.publicationname") ?? linked.site
      ?? first(
        "application-name",
        "apple-mobile-web-app-title",
        "dc.publisher",
        "twitter:app:name:iphone"
      )
  }

  /// BCP 47, from the page's own declarations.
  var language: String? {
    let declared =
      tree.nodes[0]["lang"]?.nonEmpty ?? tree.nodes[0]["xml:lang"]?.nonEmpty
      ?? first("og:locale", "content-language", "dc.language", "language") ?? linked.language
    return declared.flatMap(Self.languageTag)
  }

  static func languageTag(_ text: String) -> String? {
    let parts = text.trimmed().split { $0 == "_" || $0 == "-" }.map { $0.lowercased() }
    guard let primary = parts.first, (2...3).contains(primary.count),
      primary.allSatisfy({ $0.isASCII && $0.isLetter })
    else { return nil }
    var tag = primary
    for part in parts.dropFirst()
    where part.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) {
      tag += "-" + (part.count == 2 ? part.uppercased() : part.count == 4 ? part.capitalized : part)
    }
    return tag
  }

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

  /// When the article was published; `nil` rather than a guess.
  var published: String? {
    let names = [
      "article:published_time", "og:article:published_time", "citation_publication_date",
      "citation_date", "citation_online_date",
    ]
    for name in names { if let date = date(first(name)) { return date } }
    if let date = date(linked.published) { return date }
    let plain = [
      "datepublished", "date", "dc.date", "dcterms.date", "dc.date.issued", "dcterms.issued",
      "dc.date.created", "dcterms.created", "pubdate", "publishdate", "publish_date",
      "publish-date", "published_date", "parsely-pub-date", "sailthru.date", "article.published",
      "cxenseparse:recs:publishtime", "og:published_time", "og:release_date", "rnews:datepublished",
      "prism.publicationdate", "article:published", "datecreated",
    ]
    for name in plain { if let date = date(first(name)) { return date } }
    return dateInPage ?? addresses.lazy.compactMap(Dates.day(inAddress:)).first
  }

  private func date(_ text: String?) -> String? {
    text.flatMap { Dates.iso($0, language: language) }
  }

  /// The date of an element that is marked as the date of the article.
  private var dateInPage: String? {
    var timed: String?
    var named: String?
    for index in tree.nodes.indices where !tree.nodes[index].isText {
      let node = tree.nodes[index]
      if node["itemprop"]?.lowercased().contains("datepublished") == true {
        let value = node["content"] ?? node["datetime"] ?? tree.text(of: index)
        if let date = date(value) { return date }
      }
      if node.name == "time", timed == nil {
        timed = date(node["datetime"]) ?? date(tree.text(of: index))
      }
      if named == nil, node.end - index < 12, let name = node["class"],
        Self.dateNames.occur(in: name)
      {
        named = date(tree.text(of: index))
      }
    }
    return timed ?? named
  }

  private static let dateNames = Pieces("date publish posted byline meta time")

  private var addresses: [String] {
    [first("og:url"), links["canonical"], address].compactMap(\.self)
  }

  // MARK: Addresses

  /// The address to cite, and every address that names the page.
  func addresses(givenFirst given: [String]) -> (url: String?, all: [String]) {
    let own = given.last.flatMap { WebAddress($0) }
    var all = given.compactMap { WebAddress($0)?.original }
    let claims = [links["canonical"], first("og:url"), linked.url].compactMap(\.self)
      .compactMap { base.resolved($0) }.compactMap { WebAddress($0) }
    let canonical = claims.first { CanonicalAddress.isBelievable($0, for: own) }
    if let canonical, !all.contains(canonical.original) { all.append(canonical.original) }
    return (canonical?.original ?? own?.original, all)
  }
}
