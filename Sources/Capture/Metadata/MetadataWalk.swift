/// The one walk through a page that collects where it speaks about its article.
struct MetadataWalk {
  let tree: HTMLTree
  var tags: [(name: String, content: String)] = []
  var links: [(relation: String, href: String)] = []
  var alternates: [(language: String, href: String)] = []
  var blocks: [String] = []
  var marked: [String: [Int]] = [:]
  var headings: [Int] = []
  var times: [Int] = []
  var authorNamed: [Int] = []
  var dateNamed: [Int] = []
  var authorLinks: [Int] = []
  var scripts: [Int] = []

  init(tree: HTMLTree) { self.tree = tree }

  mutating func run() {
    var end = 0
    for index in tree.nodes.indices where !tree.nodes[index].isText {
      let node = tree.nodes[index]
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
      case "time", "relative-time", "time-ago": times.append(index)
      default: break
      }
      if node.attributes.isEmpty { continue }
      // What readers leave is marked like what the author wrote.
      if index >= end, isComments(index) { end = node.end }
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
    if Self.authorNames.occur(in: name) { authorNamed.append(index) }
    if Self.dateNames.occur(in: name) { dateNamed.append(index) }
  }

  private func isComments(_ index: Int) -> Bool {
    let node = tree.nodes[index]
    guard node.name != "body", node.name != "html", node.name != "article" else { return false }
    let name = (node["id"] ?? "") + " " + (node["class"] ?? "")
    guard Self.commentNames.occur(in: name) else { return false }
    // The frame of a whole page may be named for having comments.
    return !tree.subtree(of: index).contains { tree.nodes[$0].name == "h1" }
  }

  private static let authorNames = Pieces("byline author autor writer")
  private static let dateNames = Pieces(
    "date datum publish posted byline meta time info stand fecha data created"
  )
  private static let commentNames = Pieces("comments commentlist comment-list disqus respond")
}
