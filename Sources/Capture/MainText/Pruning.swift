/// Leaves out what is beside any article, whichever part of the page that turns out to be: what is
/// not shown, what frames the page, what its name says is a menu, a box or a list of other articles.
struct Pruning {
  /// How much is left out; each attempt at a page leaves out less.
  enum Strength: Int, Comparable {
    case hiddenOnly
    case frames
    case names

    static func < (left: Strength, right: Strength) -> Bool { left.rawValue < right.rawValue }
  }

  let tree: HTMLTree
  let hints: NameHints
  let off: Set<ExtractionRule>

  /// What is not read or not shown.
  func unreadMarks() -> BlockMarks {
    var marks = BlockMarks(count: tree.nodes.count)
    for index in tree.nodes.indices where !tree.kinds[index].contains(.text) && !marks[index] {
      if tree.kinds[index].contains(.unread), !off.contains(.unread) {
        marks.drop(index, by: .unread, in: tree)
      } else if !off.contains(.hidden), isHidden(tree.nodes[index]),
        !isStreamed(tree.nodes[index])
      {
        marks.drop(index, by: .hidden, in: tree)
      }
    }
    return marks
  }

  private func isHidden(_ node: HTMLTree.Node) -> Bool {
    if node.attributes.isEmpty || node.name == "body" || node.name == "html" { return false }
    for attribute in node.attributes {
      switch attribute.name {
      case "hidden": return true
      case "aria-hidden":
        if attribute.value == "true", node.name != "img", node.name != "math" { return true }
      case "style": if Self.hides(attribute.value) { return true }
      default: continue
      }
    }
    return false
  }

  /// Whether an element is one of those in which servers of React send the late parts of a page.
  private func isStreamed(_ node: HTMLTree.Node) -> Bool {
    guard !off.contains(.streamedPart), node["hidden"] != nil, let id = node["id"] else {
      return false
    }
    return id.hasPrefix("S:")
  }

  private static func hides(_ style: String) -> Bool {
    guard hidingWords.occur(in: style) else { return false }
    let style = style.lowercased().filter { $0 != " " }
    return style.contains("display:none") || style.contains("visibility:hidden")
  }

  private static let hidingWords = Pieces("none hidden")

  /// Leaves out what frames the page and what its name says is beside the text.
  func prune(_ marks: inout BlockMarks, strength: Strength, measures: Measures) {
    if strength == .hiddenOnly { return }
    let page = max(1, measures[0].prose)
    for index in tree.nodes.indices where !tree.kinds[index].contains(.text) && !marks[index] {
      // Whatever its name: what holds a third of the page's prose is not beside it. Comments may
      // be longer than what they are about.
      let prose = measures[index].prose
      if prose * 3 > page,
        strength < .names || page - prose < 400
          || !hints.isNamed(index, by: .commentsName)
      {
        continue
      }
      if let rule = frameRule(against: index, measures: measures)
        ?? (strength >= .names ? nameRule(against: index, measures: measures) : nil)
      {
        marks.drop(index, by: rule, in: tree)
      }
    }
  }

  private func frameRule(against index: Int, measures: Measures) -> ExtractionRule? {
    let node = tree.nodes[index]
    if node.name == "figcaption", !off.contains(.figureCaption) { return .figureCaption }
    if tree.kinds[index].contains(.frame), !off.contains(.frameElement),
      !Self.noteRoles.contains(node["role"] ?? "")
    {
      return .frameElement
    }
    if !node.attributes.isEmpty, !off.contains(.frameRole), let role = node["role"],
      Self.frameRoles.contains(role)
    {
      return .frameRole
    }
    if node.name == "header", measures[index].prose == 0, !off.contains(.thinHeader),
      !isHeadOfSection(index, measures[index])
    {
      return .thinHeader
    }
    return nil
  }

  /// Whether a `header` holds a heading of the text and nothing else.
  private func isHeadOfSection(_ index: Int, _ measure: Measure) -> Bool {
    measure.headings > 0 && measure.headings == measure.text && measure.linked == 0
      && !tree.subtree(of: index).contains { tree.nodes[$0].name == "h1" }
  }

  /// Notes stand in an `aside` as often as not.
  private static let noteRoles: Set<String> = ["doc-footnote", "doc-endnote", "doc-endnotes"]

  private static let frameRoles: Set<String> = [
    "navigation", "complementary", "banner", "contentinfo", "dialog", "alertdialog", "alert",
    "menu", "menubar", "search", "toolbar", "tablist",
  ]

  private func nameRule(against index: Int, measures: Measures) -> ExtractionRule? {
    if Self.neverBeside.contains(tree.nodes[index].name) { return nil }
    for rule in hints.rules(against: index)
    where holds(rule.condition, on: index, measures: measures) {
      return rule.rule
    }
    // Headings are named after what links to them.
    let isHeading = tree.kinds[index].contains(.heading) && measures[index].linked == 0
    return hints.isUnlikely(index) && !isHeading ? .unlikelyName : nil
  }

  private func holds(_ condition: NameRule.Condition, on index: Int, measures: Measures) -> Bool {
    let measure = measures[index]
    switch condition {
    case .always: return true
    case .withoutProse: return measure.prose == 0
    case .withLinks: return measure.linked > 0
    case .nearPicture:
      guard measure.images == 0, measure.text < 600 else { return false }
      var around = tree.nodes[index].parent
      for _ in 0..<3 where around >= 0 {
        if measures[around].images > 0, measures[around].text < measure.text * 2 + 200 {
          return true
        }
        around = tree.nodes[around].parent
      }
      return false
    }
  }

  private static let neverBeside: Set<String> = [
    "html", "body", "article", "main", "a", "code", "pre", "td", "tr", "tbody", "thead", "th",
    "h1", "em", "strong", "b", "i", "math", "figure", "img",
  ]
}
