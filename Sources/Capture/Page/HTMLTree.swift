/// A parsed page as one flat array in document order.
///
/// A node's descendants are the nodes from the one after it up to its ``Node/end``, so that every
/// walk is a loop over a range, however deep the page is.
struct HTMLTree {
  struct Node {
    var parent: Int
    /// The index after the last descendant.
    var end: Int
    /// Lower case; empty for text.
    var name: String
    var text: String
    var attributes: [Attribute]

    var isText: Bool { name.isEmpty }

    subscript(attribute: String) -> String? {
      attributes.first { $0.name == attribute }?.value
    }
  }

  struct Attribute {
    var name: String
    var value: String
  }

  /// The first node is the `html` element.
  var nodes: [Node]
  /// The kind of each node.
  var kinds: [ElementKind]

  /// Parses a page by the HTML5 algorithm; any text is a page.
  init(
    parsing text: String,
    keepingStyles: Bool = false,
    with parser: any HTMLParser.Type = GumboParser.self
  ) {
    var builder = HTMLTreeBuilder()
    parser.parse(HTMLGuard.guarded(Array(text.utf8), keepsStyles: keepingStyles), into: &builder)
    self.init(builder)
  }

  /// What was built of a page.
  init(_ builder: consuming HTMLTreeBuilder) {
    (nodes, kinds) = builder.finished()
  }
}

extension HTMLTree {
  /// The children of a node, in order.
  func children(of index: Int) -> some Sequence<Int> {
    let end = nodes[index].end
    return sequence(state: index + 1) { next -> Int? in
      guard next < end else { return nil }
      defer { next = nodes[next].end }
      return next
    }
  }

  /// The node and all that is in it, in document order.
  func subtree(of index: Int) -> Range<Int> { index..<nodes[index].end }

  /// The indices of the elements with one of these names.
  func elements(named names: Set<String>) -> [Int] {
    nodes.indices.filter { names.contains(nodes[$0].name) }
  }

  func firstElement(named name: String) -> Int? {
    nodes.firstIndex { $0.name == name }
  }

  /// All text in a node, white space collapsed, without scripts and styles.
  func text(of index: Int) -> String {
    var text = ""
    var next = index
    let end = nodes[index].end
    while next < end {
      if Self.unreadable.contains(nodes[next].name), next != index {
        next = nodes[next].end
        continue
      }
      text += nodes[next].isText ? nodes[next].text : " "
      next += 1
    }
    return text.collapsingWhitespace()
  }

  /// All text in a node as it stands, white space collapsed, whatever holds it.
  func text(of index: Int, all: Bool) -> String {
    var text = ""
    for inner in subtree(of: index) where nodes[inner].isText { text += nodes[inner].text }
    return text.collapsingWhitespace()
  }

  private static let unreadable: Set<String> = ["script", "style", "noscript", "template"]
}
