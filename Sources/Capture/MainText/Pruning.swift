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
      } else if !off.contains(.hidden), isHidden(tree.nodes[index]) {
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
      // Whatever its name: what holds a third of the page's prose is not beside it.
      if measures[index].prose * 3 > page { continue }
      if let rule = frameRule(against: index, measures: measures)
        ?? (strength >= .names ? nameRule(against: index) : nil)
      {
        marks.drop(index, by: rule, in: tree)
      }
    }
  }

  private func frameRule(against index: Int, measures: Measures) -> ExtractionRule? {
    let node = tree.nodes[index]
    if tree.kinds[index].contains(.frame), !off.contains(.frameElement) { return .frameElement }
    if !node.attributes.isEmpty, !off.contains(.frameRole), let role = node["role"],
      Self.frameRoles.contains(role)
    {
      return .frameRole
    }
    if node.name == "header", measures[index].prose == 0, !off.contains(.thinHeader) {
      return .thinHeader
    }
    return nil
  }

  private static let frameRoles: Set<String> = [
    "navigation", "complementary", "banner", "contentinfo", "dialog", "alertdialog", "alert",
    "menu", "menubar", "search", "toolbar", "tablist",
  ]

  private func nameRule(against index: Int) -> ExtractionRule? {
    guard let rule = hints.rule(against: index) else { return nil }
    return Self.neverBeside.contains(tree.nodes[index].name) ? nil : rule
  }

  private static let neverBeside: Set<String> = [
    "html", "body", "article", "main", "a", "code", "pre", "td", "tr", "tbody", "thead", "th",
    "h1", "em", "strong", "b", "i", "math", "figure", "img",
  ]
}
