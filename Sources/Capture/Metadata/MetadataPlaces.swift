/// The places in which a page may speak about its article, found in one walk through it.
///
/// What readers leave below the article is marked like what the author wrote; only tags are taken
/// from there.
struct MetadataPlaces {
  /// Every meta tag in order, its name in lower case.
  private(set) var tags: [(name: String, content: String)] = []
  /// Every link of the head in order, its relation in lower case.
  private(set) var links: [(relation: String, href: String)] = []
  /// The page in its languages, each in lower case.
  private(set) var alternates: [(language: String, href: String)] = []
  /// The texts of the page's JSON-LD.
  private(set) var blocks: [String] = []
  /// Elements with `itemprop` or `property`, by the last part of the name in lower case.
  private(set) var marked: [String: [Int]] = [:]
  private(set) var headings: [Int] = []
  private(set) var times: [Int] = []
  /// Elements whose class or id speaks of an author.
  private(set) var authorNamed: [Int] = []
  /// Elements whose class or id speaks of a date.
  private(set) var dateNamed: [Int] = []
  private(set) var authorLinks: [Int] = []
  /// Scripts with the page's data.
  private(set) var scripts: [Int] = []
  /// What readers left below the article.
  private(set) var comments: [Range<Int>] = []

  private let tree: HTMLTree
  private var allHeadings: [Int]?

  /// - Complexity: O(size of the page).
  init(in tree: HTMLTree) {
    self.tree = tree
    var end = 0
    for index in tree.nodes.indices where !tree.nodes[index].isText {
      let node = tree.nodes[index]
      if index >= end, isComments(index) {
        end = node.end
        comments.append(index..<end)
      }
      switch node.name {
      case "meta": readTag(node)
      case "link": readLink(node)
      case "script":
        if node["type"]?.lowercased().contains("ld+json") == true {
          blocks.append(tree.subtree(of: index).map { tree.nodes[$0].text }.joined())
        } else if node["src"] == nil {
          scripts.append(index)
        }
      case "h1": headings.append(index)
      case "time", "relative-time", "time-ago": if index >= end { times.append(index) }
      default: break
      }
      if node.attributes.isEmpty { continue }
      readMarks(node, at: index, isComment: index < end)
    }
  }

  private mutating func readTag(_ node: HTMLTree.Node) {
    // Some programs that store pages write `value` for `content`.
    guard let content = (node["content"] ?? node["value"])?.collapsingWhitespace(),
      !content.isEmpty
    else { return }
    for key in ["property", "name", "itemprop", "http-equiv"] {
      // One tag may carry several names.
      for name in (node[key] ?? "").lowercased().split(separator: " ") {
        tags.append((String(name), content))
      }
    }
  }

  private mutating func readLink(_ node: HTMLTree.Node) {
    guard let href = node["href"], let relation = node["rel"]?.lowercased() else { return }
    for word in relation.split(separator: " ") { links.append((String(word), href)) }
    if relation == "alternate", let language = node["hreflang"]?.lowercased() {
      alternates.append((language, href))
    }
  }

  private mutating func readMarks(_ node: HTMLTree.Node, at index: Int, isComment: Bool) {
    if isComment { return }
    for key in ["itemprop", "property"] {
      guard let names = node[key]?.lowercased(), node.name != "meta" || key == "itemprop" else {
        continue
      }
      for name in names.split(separator: " ") {
        let last = name.split { $0 == ":" || $0 == "/" || $0 == "#" }.last ?? name
        marked[String(last), default: []].append(index)
      }
    }
    if node.name == "meta" { return }
    if let relation = node["rel"]?.lowercased(), relation.contains("author") {
      authorLinks.append(index)
    }
    guard node.name != "body", node.name != "html",
      let name = [node["class"], node["id"], node["data-testid"]].compactMap(\.self)
        .joined(separator: " ").nonEmpty
    else { return }
    if Self.authorNames.occur(in: name), !Self.authorities.occur(in: name) {
      authorNamed.append(index)
    }
    if Self.dateNames.occur(in: name) { dateNamed.append(index) }
  }

  private mutating func isComments(_ index: Int) -> Bool {
    let node = tree.nodes[index]
    guard !node.attributes.isEmpty, node.name != "body", node.name != "html",
      node.name != "article"
    else { return false }
    let name = (node["id"] ?? "") + " " + (node["class"] ?? "")
    let property = node["itemprop"]?.lowercased()
    guard Self.commentNames.occur(in: name) || property == "comment" || property == "review" else {
      return false
    }
    // The frame of a whole page may be named for having comments.
    return !holdsHeading(index)
  }

  /// Whether a first heading is in an element; looks them all up once, when it is first asked.
  private mutating func holdsHeading(_ index: Int) -> Bool {
    let all = allHeadings ?? tree.elements(named: ["h1"])
    allHeadings = all
    var (low, high) = (0, all.count)
    while low < high {
      let middle = (low + high) / 2
      if all[middle] < index { low = middle + 1 } else { high = middle }
    }
    return low < all.count && all[low] < tree.nodes[index].end
  }

  private static let authorNames = Pieces("byline author autor writer")
  private static let authorities = Pieces("authorit authoris authoriz")
  private static let dateNames = Pieces(
    "date datum publish posted byline meta time info stand fecha data created"
  )
  private static let commentNames = Pieces("comments commentlist comment-list disqus respond")
}
