/// Takes out of a chosen part what is not its text: link lists, boxes, bars, empty shells.
///
/// The conditions are those of Readability's conditional cleaning, on measures made once.
struct Cleaning {
  let tree: HTMLTree
  let measures: Measures

  func clean(_ root: Int, dropped: inout [Bool], hints: inout NameHints) {
    for index in tree.subtree(of: root) where index != root && !dropped[index] {
      let node = tree.nodes[index]
      if node.isText { continue }
      if dropped[node.parent] || isClutter(node, at: index, root: root, hints: &hints) {
        for inner in tree.subtree(of: index) { dropped[inner] = true }
      }
    }
  }

  private func isClutter(
    _ node: HTMLTree.Node,
    at index: Int,
    root: Int,
    hints: inout NameHints
  ) -> Bool {
    // What holds a third of the text is the text.
    if measures.text[index] * 3 > measures.text[root] { return false }
    switch node.name {
    case "div", "section", "fieldset", "ul", "ol", "dl", "table", "article":
      return isThinBlock(node, at: index, hints: &hints)
    case "p", "h2", "h3", "h4", "h5", "h6":
      return isLinkLine(at: index)
    default: return false
    }
  }

  private func isThinBlock(
    _ node: HTMLTree.Node,
    at index: Int,
    hints: inout NameHints
  ) -> Bool {
    let text = measures.text[index]
    if text == 0 { return measures.images[index] == 0 }
    if node.name == "table", isDataTable(index) { return false }
    let weight = hints.verdict(on: node).weight
    if weight < 0, measures.prose[index] == 0 { return true }
    if measures.commas[index] >= 10 { return false }
    let density = measures.linkDensity(of: index)
    let items = measures.listItems[index]
    let isList = node.name == "ul" || node.name == "ol"
    if isList || items * 30 > text { return density > (weight >= 25 ? 0.6 : 0.5) }
    if weight < 25, density > 0.35 { return true }
    if density > 0.5 { return true }
    if measures.headings[index] * 10 > text * 9, measures.images[index] == 0 { return false }
    return false
  }

  /// A paragraph or heading that is nothing but links.
  private func isLinkLine(at index: Int) -> Bool {
    let text = measures.text[index]
    return text > 0 && measures.images[index] == 0 && measures.linkDensity(of: index) > 0.9
      && (text > 12 || Elements.headings.contains(tree.nodes[index].name))
  }

  private func isDataTable(_ index: Int) -> Bool {
    if tree.nodes[index]["role"] == "presentation" { return false }
    var rows = 0
    for inner in tree.subtree(of: index).dropFirst() {
      switch tree.nodes[inner].name {
      case "table": return false
      case "caption", "th", "thead", "tfoot": return true
      case "tr": rows += 1
      default: continue
      }
    }
    return rows > 3
  }
}
