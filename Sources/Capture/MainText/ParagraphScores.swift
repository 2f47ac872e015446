/// The first extractor: finds the article by the density of its paragraphs.
///
/// Follows Readability: each paragraph gives points for its length and its commas to the elements
/// around it, and what is mostly links loses them.
struct ParagraphScores {
  let tree: HTMLTree
  let hints: NameHints
  let measures: Measures
  let marks: BlockMarks
  /// Whether names weigh in.
  let usesNames: Bool
  let off: Set<ExtractionRule>

  private var scores: [Int: Double] = [:]

  init(
    tree: HTMLTree,
    hints: NameHints,
    measures: Measures,
    marks: BlockMarks,
    usesNames: Bool,
    off: Set<ExtractionRule>
  ) {
    self.tree = tree
    self.hints = hints
    self.measures = measures
    self.marks = marks
    self.usesNames = usesNames && !off.contains(.nameWeights)
    self.off = off
    score()
  }

  /// The elements that make up the article; none where the page has no paragraph.
  func roots() -> [Int] {
    guard let top = scores.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else {
      return []
    }
    return withSiblings(of: raised(top))
  }

  // MARK: Scores

  private mutating func score() {
    for paragraph in paragraphs() {
      let measure = measures[paragraph.node]
      var points = 2 + Double(measure.commas) + min(Double(measure.text) / 100, 3)
      if paragraph.isRun {
        points =
          2 + Double(paragraph.commas) + min(Double(paragraph.text) / 100, 3 * paragraph.lines)
      }
      var ancestor = paragraph.isRun ? paragraph.node : tree.nodes[paragraph.node].parent
      for level in 0..<5 where ancestor >= 0 {
        let share = level == 0 ? 1 : level == 1 ? 0.5 : 1 / (3 * Double(level))
        scores[ancestor] = (scores[ancestor] ?? start(of: ancestor)) + points * share
        ancestor = tree.nodes[ancestor].parent
      }
    }
    for (index, score) in scores { scores[index] = score * (1 - measures[index].linkDensity) }
  }

  private struct Paragraph {
    var node: Int
    /// A run of text directly in a container, beside blocks.
    var isRun = false
    var text: Int32 = 0
    var commas: Int32 = 0
    var lines = 1.0
  }

  private func paragraphs() -> [Paragraph] {
    var found: [Paragraph] = []
    for index in tree.nodes.indices where !marks[index] {
      let measure = measures[index]
      let kind = tree.kinds[index]
      guard measure.text >= 25, kind.isDisjoint(with: [.text, .inline]) else { continue }
      let name = tree.nodes[index].name
      if kind.contains(.paragraph) || (!measure.holdsBlock && name != "li") {
        found.append(Paragraph(node: index))
      } else if measure.holdsBlock, name != "ul", name != "ol" {
        let run = directRun(in: index)
        if run.text >= 25 { found.append(run) }
      }
    }
    return found
  }

  private func directRun(in index: Int) -> Paragraph {
    var run = Paragraph(node: index, isRun: true)
    for child in tree.children(of: index) where !marks[child] && !measures[child].holdsBlock {
      guard !tree.kinds[child].isDisjoint(with: [.text, .inline]) else { continue }
      if tree.nodes[child].name == "br" { run.lines += 0.5 }
      run.text += measures[child].text - measures[child].linked
      run.commas += measures[child].commas
    }
    return run
  }

  private func start(of index: Int) -> Double {
    let weight = usesNames ? Double(hints[index].weight) : 0
    switch tree.nodes[index].name {
    case "div", "article", "section", "main": return weight + 5
    case "pre", "td", "blockquote": return weight + 3
    case "address", "ol", "ul", "dl", "dd", "dt", "li", "form": return weight - 3
    case "h1", "h2", "h3", "h4", "h5", "h6", "th": return weight - 5
    default: return weight
    }
  }

  // MARK: From the best element to the whole article

  /// Up from the best element while what is around it scores as well, or holds several as good.
  private func raised(_ top: Int) -> Int {
    var root = commonAncestor(of: top) ?? top
    var last = scores[root] ?? scores[top] ?? 0
    let floor = last / 3
    var candidate = tree.nodes[root].parent
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

  /// The nearest element that holds three others that score nearly as well.
  private func commonAncestor(of top: Int) -> Int? {
    if off.contains(.commonAncestor) { return nil }
    let threshold = (scores[top] ?? 0) * 0.75
    let rivals = scores.filter { $0.value >= threshold && $0.key != top }.map(\.key)
    var candidate = tree.nodes[top].parent
    while candidate >= 0, tree.nodes[candidate].name != "body", rivals.count >= 3 {
      if rivals.count(where: { tree.subtree(of: candidate).contains($0) }) >= 3 {
        return candidate
      }
      candidate = tree.nodes[candidate].parent
    }
    return nil
  }

  private func isOnlyChild(_ index: Int) -> Bool {
    tree.children(of: tree.nodes[index].parent).count { child in
      !tree.kinds[child].contains(.text) || measures[child].text > 0
    } == 1
  }

  private func withSiblings(of root: Int) -> [Int] {
    let parent = tree.nodes[root].parent
    guard parent >= 0, root > 0, !off.contains(.siblings) else { return [root] }
    let score = scores[root] ?? 0
    let threshold = max(10, score * 0.2)
    let ownClass = tree.nodes[root]["class"] ?? ""
    return tree.children(of: parent).filter { sibling in
      if sibling == root { return true }
      let node = tree.nodes[sibling]
      if marks[sibling] || node.isText { return false }
      let bonus = !ownClass.isEmpty && node["class"] == ownClass ? score * 0.2 : 0
      if let siblingScore = scores[sibling], siblingScore + bonus >= threshold { return true }
      guard node.name == "p" else { return false }
      let measure = measures[sibling]
      return measure.text > 80
        ? measure.linkDensity < 0.25 : measure.linkDensity == 0 && measure.commas > 0
    }
  }
}
