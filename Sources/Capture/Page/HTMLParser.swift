/// Reads HTML by the algorithm of the HTML standard.
///
/// All that Capture knows of the library behind it.
protocol HTMLParser {
  /// Reads a page, which may be any bytes, and says in document order what is in it.
  ///
  /// Without recursion: the page may be as deep as ``Limits/openElements`` allows and deeper.
  static func parse(_ page: consuming [UInt8], into builder: inout HTMLTreeBuilder)
}

/// Takes the elements and texts of a page, one after the other.
struct HTMLTreeBuilder {
  private var nodes: [HTMLTree.Node] = []
  private var kinds: [ElementKind] = []
  private var open: [Int] = []

  /// Begins an element in the one that is open.
  ///
  /// - Returns: `false` where too many are open: it is left out, and what is in it belongs to the open
  ///   one. Only one that is taken is closed.
  mutating func open(
    _ name: String,
    _ kind: ElementKind,
    _ attributes: @autoclosure () -> [HTMLTree.Attribute]
  ) -> Bool {
    guard open.count < Limits.openElements else { return false }
    let parent = open.last ?? -1
    open.append(nodes.count)
    nodes.append(
      HTMLTree.Node(parent: parent, end: 0, name: name, text: "", attributes: attributes())
    )
    kinds.append(kind)
    return true
  }

  /// Ends the element that was begun last and is open.
  mutating func close() {
    guard let index = open.popLast() else { preconditionFailure("nothing is open") }
    nodes[index].end = nodes.count
  }

  mutating func append(text: String) {
    nodes.append(
      HTMLTree.Node(
        parent: open.last ?? -1,
        end: nodes.count + 1,
        name: "",
        text: text,
        attributes: []
      )
    )
    kinds.append(.text)
  }

  /// The tree; an empty page where there was nothing.
  consuming func finished() -> ([HTMLTree.Node], [ElementKind]) {
    precondition(open.isEmpty, "an element is open still")
    guard nodes.isEmpty else { return (nodes, kinds) }
    return ([HTMLTree.Node(parent: -1, end: 1, name: "html", text: "", attributes: [])], [[]])
  }
}
