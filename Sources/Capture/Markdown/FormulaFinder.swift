/// Finds the formulas of a page, in the shapes that KaTeX, MathJax, MathML and pictures give them.
struct FormulaFinder {
  let tree: HTMLTree

  /// The formula that each outermost node of one stands for.
  func formulas(in roots: [Int], dropped: inout [Bool]) -> [Int: Formula] {
    var found: [Int: Formula] = [:]
    for root in roots {
      var index = root
      while index < tree.nodes[root].end {
        let node = tree.nodes[index]
        if index != root, isWritten(node, at: index, dropped: dropped),
          let formula = formula(node, at: index)
        {
          found[index] = formula
          dropped[index] = false
          dropRenderings(before: index, dropped: &dropped)
          index = node.end
        } else {
          index += 1
        }
      }
    }
    return found
  }

  /// A formula's source may stand in an element that is not shown, but not in one left out.
  private func isWritten(_ node: HTMLTree.Node, at index: Int, dropped: [Bool]) -> Bool {
    if node.isText || dropped[node.parent] { return false }
    return !dropped[index] || (node.name == "script" && node["type"] != nil)
  }

  private func formula(_ node: HTMLTree.Node, at index: Int) -> Formula? {
    switch node.name {
    case "math": return math(index)
    case "script": return script(node, at: index)
    case "mjx-container":
      let isDisplay = node["display"] == "true" || node["display"] == "block"
      return elements("math", in: index).first.flatMap { math($0, isDisplay: isDisplay) }
    case "img": return image(node)
    default: return rendered(node, at: index)
    }
  }

  /// The source between the tags of MathJax 2.
  private func script(_ node: HTMLTree.Node, at index: Int) -> Formula? {
    guard let type = node["type"]?.lowercased(), type.hasPrefix("math/") else { return nil }
    let source = tree.text(of: index, all: true)
    let isDisplay = type.contains("mode=display")
    if type.hasPrefix("math/tex") { return Formula(Self.raw(tree, index), isDisplay: isDisplay) }
    return type.hasPrefix("math/mml") ? Self.parsed(source, isDisplay: isDisplay) : nil
  }

  private static func raw(_ tree: HTMLTree, _ index: Int) -> String {
    tree.subtree(of: index).map { tree.nodes[$0].text }.joined()
  }

  private static func parsed(_ mathML: String, isDisplay: Bool) -> Formula? {
    let inner = HTMLTree(parsing: mathML)
    guard let math = inner.firstElement(named: "math") else { return nil }
    return FormulaFinder(tree: inner).math(math, isDisplay: isDisplay)
  }

  /// What MathJax and KaTeX made, which holds its source beside the looks.
  private func rendered(_ node: HTMLTree.Node, at index: Int) -> Formula? {
    if let mathML = node["data-mathml"] {
      let isDisplay =
        hasAncestor(index, named: "MathJax_Display") || mathML.contains("display=\"block")
      return Self.parsed(mathML, isDisplay: isDisplay)
    }
    guard let names = node["class"] else { return nil }
    let words = names.split(whereSeparator: \.isWhitespace)
    if words.contains("katex") || words.contains("katex-display") {
      let isDisplay = words.contains("katex-display") || hasAncestor(index, named: "katex-display")
      if let math = elements("math", in: index).first {
        return self.math(math, isDisplay: isDisplay || tree.nodes[math]["display"] == "block")
      }
      return node["data-math"].flatMap { Formula($0, isDisplay: isDisplay) }
    }
    if words.contains("mwe-math-element") {
      return elements("math", in: index).first.flatMap { math($0) }
    }
    for name in ["data-math", "data-tex", "data-latex", "data-expr"] {
      guard let source = node[name]?.nonEmpty, source.count > 1 || Self.mathNames.occur(in: names)
      else {
        continue
      }
      let isDisplay = names.lowercased().contains("display") || names.lowercased().contains("block")
      return Formula(source, isDisplay: isDisplay || node.name == "div")
    }
    return nil
  }

