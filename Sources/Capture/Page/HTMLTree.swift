import CGumbo

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
  var nodes: [Node] = []
  /// The kind of each node.
  var kinds: [ElementKind] = []

  /// Parses a page by the HTML5 algorithm; any text is a page.
  init(parsing text: String, keepingStyles: Bool = false) {
    var bytes = HTMLGuard.guarded(Array(text.utf8), keepsStyles: keepingStyles)
    // The parser reads one byte past some tokens.
    bytes.append(0)
    bytes.withUnsafeBytes { buffer in
      var options = kGumboDefaultOptions
      // Recorded errors cost more than the tree itself on a broken page.
      options.max_errors = 0
      guard
        let output = gumbo_parse_with_options(
          &options,
          buffer.baseAddress?.assumingMemoryBound(to: CChar.self),
          buffer.count - 1
        )
      else { return }
      defer { gumbo_destroy_output(&options, output) }
      copy(output.pointee.root)
    }
    if nodes.isEmpty {
      nodes = [Node(parent: -1, end: 1, name: "html", text: "", attributes: [])]
      kinds = [[]]
    }
  }

  /// Copies the parser's tree without recursion; elements nested too deep give their children up.
  private mutating func copy(_ root: UnsafeMutablePointer<GumboNode>?) {
    var open: [Int] = []
    /// What is still to be copied, last first; `nil` closes the open element.
    var pending: [UnsafeMutablePointer<GumboNode>?] = []
    if let root { pending.append(root) }
    while let next = pending.popLast() {
      guard let pointer = next else {
        let index = open.removeLast()
        nodes[index].end = nodes.count
        continue
      }
      let parent = open.last ?? -1
      switch pointer.pointee.type {
      case GUMBO_NODE_ELEMENT, GUMBO_NODE_TEMPLATE:
        if open.count < Limits.openElements {
          open.append(nodes.count)
          let tag = TagNames.tag(of: pointer.pointee.v.element)
          nodes.append(
            Node(
              parent: parent,
              end: 0,
              name: tag.name,
              text: "",
              attributes: Self.attributes(of: pointer.pointee.v.element)
            )
          )
          kinds.append(tag.kind)
          pending.append(nil)
        }
        let children = pointer.pointee.v.element.children
        for position in stride(from: Int(children.length) - 1, through: 0, by: -1) {
          guard let child = children.data[position] else { continue }
          pending.append(child.assumingMemoryBound(to: GumboNode.self))
        }
      case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE, GUMBO_NODE_CDATA:
        let text = String(cString: pointer.pointee.v.text.text)
        nodes.append(
          Node(parent: parent, end: nodes.count + 1, name: "", text: text, attributes: [])
        )
        kinds.append(.text)
      default:
        continue
      }
    }
  }

  private static func attributes(of element: GumboElement) -> [Attribute] {
    let count = Int(element.attributes.length)
    return [Attribute](unsafeUninitializedCapacity: count) { buffer, filled in
      for position in 0..<count {
        guard let data = element.attributes.data[position] else { continue }
        let attribute = data.assumingMemoryBound(to: GumboAttribute.self).pointee
        buffer.initializeElement(
          at: filled,
          to: Attribute(
            name: String(cString: attribute.name),
            value: String(cString: attribute.value)
          )
        )
        filled += 1
      }
    }
  }
}

/// The names of the elements the parser knows, and their kinds, made once.
private enum TagNames {
  static func tag(of element: GumboElement) -> (name: String, kind: ElementKind) {
    if element.tag != GUMBO_TAG_UNKNOWN, Int(element.tag.rawValue) < known.count {
      return known[Int(element.tag.rawValue)]
    }
    let name = unknownName(of: element)
    return (name, ElementKind(of: name))
  }

  private static let known = (0..<GUMBO_TAG_UNKNOWN.rawValue).map { number in
    let name = String(cString: gumbo_normalized_tagname(GumboTag(rawValue: number)))
    return (name: name, kind: ElementKind(of: name))
  }

  private static func unknownName(of element: GumboElement) -> String {
    var piece = element.original_tag
    gumbo_tag_from_original_text(&piece)
    guard let data = piece.data, piece.length > 0 else { return "unknown" }
    let bytes = UnsafeRawBufferPointer(start: data, count: Int(piece.length))
    return String(decoding: bytes, as: UTF8.self).lowercased()
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
