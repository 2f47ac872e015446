import Testing

@testable import Capture

@Suite struct BuildingTrees {
  @Test(arguments: UInt64(1)...20)
  func `a node's end is where its last descendant ends, whatever the parser says`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var builder = HTMLTreeBuilder()
    var depth = 0
    var taken = 0
    for _ in 0..<2000 {
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        guard builder.open("div", [], []) else {
          #expect(depth == Limits.openElements)
          continue
        }
        depth += 1
        taken += 1
      case 2 where depth > 1:
        builder.close()
        depth -= 1
      default:
        builder.append(text: "x")
        taken += 1
      }
    }
    for _ in 0..<depth { builder.close() }
    let (nodes, kinds) = builder.finished()
    #expect(nodes.count == taken && kinds.count == taken)
    for (index, node) in nodes.enumerated() {
      #expect(node.end > index && node.end <= nodes.count)
      guard node.parent >= 0 else { continue }
      #expect(node.parent < index && node.end <= nodes[node.parent].end)
    }
  }

  @Test func `a page is what its parser says it is`() {
    let tree = HTMLTree(parsing: "one two", with: WordParser.self)
    #expect(tree.nodes.map(\.name) == ["body", "p", "", "p", ""])
    #expect(tree.elements(named: ["p"]).map { tree.text(of: $0) } == ["one", "two"])
    #expect(HTMLTree(parsing: "", with: WordParser.self).nodes.map(\.name) == ["html"])
  }
}

/// A paragraph for each word.
private enum WordParser: HTMLParser {
  static func parse(_ page: consuming [UInt8], into builder: inout HTMLTreeBuilder) {
    let words = String(decoding: page, as: UTF8.self).split(separator: " ")
    guard !words.isEmpty, builder.open("body", [], []) else { return }
    for word in words where builder.open("p", [], []) {
      builder.append(text: String(word))
      builder.close()
    }
    builder.close()
  }
}
