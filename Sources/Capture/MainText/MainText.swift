/// Finds the article in a page: by the density of its paragraphs, and by the elements that say so.
///
/// Paragraph scores follow Readability: each paragraph gives points for its length and its commas
/// to the elements around it, and what is mostly links loses them. The elements by which a page
/// names its own article are preferred where they hold the text that the scores found. Rules that
/// leave too little are taken back one by one.
struct MainText {
  /// The parts of a page to write out.
  struct Selection {
    var roots: [Int]
    var dropped: [Bool]
    var length: Int
  }

  private struct Rules: OptionSet {
    let rawValue: Int
    static let names = Rules(rawValue: 1)
    static let weights = Rules(rawValue: 2)
    static let cleaning = Rules(rawValue: 4)
    static let frames = Rules(rawValue: 8)
  }

  private let tree: HTMLTree
  private let pageMeasures: Measures
  private let unread: [Bool]
  private var hints = NameHints()

  init(tree: HTMLTree) {
    self.tree = tree
    unread = Self.unreadNodes(of: tree)
    pageMeasures = Measures(tree, dropped: unread)
  }

  /// The article of the page; everything readable where no part of it stands out.
  mutating func selection() -> Selection {
    var best: Selection?
    for rules: Rules in [
      [.names, .weights, .cleaning, .frames], [.weights, .cleaning, .frames],
      [.cleaning, .frames], [.frames], [],
    ] {
      let attempt = attempt(rules)
      // A short page is short whatever the rules; only a good deal more is worth a looser rule.
      if attempt.length > (best?.length ?? 0) * 2 { best = attempt }
      if let best, best.length >= Self.enough { return best }
    }
    return best ?? Selection(roots: [0], dropped: unread, length: pageMeasures.text[0])
  }

  /// Characters of an article below which looser rules are tried.
  private static let enough = 400

  private mutating func attempt(_ rules: Rules) -> Selection {
    var dropped = unread
    drop(into: &dropped, by: rules)
    let measures = Measures(tree, dropped: dropped)
    let roots = chosenRoots(measures, dropped: dropped, rules: rules)
    if rules.contains(.cleaning) {
      let cleaning = Cleaning(tree: tree, measures: measures)
      for root in roots { cleaning.clean(root, dropped: &dropped, hints: &hints) }
    }
    let final = Measures(tree, dropped: dropped)
    return Selection(
      roots: roots,
      dropped: dropped,
      length: roots.reduce(0) { $0 + final.text[$1] }
    )
  }

  // MARK: What is not read

  private static func unreadNodes(of tree: HTMLTree) -> [Bool] {
    var unread = [Bool](repeating: false, count: tree.nodes.count)
    for index in tree.nodes.indices {
      let node = tree.nodes[index]
      unread[index] =
        (node.parent >= 0 && unread[node.parent])
        || (!node.isText && (Elements.unread.contains(node.name) || isHidden(node)))
    }
    return unread
  }

  private static func isHidden(_ node: HTMLTree.Node) -> Bool {
    if node.attributes.isEmpty || node.name == "body" || node.name == "html" { return false }
    if node["hidden"] != nil { return true }
    if node["aria-hidden"] == "true", node.name != "img", node.name != "math" { return true }
    guard let style = node["style"]?.lowercased().filter({ $0 != " " }) else { return false }
    return style.contains("display:none") || style.contains("visibility:hidden")
  }

  private mutating func drop(into dropped: inout [Bool], by rules: Rules) {
    let page = max(1, pageMeasures.prose[0])
    for index in tree.nodes.indices {
      let node = tree.nodes[index]
      if dropped[index] || node.isText { continue }
      if node.parent >= 0, dropped[node.parent] {
        dropped[index] = true
        continue
      }
      // Whatever its name: what holds a third of the page's prose is not beside it.
      if pageMeasures.prose[index] * 3 > page { continue }
      if isFrame(node, at: index, rules: rules) || isBeside(node, rules: rules) {
        for inner in tree.subtree(of: index) { dropped[inner] = true }
      }
    }
  }

  private func isFrame(_ node: HTMLTree.Node, at index: Int, rules: Rules) -> Bool {
    guard rules.contains(.frames) else { return false }
    if let role = node["role"], Self.frameRoles.contains(role) { return true }
    if Elements.frame.contains(node.name) { return true }
    return node.name == "header" && pageMeasures.prose[index] == 0
  }

