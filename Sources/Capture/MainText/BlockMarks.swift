/// Which nodes of a page are left out, and by which rule.
struct BlockMarks {
  private(set) var rules: [ExtractionRule?]

  init(count: Int) {
    rules = [ExtractionRule?](repeating: nil, count: count)
  }

  /// Whether a node is left out.
  subscript(index: Int) -> Bool { rules[index] != nil }

  /// Leaves a node out, with all that is in it.
  mutating func drop(_ index: Int, by rule: ExtractionRule, in tree: HTMLTree) {
    // A node goes once: what was out before keeps its reason.
    for inner in tree.subtree(of: index) where rules[inner] == nil { rules[inner] = rule }
  }

  /// Takes a node back in, save what other marks leave out, and all it stands in.
  mutating func keep(_ index: Int, in tree: HTMLTree, as other: BlockMarks) {
    var around = tree.nodes[index].parent
    while around >= 0, rules[around] != nil {
      rules[around] = nil
      around = tree.nodes[around].parent
    }
    for inner in tree.subtree(of: index) { rules[inner] = other.rules[inner] }
  }

  var dropped: [Bool] { rules.map { $0 != nil } }
}
