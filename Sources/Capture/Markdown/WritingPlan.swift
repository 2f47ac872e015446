/// What is known of a page before it is written: what is left out, what stands for what.
///
/// Pages say one thing in many shapes; each shape is found here, once, so that the writers meet
/// formulas, notes and pictures as such. Linear in the size of the page.
struct WritingPlan {
  let tree: HTMLTree
  let base: WebBase
  /// Nodes that are not written, with all below them.
  var dropped: [Bool]
  /// Whether an element that breaks the line stands within.
  private(set) var holdsBlock: [Bool] = []
  private(set) var formulas: [Int: Formula] = [:]
  private(set) var pictures: [Int: Picture] = [:]
  private(set) var footnotes = Footnotes()
  /// Addresses of links around whole blocks, by the block that shows them.
  private(set) var blockLinks: [Int: String] = [:]
  /// Whether text between TeX's delimiters is a formula here.
  private(set) var readsTeX = false

  init(tree: HTMLTree, roots: [Int], dropped: [Bool], base: WebBase) {
    self.tree = tree
    self.base = base
    self.dropped = dropped
    let hidden = HiddenForms(tree: tree, base: base)
    hidden.reveal(in: roots, dropped: &self.dropped)
    let finder = FormulaFinder(tree: tree)
    formulas = finder.formulas(in: roots, dropped: &self.dropped)
    readsTeX = finder.readsTeX(in: roots, dropped: self.dropped)
    footnotes = FootnoteFinder(tree: tree, roots: roots, dropped: self.dropped).footnotes
    for index in footnotes.definitions.flatMap(\.nodes) { restore(index) }
    for index in footnotes.skipped { self.dropped[index] = true }
    for definition in footnotes.definitions {
      for node in definition.nodes { self.dropped[node] = true }
    }
    let known = formulas
    pictures = PictureFinder(tree: tree, base: base).pictures(
      in: roots + footnotes.definitions.flatMap(\.nodes),
      without: { known[$0] != nil },
      dropped: self.dropped
    )
    RepeatedQuotes(tree: tree, roots: roots).drop(&self.dropped)
    holdsBlock = blockHolders()
    linkBlocks(in: roots)
  }

  /// Gives pictures the captions that are known of them, by their nodes.
  mutating func add(_ captions: [Int: String]) {
    for (index, caption) in captions { pictures[index]?.caption = caption }
  }

  /// Makes a note readable that was left out with its surroundings.
  private mutating func restore(_ root: Int) {
    guard dropped[root] else { return }
    for index in tree.subtree(of: root) {
      let isBelowDropped = index != root && dropped[tree.nodes[index].parent]
      dropped[index] = isBelowDropped || Elements.unread.contains(tree.nodes[index].name)
    }
  }

  private func blockHolders() -> [Bool] {
    var holds = [Bool](repeating: false, count: tree.nodes.count)
    for index in tree.nodes.indices.reversed() where !dropped[index] && formulas[index] == nil {
      let node = tree.nodes[index]
      if node.parent >= 0, !node.isText, holds[index] || !Self.isInline(node.name) {
        holds[node.parent] = true
      }
    }
    for index in formulas.keys { holds[index] = false }
    return holds
  }

  private static func isInline(_ name: String) -> Bool {
    Elements.inline.contains(name) || name == "noscript" || name == "iframe" || name == "input"
      || name.hasPrefix("mjx-")
  }

  /// Whether a node stands within a line of text.
  func isInline(_ index: Int) -> Bool {
    let node = tree.nodes[index]
    return node.isText || formulas[index] != nil || footnotes.references[index] != nil
      || (Self.isInline(node.name) && !holdsBlock[index])
  }

  // MARK: Links around blocks

  /// A link cannot hold blocks in Markdown: the first heading in it, else its first line, has it.
  private mutating func linkBlocks(in roots: [Int]) {
    for root in roots {
      for index in tree.subtree(of: root)
      where tree.nodes[index].name == "a" && holdsBlock[index] && !dropped[index] {
        guard let href = tree.nodes[index]["href"], let address = linkAddress(href) else {
          continue
        }
        let inside = tree.subtree(of: index).dropFirst().filter { !dropped[$0] }
        let lines = inside.filter { inner in
          !tree.nodes[inner].isText && !holdsBlock[inner] && !isInline(inner)
            && !tree.text(of: inner).isEmpty
        }
        let heading = lines.first { Elements.headings.contains(tree.nodes[$0].name) }
        if let line = heading ?? lines.first { blockLinks[line] = address }
      }
    }
  }

  /// Whether a link only marks the place where it stands, as signs beside headings do.
  func isSectionMark(_ index: Int) -> Bool {
    guard tree.nodes[index]["href"]?.contains("#") == true else { return false }
    let text = tree.text(of: index, all: true)
    if ["#", "¶", "§", "🔗"].contains(text) { return true }
    let names = (tree.nodes[index]["class"] ?? "").split(separator: " ")
    return text.count < 20
      && names.contains { ["headerlink", "header-anchor", "hash-link"].contains($0) }
      && isInHeading(index) && tree.text(of: tree.nodes[index].parent, all: true) != text
  }

  func isInHeading(_ index: Int) -> Bool {
    var parent = tree.nodes[index].parent
    while parent >= 0 {
      if Elements.headings.contains(tree.nodes[parent].name) { return true }
      if !Elements.inline.contains(tree.nodes[parent].name) { return false }
      parent = tree.nodes[parent].parent
    }
    return false
  }

  /// The absolute address of a link; `nil` for what leads nowhere.
  func linkAddress(_ link: String) -> String? {
    let scheme = link.trimmed().prefix { $0 != ":" && $0 != "/" && $0 != "?" && $0 != "#" }
    let isDead = ["javascript", "data", "vbscript", "blob", "about"].contains(scheme.lowercased())
    return isDead || link.trimmed() == "#" ? nil : base.resolved(link)
  }
}