  private static let frameRoles: Set<String> = [
    "navigation", "complementary", "banner", "contentinfo", "dialog", "alertdialog", "alert",
    "menu", "menubar", "search", "toolbar", "tablist",
  ]

  private mutating func isBeside(_ node: HTMLTree.Node, rules: Rules) -> Bool {
    guard rules.contains(.names), !Self.neverBeside.contains(node.name) else { return false }
    let verdict = hints.verdict(on: node)
    return verdict.isChrome || verdict.isUnlikely
  }

  private static let neverBeside: Set<String> = [
    "html", "body", "article", "main", "a", "code", "pre", "td", "tr", "tbody", "thead", "th",
    "h1", "em", "strong", "b", "i", "math", "figure", "img",
  ]

  // MARK: What is chosen

  private mutating func chosenRoots(
    _ measures: Measures,
    dropped: [Bool],
    rules: Rules
  ) -> [Int] {
    let scores = scores(measures, dropped: dropped, rules: rules)
    guard let top = scores.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else {
      return [tree.firstElement(named: "body") ?? 0]
    }
    let root = raised(top, scores: scores)
    let scored = withSiblings(of: root, scores: scores, measures: measures, dropped: dropped)
    return named(holding: scored, measures: measures, dropped: dropped) ?? scored
  }

  private mutating func scores(
    _ measures: Measures,
    dropped: [Bool],
    rules: Rules
  ) -> [Int: Double] {
    var scores: [Int: Double] = [:]
    for paragraph in paragraphs(measures, dropped: dropped) {
      var points = 1.0 + Double(measures.commas[paragraph.node] + 1)
      points += min(Double(measures.text[paragraph.node]) / 100, 3)
      if paragraph.isRun {
        points =
          2 + Double(paragraph.commas) + min(Double(paragraph.text) / 100, 3 * paragraph.lines)
      }
      var ancestor = paragraph.isRun ? paragraph.node : tree.nodes[paragraph.node].parent
      for level in 0..<5 where ancestor >= 0 {
        let share = level == 0 ? 1 : level == 1 ? 0.5 : 1 / (3 * Double(level))
        if scores[ancestor] == nil {
          scores[ancestor] = start(of: tree.nodes[ancestor], rules: rules)
        }
        scores[ancestor, default: 0] += points * share
        ancestor = tree.nodes[ancestor].parent
      }
    }
    for (index, score) in scores {
      scores[index] = score * (1 - measures.linkDensity(of: index))
    }
    return scores
  }

  private struct Paragraph {
    var node: Int
    /// A run of text directly in a container, beside blocks.
    var isRun = false
    var text = 0
    var commas = 0
    var lines = 1.0
  }

  private func paragraphs(_ measures: Measures, dropped: [Bool]) -> [Paragraph] {
    var found: [Paragraph] = []
    for index in tree.nodes.indices where !dropped[index] && !tree.nodes[index].isText {
      let name = tree.nodes[index].name
      guard measures.text[index] >= 25, !Elements.inline.contains(name) else { continue }
      let isWhole = !measures.holdsBlock[index]
      if Elements.paragraphs.contains(name) || (isWhole && name != "li") {
        found.append(Paragraph(node: index))
      } else if !isWhole, name != "ul", name != "ol" {
        let run = directRun(in: index, measures: measures, dropped: dropped)
        if run.text >= 25 { found.append(run) }
      }
    }
    return found
  }

  private func directRun(in index: Int, measures: Measures, dropped: [Bool]) -> Paragraph {
    var run = Paragraph(node: index, isRun: true)
    for child in tree.children(of: index) where !dropped[child] && !measures.holdsBlock[child] {
      let name = tree.nodes[child].name
      guard name.isEmpty || Elements.inline.contains(name) else { continue }
      if name == "br" { run.lines += 0.5 }
      run.text += measures.text[child] - measures.linked[child]
      run.commas += measures.commas[child]
    }
    return run
  }

