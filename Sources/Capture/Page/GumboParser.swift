import CGumbo

/// The parser of the Gumbo library.
enum GumboParser: HTMLParser {
  static func parse(_ page: consuming [UInt8], into builder: inout HTMLTreeBuilder) {
    // The parser reads one byte past some tokens.
    page.append(0)
    page.withUnsafeBytes { buffer in
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
      copy(output.pointee.root, to: &builder)
    }
  }

  private static func copy(
    _ root: UnsafeMutablePointer<GumboNode>?,
    to builder: inout HTMLTreeBuilder
  ) {
    /// What is still to be copied, last first; `nil` closes the open element.
    var pending: [UnsafeMutablePointer<GumboNode>?] = []
    if let root { pending.append(root) }
    while let next = pending.popLast() {
      guard let pointer = next else {
        builder.close()
        continue
      }
      switch pointer.pointee.type {
      case GUMBO_NODE_ELEMENT, GUMBO_NODE_TEMPLATE:
        let tag = TagNames.tag(of: pointer.pointee.v.element)
        if builder.open(tag.name, tag.kind, attributes(of: pointer.pointee.v.element)) {
          pending.append(nil)
        }
        let children = pointer.pointee.v.element.children
        for position in stride(from: Int(children.length) - 1, through: 0, by: -1) {
          guard let child = children.data[position] else { continue }
          pending.append(child.assumingMemoryBound(to: GumboNode.self))
        }
      case GUMBO_NODE_TEXT, GUMBO_NODE_WHITESPACE, GUMBO_NODE_CDATA:
        builder.append(text: String(cString: pointer.pointee.v.text.text))
      default:
        continue
      }
    }
  }

  private static func attributes(of element: GumboElement) -> [HTMLTree.Attribute] {
    let count = Int(element.attributes.length)
    return [HTMLTree.Attribute](unsafeUninitializedCapacity: count) { buffer, filled in
      for position in 0..<count {
        guard let data = element.attributes.data[position] else { continue }
        let attribute = data.assumingMemoryBound(to: GumboAttribute.self).pointee
        buffer.initializeElement(
          at: filled,
          to: HTMLTree.Attribute(
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
