import Model

/// Where a page shows its title to its readers.
enum Headline {
  /// The heading with the title's words, else any short element with them, else the first heading.
  static func index(of title: String?, in page: Metadata) -> Int? {
    guard let title = title?.foldedForComparison, title.count > 1 else {
      return page.places.headings.first
    }
    let tree = page.tree
    if let same = page.places.headings.first(where: {
      tree.text(of: $0).foldedForComparison == title
    }) {
      return same
    }
    return shown(title, in: tree) ?? page.places.headings.first
  }

  /// The words of a heading, without the sign behind it that is a link to the heading itself.
  static func text(of heading: Int, in tree: HTMLTree) -> String {
    let text = tree.text(of: heading)
    guard let last = Array(tree.children(of: heading)).last(where: { !tree.nodes[$0].isText }),
      tree.nodes[last].name == "a", tree.nodes[last]["href"]?.contains("#") == true
    else { return text }
    let sign = tree.text(of: last)
    guard !sign.isEmpty, sign.foldedForComparison.isEmpty, text.hasSuffix(sign) else { return text }
    return text.dropLast(sign.count).trimmed()
  }

  /// The first element outside the head that has just these words.
  private static func shown(_ title: String, in tree: HTMLTree) -> Int? {
    guard let body = tree.firstElement(named: "body"), let first = title.first else { return nil }
    let bytes = title.utf8.count
    for index in tree.subtree(of: body) {
      let node = tree.nodes[index]
      guard node.isText, node.parent > 0, node.text.utf8.count >= bytes / 2,
        node.text.contains(where: { $0.lowercased().first == first || !$0.isASCII })
      else { continue }
      // The title may be in parts; the element around its first text has them all.
      for element in [index, node.parent] where tree.nodes[element].end - element < 12 {
        if Elements.unread.contains(tree.nodes[node.parent].name) { break }
        if tree.text(of: element).foldedForComparison == title { return element }
      }
    }
    return nil
  }
}

extension Metadata {
  /// Whether an element is a link to the site's front page, or holds nothing but one.
  func leadsToFrontPage(_ index: Int) -> Bool {
    let node = tree.nodes[index]
    let inner = (index..<min(node.end, index + 4)).first { tree.nodes[$0].name == "a" }
    let link = inner ?? (tree.nodes[node.parent].name == "a" ? node.parent : nil)
    guard let link, let href = tree.nodes[link]["href"]?.trimmed() else { return false }
    if let inner, tree.text(of: inner) != tree.text(of: index) { return false }
    if ["/", "./", "index.html", "/index.html", "index.php", "/index.php"].contains(href) {
      return true
    }
    return WebAddress(href).map { $0.isFrontPage && (host == nil || $0.host == host) } ?? false
  }
}
