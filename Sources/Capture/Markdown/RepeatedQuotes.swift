/// Leaves out quotations that only repeat what the article says, as pages set them large beside it.
struct RepeatedQuotes {
  let tree: HTMLTree
  let roots: [Int]

  private static let names = Pieces("pullquote pull-quote pull_quote")
  /// Pages have some; each is looked for in the whole text.
  private static let most = 100

  func drop(_ dropped: inout [Bool]) {
    let quotes = roots.flatMap { root in
      tree.subtree(of: root).dropFirst().filter { index in
        guard !dropped[index], let names = tree.nodes[index]["class"] else { return false }
        return Self.names.occur(in: names)
      }
    }
    guard !quotes.isEmpty else { return }
    var texts = roots.map { FoldedNodes(tree: tree, nodes: tree.subtree(of: $0), dropped: dropped) }
    for quote in quotes.prefix(Self.most) where !dropped[quote] {
      let words = tree.text(of: quote).foldedForComparison
      guard words.count > 20, words.count < 600 else { continue }
      let inside = tree.subtree(of: quote)
      guard texts.contains(where: { $0.holds(Array(words.utf8), outside: inside) }) else {
        continue
      }
      for index in inside { dropped[index] = true }
      for place in texts.indices { texts[place].blank(inside) }
    }
  }
}

/// The letters and digits of some nodes, one node after the other.
private struct FoldedNodes {
  private var bytes: [UInt8] = []
  /// Where each node's begin.
  private var starts: [(node: Int, byte: Int)] = []

  /// Stands in no text.
  private static let blank: UInt8 = 0xFF

  init(tree: HTMLTree, nodes: Range<Int>, dropped: [Bool]) {
    for index in nodes where tree.nodes[index].isText && !dropped[index] {
      starts.append((index, bytes.count))
      bytes += tree.nodes[index].text.foldedForComparison.utf8
    }
  }

  /// Whether some words stand anywhere but in some nodes.
  func holds(_ words: [UInt8], outside nodes: Range<Int>) -> Bool {
    let own = place(of: nodes)
    return [bytes[..<own.lowerBound], bytes[own.upperBound...]]
      .contains { Array($0).firstIndex(of: words) != nil }
  }

  /// Takes nodes out of the text.
  mutating func blank(_ nodes: Range<Int>) {
    for byte in place(of: nodes) { bytes[byte] = Self.blank }
  }

  private func place(of nodes: Range<Int>) -> Range<Int> {
    let first = starts.first { $0.node >= nodes.lowerBound }?.byte ?? bytes.count
    return first..<(starts.first { $0.node >= nodes.upperBound }?.byte ?? bytes.count)
  }
}
