/// Puts the late parts of a page where they belong.
///
/// Servers of React send a page at once with `template` elements in place of what is not ready, and
/// each part later, hidden, at the end of the body; a program in the page moves it. A part `S:3` goes
/// where the template `B:3` or `P:3` stands.
struct StreamedParts {
  private let tree: HTMLTree
  /// The part for each template that has one.
  private var parts: [Int: Int] = [:]
  private var moved: Set<Int> = []

  /// The page with its parts in place; as it is where it has none, or where they stand in each other.
  ///
  /// Linear in the size of the page.
  static func placed(in tree: HTMLTree, without off: Set<ExtractionRule> = []) -> HTMLTree {
    if off.contains(.streamedPart) { return tree }
    let parts = StreamedParts(tree: tree)
    return parts.parts.isEmpty ? tree : parts.placed() ?? tree
  }

  private init(tree: HTMLTree) {
    self.tree = tree
    var templates: [Substring: Int] = [:]
    var found: [(id: Substring, index: Int)] = []
    for index in tree.nodes.indices where !tree.nodes[index].attributes.isEmpty {
      let node = tree.nodes[index]
      if node.name == "template", let id = node["id"], id.hasPrefix("B:") || id.hasPrefix("P:") {
        templates[id.dropFirst(2)] = index
      } else if node.name == "div", node["hidden"] != nil, let id = node["id"], id.hasPrefix("S:") {
        found.append((id.dropFirst(2), index))
      }
    }
    for (id, index) in found {
      guard let template = templates[id], parts[template] == nil else { continue }
      parts[template] = index
      moved.insert(index)
    }
  }

  private func placed() -> HTMLTree? {
    var builder = HTMLTreeBuilder()
    /// What is still to be copied, last first; `nil` closes the open element.
    var pending: [Int?] = [0]
    var count = 0
    while let next = pending.popLast() {
      guard let index = next else {
        builder.close()
        continue
      }
      if moved.contains(index) { continue }
      let node = tree.nodes[index]
      if parts[index] != nil {
        count += 1
      } else if node.isText {
        builder.append(text: node.text)
        continue
      } else {
        guard builder.open(node.name, tree.kinds[index], node.attributes) else { return nil }
        pending.append(nil)
      }
      pending += tree.children(of: parts[index] ?? index).reversed().map { $0 }
    }
    return count == parts.count ? HTMLTree(builder) : nil
  }
}
