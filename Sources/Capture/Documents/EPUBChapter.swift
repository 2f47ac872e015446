import Foundation

/// A chapter of a book as Markdown, with the pages of the printed book that begin in it.
struct EPUBChapter {
  let markdown: String
  /// The labels of the pages, in the order of their marks in the text.
  let pages: [String]
  /// Whether there are words in it, and not only pictures.
  let hasWords: Bool

  private static let unread: Set<String> = [
    "head", "script", "style", "template", "iframe", "object", "embed", "audio", "video", "svg",
    "form",
  ]

  /// - Parameters:
  ///   - text: The chapter's file.
  ///   - title: What the table of contents calls the chapter, for one without a heading.
  ///   - picture: The address of the picture that a reference leads to, where there is one.
  init(_ text: String, title: String?, picture: (String) -> String?) {
    let mark = String(Character(PageMarks.mark))
    var tree = HTMLTree(parsing: XHTMLText.html(text.replacing(mark, with: "")))
    var dropped = [Bool](repeating: false, count: tree.nodes.count)
    var pages: [String] = []
    var hasHeading = false
    var hasWords = false
    for index in tree.nodes.indices {
      let node = tree.nodes[index]
      if node.parent >= 0, dropped[node.parent] {
        dropped[index] = true
        continue
      }
      if node.isText {
        if !node.text.allSatisfy(\.isWhitespace) { hasWords = true }
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
      if let reference = Self.reference(at: index, in: tree) {
        if let address = picture(reference) {
          // Only what the book itself names: no other sizes, nothing that would come from elsewhere.
          let words = node.attributes.filter { ["alt", "width", "height"].contains($0.name) }
          tree.nodes[index].attributes =
            [HTMLTree.Attribute(name: "src", value: address)]
            + words.filter { _ in node.name == "img" }
          tree.nodes[index].name = "img"
          tree.kinds[index] = ElementKind(of: "img")
          if node.name == "svg" {
            for inner in tree.subtree(of: index).dropFirst() { dropped[inner] = true }
          }
        } else {
          dropped[index] = true
        }
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
    if !hasHeading, hasWords, let title {
      written = "# " + MarkdownEscape.inline(title.collapsingWhitespace()) + "\n\n" + written
    }
    markdown = written
    self.pages = pages
    self.hasWords = hasWords
  }

  /// Where the picture of an element lies: an image, or a drawing that only holds one, as covers do.
  private static func reference(at index: Int, in tree: HTMLTree) -> String? {
    let node = tree.nodes[index]
    if node.name == "img" { return node["src"] ?? "" }
    guard node.name == "svg" else { return nil }
    let held = tree.subtree(of: index).dropFirst().filter {
      !tree.nodes[$0].isText && !["g", "title", "desc", "defs"].contains(tree.nodes[$0].name)
    }
    guard held.count == 1, ["image", "img"].contains(tree.nodes[held[0]].name) else { return nil }
    let image = tree.nodes[held[0]]
    return image["xlink:href"] ?? image["href"]
  }
}
