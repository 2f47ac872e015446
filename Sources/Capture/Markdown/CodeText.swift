/// The lines of a piece of code, without their numbers and without the buttons in it.
struct CodeText {
  let tree: HTMLTree
  let root: Int

  /// What editors in a page hold their text in; all else in them is furniture.
  private static let editors = ["cm-content", "view-lines", "ace_text-layer"]

  var lines: [String] {
    var text = ""
    let core = editor ?? self.core
    var index = core
    let end = tree.nodes[index].end
    /// The elements that stand on lines of their own and are not ended, with where they began.
    var open: [(end: Int, start: Int)] = []
    while index < end {
      while let last = open.last, last.end <= index {
        open.removeLast()
        if !text.hasSuffix("\n") || text.utf8.count == last.start { text += "\n" }
      }
      let node = tree.nodes[index]
      if node.isText {
        // Between lines that break by themselves a break is only the page's layout.
        let isLayout =
          text.hasSuffix("\n") && follows(line: index) && node.text.allSatisfy(\.isWhitespace)
        if !isLayout { text += node.text }
        index += 1
        continue
      }
      if index != core, isFurniture(node, at: index) {
        index = node.end
        continue
      }
      if node.name == "br" { text += "\n" }
      if index != core, isLine(node, at: index) {
        if !text.isEmpty, !text.hasSuffix("\n") { text += "\n" }
        if node.name != "span" { open.append((node.end, text.utf8.count)) }
      }
      index += 1
    }
    return text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
      .replacing("\u{A0}", with: " ").replacing("\u{200B}", with: "")
      .split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        var line = line
        while line.last == " " || line.last == "\t" { line.removeLast() }
        return String(line)
      }
  }

  /// The code itself, where a title or a bar stands beside it.
  private var core: Int {
    let codes = tree.subtree(of: root).filter { tree.nodes[$0].name == "code" }
    guard codes.count == 1 else { return root }
    let inside = tree.text(of: codes[0], all: true).utf8.count
    return inside * 2 > tree.text(of: root, all: true).utf8.count ? codes[0] : root
  }

  private var editor: Int? {
    tree.subtree(of: root).first { index in
      let words = (tree.nodes[index]["class"] ?? "").split(separator: " ")
      return words.contains { Self.editors.contains(String($0)) }
    }
  }

  private static let numbers: Set<Substring> = [
    "linenumber", "linenumbers", "line-number", "line-numbers", "lineno", "linenos", "ln", "lnt",
    "gutter", "line-numbers-rows", "hljs-ln-numbers", "rouge-gutter", "blob-num", "lnum",
    "react-syntax-highlighter-line-number",
  ]
  private static let buttons: Set<String> = [
    "button", "script", "style", "svg", "template", "select", "textarea", "input",
  ]

  private func isFurniture(_ node: HTMLTree.Node, at index: Int) -> Bool {
    if Self.buttons.contains(node.name) { return true }
    if node.attributes.isEmpty && node.name != "span" { return false }
    let words = (node["class"] ?? "").split(separator: " ")
    let isNumber = isNumber(index)
    if words.contains(where: { Self.numbers.contains($0) }), isNumber { return true }
    let style = (node["style"] ?? "").filter { $0 != " " }
    if style.contains("user-select:none") || style.contains("display:none") {
      return isNumber || style.contains("display:none")
    }
    if node["data-line-number"] != nil || node["aria-hidden"] == "true" { return isNumber }
    // A number alone in the row of a line, before the line itself.
    return isNumber && node.name != "pre" && node.name != "code" && isFirstOfRow(node, at: index)
  }

  private func isNumber(_ index: Int) -> Bool {
    tree.text(of: index, all: true).allSatisfy { $0.isNumber || $0.isWhitespace }
  }

  private func isFirstOfRow(_ node: HTMLTree.Node, at index: Int) -> Bool {
    let row = tree.nodes[node.parent]
    guard row.name == "div" || row.name == "tr" || row.name == "li", index == node.parent + 1,
      node.end < row.end, !tree.text(of: index, all: true).isEmpty
    else { return false }
    return ["div", "code", "td", "pre"].contains(tree.nodes[node.end].name)
  }

  /// Elements that stand on a line of their own, whether or not a break follows.
  private func isLine(_ node: HTMLTree.Node, at index: Int) -> Bool {
    switch node.name {
    case "div", "p", "li", "tr", "figcaption": return true
    case "code": return tree.nodes[node.parent].name == "pre" && isSibling(node)
    case "span":
      guard node["data-line"] != nil || (node["class"] ?? "").split(separator: " ").contains("line")
      else { return false }
      return true
    default: return false
    }
  }

  private func follows(line index: Int) -> Bool {
    let parent = tree.nodes[index].parent
    return tree.children(of: parent).contains { child in
      tree.nodes[child].end == index && ["div", "p", "li", "tr"].contains(tree.nodes[child].name)
    }
  }

  private func isSibling(_ node: HTMLTree.Node) -> Bool {
    tree.children(of: node.parent).count { tree.nodes[$0].name == "code" } > 1
  }
}
