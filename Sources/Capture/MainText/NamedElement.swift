/// The element by which a page names its own article, where it holds what the scores found.
struct NamedElement {
  let tree: HTMLTree
  let hints: NameHints
  let measures: Measures
  let marks: BlockMarks

  func element(holding roots: [Int]) -> Int? {
    let found = roots.reduce(0) { $0 + measures[$1].prose }
    guard found > 0 else { return nil }
    var best: (rank: Int, overlap: Int32, index: Int)?
    for index in tree.nodes.indices where !marks[index] && !tree.kinds[index].contains(.text) {
      let rank = rank(of: index)
      guard rank > 0, rank >= best?.rank ?? 0 else { continue }
      let overlap = overlap(of: index, with: roots)
      guard overlap * 10 >= found * 8 else { continue }
      // Of equals the innermost that still holds the text.
      if let best, best.rank == rank, overlap * 20 < best.overlap * 19 { continue }
      best = (rank, overlap, index)
    }
    return best?.index
  }

  /// How surely a name says that the element is the article's text; 0 where it says nothing.
  private func rank(of index: Int) -> Int {
    let node = tree.nodes[index]
    if node["itemprop"]?.lowercased().contains("articlebody") == true { return 4 }
    if hints[index].contains(.body) { return 3 }
    if node.name == "article" { return 2 }
    return node.name == "main" || node["role"] == "main" ? 1 : 0
  }

  private func overlap(of index: Int, with roots: [Int]) -> Int32 {
    roots.reduce(0) { sum, root in
      if tree.subtree(of: index).contains(root) { return sum + measures[root].prose }
      if tree.subtree(of: root).contains(index) { return sum + measures[index].prose }
      return sum
    }
  }
}