  private mutating func start(of node: HTMLTree.Node, rules: Rules) -> Double {
    let weight = rules.contains(.weights) ? Double(hints.verdict(on: node).weight) : 0
    switch node.name {
    case "div", "article", "section", "main": return weight + 5
    case "pre", "td", "blockquote": return weight + 3
    case "address", "ol", "ul", "dl", "dd", "dt", "li", "form": return weight - 3
    case "h1", "h2", "h3", "h4", "h5", "h6", "th": return weight - 5
    default: return weight
    }
  }

  /// Up from the best element while what is around it scores as well, or holds several as good.
  private func raised(_ top: Int, scores: [Int: Double]) -> Int {
    let topScore = scores[top] ?? 0
    let rivals = scores.filter { $0.value >= topScore * 0.75 && $0.key != top }.map(\.key)
    var root = top
    var candidate = tree.nodes[top].parent
    while candidate >= 0, tree.nodes[candidate].name != "body", rivals.count >= 3 {
      if rivals.count(where: { tree.subtree(of: candidate).contains($0) }) >= 3 {
        root = candidate
        break
      }
      candidate = tree.nodes[candidate].parent
    }
    var last = scores[root] ?? topScore
    let floor = last / 3
    candidate = tree.nodes[root].parent
    while candidate >= 0, tree.nodes[candidate].name != "body" {
      guard let score = scores[candidate] else { break }
      if score < floor { break }
      if score > last {
        root = candidate
        break
      }
      last = score
      candidate = tree.nodes[candidate].parent
    }
    // An only child says no more than its parent.
    while root > 0, tree.nodes[root].parent >= 0,
      tree.nodes[tree.nodes[root].parent].name != "body",
      isOnlyChild(root)
    {
      root = tree.nodes[root].parent
    }
    return root
  }

  private func isOnlyChild(_ index: Int) -> Bool {
    tree.children(of: tree.nodes[index].parent).count { child in
      !tree.nodes[child].isText || !tree.nodes[child].text.allSatisfy(\.isWhitespace)
    } == 1
  }

  private func withSiblings(
    of root: Int,
    scores: [Int: Double],
    measures: Measures,
    dropped: [Bool]
  ) -> [Int] {
    let parent = tree.nodes[root].parent
    guard parent >= 0, root > 0 else { return [root] }
    let score = scores[root] ?? 0
    let threshold = max(10, score * 0.2)
    let ownClass = tree.nodes[root]["class"] ?? ""
    return tree.children(of: parent).filter { sibling in
      if sibling == root { return true }
      let node = tree.nodes[sibling]
      if dropped[sibling] || node.isText { return false }
      let bonus = !ownClass.isEmpty && node["class"] == ownClass ? score * 0.2 : 0
      if let siblingScore = scores[sibling], siblingScore + bonus >= threshold { return true }
      guard node.name == "p" else { return false }
      let density = measures.linkDensity(of: sibling)
      return measures.text[sibling] > 80
        ? density < 0.25 : density == 0 && measures.commas[sibling] > 0
    }
  }

  /// The element by which the page names its article, where it holds what the scores found.
  private mutating func named(
    holding scored: [Int],
    measures: Measures,
    dropped: [Bool]
  ) -> [Int]? {
    let found = scored.reduce(0) { $0 + measures.prose[$1] }
    guard found > 0 else { return nil }
    var best: (rank: Int, index: Int)?
    for index in tree.nodes.indices where !dropped[index] && !tree.nodes[index].isText {
      guard overlap(of: index, with: scored, measures: measures) * 10 >= found * 8 else { continue }
      let rank = nameRank(of: tree.nodes[index])
      // Of equals the innermost that still holds the text.
      if rank > 0, rank >= best?.rank ?? 0 { best = (rank, index) }
    }
    return best.map { [$0.index] }
  }

  /// How surely a name says that the element is the article's text; 0 where it says nothing.
  private mutating func nameRank(of node: HTMLTree.Node) -> Int {
    if node["itemprop"]?.lowercased().contains("articlebody") == true { return 4 }
    if hints.verdict(on: node).isBody { return 3 }
    if node.name == "article" { return 2 }
    return node.name == "main" || node["role"] == "main" ? 1 : 0
  }

  private func overlap(of index: Int, with roots: [Int], measures: Measures) -> Int {
    roots.reduce(0) { sum, root in
      if tree.subtree(of: index).contains(root) { return sum + measures.prose[root] }
      if tree.subtree(of: root).contains(index) { return sum + measures.prose[index] }
      return sum
    }
  }
}
