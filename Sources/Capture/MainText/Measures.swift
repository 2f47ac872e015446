/// How much of what kind stands in each node of a page, everything below it included.
///
/// Dropped nodes count for nothing. Made in one pass from the last node to the first, since
/// children come after their parents.
struct Measures {
  /// Characters with single spaces; wide characters count twice, as they say about as much.
  private(set) var text: [Int]
  /// Characters within links.
  private(set) var linked: [Int]
  /// Commas and full stops of scripts that write without spaces.
  private(set) var commas: [Int]
  /// Characters in paragraphs that read like sentences.
  private(set) var prose: [Int]
  private(set) var images: [Int]
  private(set) var paragraphs: [Int]
  private(set) var listItems: [Int]
  /// Characters in headings.
  private(set) var headings: [Int]
  /// Whether an element that breaks the line stands within.
  private(set) var holdsBlock: [Bool]

  init(_ tree: HTMLTree, dropped: [Bool]) {
    let none = [Int](repeating: 0, count: tree.nodes.count)
    (text, linked, commas, prose, images, paragraphs, listItems, headings) =
      (none, none, none, none, none, none, none, none)
    holdsBlock = [Bool](repeating: false, count: tree.nodes.count)
    for index in tree.nodes.indices.reversed() where !dropped[index] {
      let node = tree.nodes[index]
      if node.isText {
        (text[index], commas[index]) = Self.weigh(node.text)
      } else {
        measure(node, at: index)
      }
      guard node.parent >= 0 else { continue }
      add(index, to: node.parent)
      if !node.isText, holdsBlock[index] || !Elements.inline.contains(node.name) {
        holdsBlock[node.parent] = true
      }
    }
  }

  private mutating func measure(_ node: HTMLTree.Node, at index: Int) {
    switch node.name {
    case "a":
      // A link to a note or heading of the same page is part of the text.
      let href = node["href"] ?? "#"
      if !href.hasPrefix("#") { linked[index] = text[index] }
    case "img", "picture": images[index] += 1
    case "p":
      paragraphs[index] += 1
      if text[index] >= 60, linked[index] * 2 < text[index] { prose[index] = text[index] }
    case "li": listItems[index] += 1
    case let name where Elements.headings.contains(name): headings[index] = text[index]
    default: break
    }
  }

  private mutating func add(_ child: Int, to parent: Int) {
    text[parent] += text[child]
    linked[parent] += linked[child]
    commas[parent] += commas[child]
    prose[parent] += prose[child]
    images[parent] += images[child]
    paragraphs[parent] += paragraphs[child]
    listItems[parent] += listItems[child]
    headings[parent] += headings[child]
  }

  /// The share of a node's text that is links, from 0 to 1.
  func linkDensity(of index: Int) -> Double {
    text[index] == 0 ? 0 : Double(linked[index]) / Double(text[index])
  }

  private static func weigh(_ string: String) -> (text: Int, commas: Int) {
    var text = 0
    var commas = 0
    var inWord = false
    for scalar in string.unicodeScalars {
      switch scalar.value {
      case 9...13, 32, 0xA0: inWord = false
      default:
        text += scalar.value >= 0x2E80 ? 2 : 1
        if !inWord { text += 1 }
        inWord = true
        if commaScalars.contains(scalar.value) { commas += 1 }
      }
    }
    return (max(0, text - 1), commas)
  }

  /// Commas of all scripts, and the ideographic and Thai-like marks that do their work.
  private static let commaScalars: Set<UInt32> = [
    0x2C, 0x060C, 0x104A, 0x1363, 0x2E32, 0x2E34, 0x2E41, 0x3001, 0x3002, 0xFE10, 0xFE11, 0xFE50,
    0xFF0C, 0xFF61, 0xFF64,
  ]
}