  private static let mathNames = Pieces("math katex latex")

  private func elements(_ name: String, in index: Int) -> [Int] {
    tree.subtree(of: index).filter { tree.nodes[$0].name == name }
  }

  private func hasAncestor(_ index: Int, named name: String) -> Bool {
    var ancestor = tree.nodes[index].parent
    for _ in 0..<4 where ancestor >= 0 {
      if tree.nodes[ancestor]["class"]?.contains(name) == true { return true }
      ancestor = tree.nodes[ancestor].parent
    }
    return false
  }

  /// A `math` element: its annotation, else its alternative text, else what its elements say.
  private func math(_ index: Int, isDisplay: Bool? = nil) -> Formula? {
    let node = tree.nodes[index]
    let annotation = tree.subtree(of: index).first {
      tree.nodes[$0].name == "annotation"
        && tree.nodes[$0]["encoding"]?.lowercased().contains("tex") == true
    }
    let source =
      annotation.map { Self.raw(tree, $0) }?.trimmed().nonEmpty ?? node["alttext"]?.nonEmpty
      ?? MathML(tree: tree).tex(of: index)
    let isDisplay = isDisplay ?? (node["display"] == "block" || node["mode"] == "display")
    return Formula(unwrapped(source), isDisplay: isDisplay)
  }

  /// Without the style that Wikipedia puts around each formula.
  private func unwrapped(_ source: String) -> String {
    let source = source.trimmed()
    guard source.hasPrefix("{\\displaystyle"), source.hasSuffix("}") else { return source }
    return String(source.dropFirst("{\\displaystyle".count).dropLast())
  }

  /// A picture of a formula whose alternative text is the source.
  private func image(_ node: HTMLTree.Node) -> Formula? {
    guard let source = node["alt"]?.trimmed().nonEmpty else { return nil }
    let names = (node["class"] ?? "").lowercased().split(separator: " ")
    let isNamed = names.contains { ["latex", "tex", "math", "mwe-math-fallback"].contains($0) }
    guard isNamed || (TeXText.looksLikeTeX(source) && source.contains("\\")) else { return nil }
    let isBlock = source.contains("\\begin{") || isAlone(node)
    return Formula(unwrapped(source.trimming("$")), isDisplay: isBlock)
  }

  /// Whether a picture is all that its paragraph holds.
  private func isAlone(_ node: HTMLTree.Node) -> Bool {
    node.parent >= 0 && tree.nodes[node.parent].name == "p"
      && tree.text(of: node.parent, all: true).isEmpty
  }

  /// Leaves out what MathJax 2 draws before the source.
  private func dropRenderings(before index: Int, dropped: inout [Bool]) {
    guard tree.nodes[index].name == "script" else { return }
    for sibling in tree.children(of: tree.nodes[index].parent) where sibling < index {
      guard let names = tree.nodes[sibling]["class"], names.contains("MathJax") else { continue }
      for inner in tree.subtree(of: sibling) { dropped[inner] = true }
    }
  }

  // MARK: Formulas in the text

  /// Whether the page has its text's formulas set by a program, or holds such text.
  func readsTeX(in roots: [Int], dropped: [Bool]) -> Bool {
    let loads = tree.elements(named: ["script"]).contains { index in
      Self.programs.occur(in: tree.nodes[index]["src"] ?? "")
        || Self.programs.occur(in: String(Self.raw(tree, index).prefix(400)))
    }
    if loads { return true }
    return roots.contains { root in
      tree.subtree(of: root).contains { index in
        tree.nodes[index].isText && !dropped[index] && TeXText.holdsTeX(tree.nodes[index].text)
      }
    }
  }

  private static let programs = Pieces("mathjax katex")
}

extension String {
  fileprivate func trimming(_ mark: Character) -> String {
    var rest = self[...]
    while rest.count > 1, rest.first == mark, rest.last == mark {
      rest = rest.dropFirst().dropLast()
    }
    return String(rest)
  }
}
