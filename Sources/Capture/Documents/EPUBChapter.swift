import Foundation

/// A chapter of a book as Markdown, with the pages of the printed book that begin in it.
struct EPUBChapter {
  let markdown: String
  /// The labels of the pages, in the order of their marks in the text.
  let pages: [String]

  private static let unread: Set<String> = [
    "head", "script", "style", "template", "iframe", "object", "embed", "audio", "video", "svg",
    "img", "picture", "form",
  ]

  /// - Parameters:
  ///   - text: The chapter's file.
  ///   - title: What the table of contents calls the chapter, for one without a heading.
  init(_ text: String, title: String?) {
    let mark = String(Character(PageMarks.mark))
    var tree = HTMLTree(parsing: text.replacing(mark, with: ""))
    var dropped = [Bool](repeating: false, count: tree.nodes.count)
    var pages: [String] = []
    var hasHeading = false
    for index in tree.nodes.indices where !tree.nodes[index].isText {
      let node = tree.nodes[index]
      if node.parent >= 0, dropped[node.parent] {
        dropped[index] = true
        continue
      }
      let role = (node["epub:type"] ?? "") + " " + (node["role"] ?? "")
      if role.contains("pagebreak"), node.end == index + 1,
        let label = (node["aria-label"] ?? node["title"])?.collapsingWhitespace().nonEmpty
      {
        pages.append(label)
        tree.nodes[index] = HTMLTree.Node(
          parent: node.parent,
          end: node.end,
          name: "",
          text: mark,
          attributes: []
        )
        tree.kinds[index] = .text
        continue
      }
      let isList = node.name == "nav" || role.contains("page-list") || role.contains("landmarks")
      if Self.unread.contains(node.name) || isList { dropped[index] = true }
      if Elements.headings.contains(node.name), !tree.text(of: index).isEmpty { hasHeading = true }
      // Links within the book lead nowhere from here.
      if node.name == "a", node["href"]?.contains("://") == false {
        tree.nodes[index].attributes.removeAll { $0.name == "href" }
      }
    }
    let writer = MarkdownWriter(
      tree: tree,
      roots: [0],
      dropped: dropped,
      base: WebBase(address: nil)
    )
    var written = writer.markdown()
    // A mark that stands alone begins what follows it.
    written = written.replacing(mark + "\n\n", with: mark)
    if !hasHeading, let title, !written.allSatisfy(\.isWhitespace) {
      written = "# " + MarkdownEscape.inline(title.collapsingWhitespace()) + "\n\n" + written
    }
    markdown = written
    self.pages = pages
  }
}
