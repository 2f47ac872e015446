/// How much of what kind stands in a node of a page, everything below it included.
struct Measure {
  /// Characters with single spaces; wide characters count twice, as they say about as much.
  var text: Int32 = 0
  /// Characters within links.
  var linked: Int32 = 0
  /// Commas and full stops of scripts that write without spaces.
  var commas: Int32 = 0
  /// Characters in paragraphs that read like sentences.
  var prose: Int32 = 0
  var images: Int32 = 0
  var paragraphs: Int32 = 0
  var listItems: Int32 = 0
  /// Characters in headings.
  var headings: Int32 = 0
  /// Whether an element that breaks the line stands within.
  var holdsBlock = false

  /// The share of the text that is links, from 0 to 1.
  var linkDensity: Double { text == 0 ? 0 : Double(linked) / Double(text) }

  mutating func add(_ other: Measure) {
    text += other.text
    linked += other.linked
    commas += other.commas
    prose += other.prose
    images += other.images
    paragraphs += other.paragraphs
    listItems += other.listItems
    headings += other.headings
  }
}

/// The measures of all nodes of a page; what is left out counts for nothing.
///
/// Made in one pass from the last node to the first, since children come after their parents.
struct Measures {
  private var nodes: [Measure]

  init(_ tree: HTMLTree, weights: TextWeights, marks: BlockMarks) {
    nodes = [Measure](repeating: Measure(), count: tree.nodes.count)
    nodes.withUnsafeMutableBufferPointer { nodes in
      for index in tree.nodes.indices.reversed() where !marks[index] {
        let kind = tree.kinds[index]
        if kind.contains(.text) {
          nodes[index].text = weights.text[index]
          nodes[index].commas = weights.commas[index]
        } else if kind.contains(.measured) {
          Self.measure(&nodes[index], of: tree.nodes[index], kind: kind)
        }
        let parent = tree.nodes[index].parent
        guard parent >= 0 else { continue }
        nodes[parent].add(nodes[index])
        if nodes[index].holdsBlock || kind.isDisjoint(with: [.text, .inline]) {
          nodes[parent].holdsBlock = true
        }
      }
    }
  }

  subscript(index: Int) -> Measure { nodes[index] }

  /// Of each node, whether an element that breaks the line stands within.
  var holdsBlock: [Bool] { nodes.map(\.holdsBlock) }

  /// Whether so many characters of a root stand before a node in it.
  func hasText(_ least: Int32, before index: Int, in root: Int, tree: HTMLTree) -> Bool {
    var before: Int32 = 0
    var node = index
    while node > root {
      let parent = tree.nodes[node].parent
      for child in tree.children(of: parent) {
        if child >= node { break }
        before += nodes[child].text
        if before >= least { return true }
      }
      node = parent
    }
    return false
  }

  private static func measure(
    _ measure: inout Measure,
    of node: HTMLTree.Node,
    kind: ElementKind
  ) {
    if kind.contains(.heading) { measure.headings = measure.text }
    switch node.name {
    case "a":
      // A link to a note or heading of the same page is part of the text.
      let href = node["href"] ?? "#"
      if !href.hasPrefix("#") { measure.linked = measure.text }
    case "img", "picture": measure.images += 1
    case "p":
      measure.paragraphs += 1
      if measure.text >= 60, measure.linked * 2 < measure.text { measure.prose = measure.text }
    case "li": measure.listItems += 1
    default: break
    }
  }
}
