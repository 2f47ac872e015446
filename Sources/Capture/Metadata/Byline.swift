/// Names of authors out of what stands where names stand.
enum Byline {
  /// The authors a page names.
  static func authors(of metadata: Metadata) -> [String] {
    let site = metadata.site?.foldedForComparison
    func people(_ names: [String]) -> [String] {
      unique(names.flatMap(names(in:)).filter { $0.foldedForComparison != site })
    }
    let scholarly = ["citation_author", "citation_authors", "dc.creator", "dcterms.creator"]
    let sources: [() -> [String]] = [
      { scholarly.lazy.map { metadata.all($0) }.first { !$0.isEmpty } ?? [] },
      { metadata.linked.authors },
      {
        [
          "author", "article:author", "og:article:author", "parsely-author", "sailthru.author",
          "article.author", "rnews:author", "twitter:creator:name",
        ]
        .lazy.map { metadata.all($0) }.first { !$0.flatMap(names(in:)).isEmpty } ?? []
      },
      { elements(in: metadata.tree) },
    ]
    return sources.lazy.map { people($0()) }.first { !$0.isEmpty } ?? []
  }

  /// The texts of the first elements that are marked as naming the author.
  private static func elements(in tree: HTMLTree) -> [String] {
    var marked: [String] = []
    var named: String?
    for index in tree.nodes.indices where !tree.nodes[index].isText {
      let node = tree.nodes[index]
      let itemprop = node["itemprop"]?.lowercased() ?? ""
      let isMarked =
        node["rel"]?.lowercased() == "author" || itemprop == "author" || itemprop == "author name"
      if isMarked, tree.nodes[index].end - index < 40 {
        // The name within the author's box, where the box says which part it is.
        let name = tree.subtree(of: index).first { tree.nodes[$0]["itemprop"] == "name" }
        let text = name.flatMap { tree.nodes[$0]["content"] } ?? tree.text(of: name ?? index)
        if marked.count < 8 { marked.append(node["content"] ?? text) }
      }
      guard named == nil, node.end - index < 24, let name = node["class"] ?? node["id"],
        bylineNames.occur(in: name), !name.contains("bio")
      else { continue }
      let text = tree.text(of: index)
      if text.count < 80, !names(in: text).isEmpty { named = text }
    }
    return marked.isEmpty ? named.map { [$0] } ?? [] : marked
  }

  private static let bylineNames = Pieces("byline author")

  // MARK: Cleaning

  /// `By Ada Marlow and Ben Okri, Staff Writers` are two names.
  static func names(in text: String) -> [String] {
    var line = text.collapsingWhitespace()
    if line.contains("://") || line.count > 300 { return [] }
    line = withoutPrefix(line)
    // What follows a bar or a bullet is a role, a date or a place.
    if let end = line.firstIndex(where: { "|•·–—/（(".contains($0) }), end > line.startIndex {
      line = String(line[..<end])
    }
    let parts = line.split(separator: /\s*[;；、&]\s*|\s+(?:and|und|et|y|e|en|og|och|with)\s+/)
      .flatMap { split(atCommas: String($0)) }
    return unique(parts.map { clean($0) }.filter(isName))
  }

  /// `Marlow, Ada` is one name, `Ada Marlow, Ben Okri` are two.
  private static func split(atCommas text: String) -> [String] {
    let parts = text.split { $0 == "," || $0 == "，" }.map { String($0).trimmed() }
    if parts.count == 2, !parts[0].contains(" "), parts[1].split(separator: " ").count <= 2,
      parts[0].utf8.allSatisfy({ $0 < 0x80 || $0 < 0xE0 }), isName(parts[1])
    {
      return [parts[1] + " " + parts[0]]
    }
    return parts
  }

  private static func withoutPrefix(_ line: String) -> String {
    var line = line
    var found = true
    while found {
      found = false
      let lower = line.lowercased()
      for prefix in prefixes where lower.hasPrefix(prefix) {
        line = String(line.dropFirst(prefix.count)).trimmed()
        found = true
        break
      }
    }
    return line
  }

  private static func clean(_ name: String) -> String {
    var words = name.trimmed().split(separator: " ").map(String.init)
    words.removeAll { $0.contains("@") }
    return withoutPrefix(words.joined(separator: " "))
      .trimmingCharacters { ".,:;*\"“”'".contains($0) && !($0 == "." && name.hasSuffix("r.")) }
  }

  private static func isName(_ text: String) -> Bool {
    guard (2...60).contains(text.count), text.split(separator: " ").count <= 6,
      text.contains(where: \.isLetter),
      !text.contains(where: { "0123456789<>{}[]=_@".contains($0) })
    else { return false }
    let words = Set(text.lowercased().split { !$0.isLetter }.map(String.init))
    return words.isDisjoint(with: roles)
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0.foldedForComparison).inserted }
  }

  private static let prefixes = [
    "by ", "by: ", "written by ", "posted by ", "published by ", "story by ", "words by ",
    "author: ", "authors: ", "author ", "von ", "von: ", "autor: ", "autorin: ", "autoren: ",
    "par ", "por ", "di ", "da ", "door ", "af ", "av ", "tekst: ", "text: ", "作者：", "作者:",
    "记者", "記者", "文/", "文／", "撰文：", "od ", "автор: ", "автор ",
  ]
  private static let roles: Set<String> = [
    "admin", "administrator", "editor", "editors", "staff", "writer", "writers", "reporter",
    "correspondent", "redaktion", "redaction", "newsroom", "contributor", "team", "published",
    "updated", "posted", "comments", "follow", "share", "minutes", "read", "null", "undefined",
    "anonymous", "unknown", "guest", "webmaster", "author", "authors", "about", "more",
  ]
}

extension String {
  /// The text without characters of a kind at both ends.
  func trimmingCharacters(where matches: (Character) -> Bool) -> String {
    String(drop(while: matches).reversed().drop(while: matches).reversed())
  }
}
