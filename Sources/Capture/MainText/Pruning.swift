/// Leaves out what is beside any article, whichever part of the page that turns out to be: what is
/// not shown, what frames the page, what its name says is a menu, a box or a list of other articles.
struct Pruning {
  /// How much is left out; each attempt at a page leaves out less.
  enum Strength: Int, Comparable {
    case hiddenOnly
    case frames
    /// Names that say what a block is, not those that only make it unlikely.
    case sureNames
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
    // Articles without a paragraph in them are told by all that is no link.
    func weight(_ index: Int) -> Int32 {
      let measure = measures[index]
      return strength == .sureNames ? measure.text - measure.linked : measure.prose
    }
    let page = max(1, weight(0))
    for index in tree.nodes.indices where !tree.kinds[index].contains(.text) && !marks[index] {
      // Whatever its name: what holds a third of the page's prose is not beside it. Comments may
      // be longer than what they are about.
      let prose = weight(index)
      if prose * 3 > page,
        strength < .sureNames || page - prose < 400
          || !hints.isNamed(index, by: .commentsName)
      {
        continue
      }
      if let rule = frameRule(against: index, measures: measures)
        ?? nameRule(against: index, strength: strength, measures: measures)
      {
        marks.drop(index, by: rule, in: tree)
      }
    }
  }

  private func frameRule(against index: Int, measures: Measures) -> ExtractionRule? {
    let node = tree.nodes[index]
    if !off.contains(.figureCaption), isCaption(index, measures: measures) {
      return .figureCaption
    }
    if !off.contains(.hidden), Self.isHiddenByName(node) { return .hidden }
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

  /// The caption of a figure, or what stands in the place of one.
  private func isCaption(_ index: Int, measures: Measures) -> Bool {
    if tree.nodes[index].name == "figcaption" { return true }
    let parent = tree.nodes[index].parent
    guard parent >= 0, tree.nodes[parent].name == "figure", measures[index].images == 0,
      measures[index].text > 0, ["div", "p", "span"].contains(tree.nodes[index].name)
    else { return false }
    return measures[parent].images > 0 && measures[parent].text < 300
      && measures[parent].paragraphs < 3
  }

  /// Whether a name says what style sheets do: that an element is not shown, on any screen.
  private static func isHiddenByName(_ node: HTMLTree.Node) -> Bool {
    guard !node.attributes.isEmpty, let names = node["class"], hidingWords.occur(in: names) else {
      return false
    }
    let words = names.split(separator: " ")
    return words.contains("hidden")
      && !words.contains { $0.contains(":") || $0.contains("visible") }
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

  private func nameRule(
    against index: Int,
    strength: Strength,
    measures: Measures
  ) -> ExtractionRule? {
    if strength < .sureNames { return nil }
    if Self.neverBeside.contains(tree.nodes[index].name) { return nil }
    // Headings are named after what links to them.
    let isHeading = tree.kinds[index].contains(.heading) && measures[index].linked == 0
    for rule in hints.rules(against: index)
    where holds(rule.condition, on: index, measures: measures)
      && !(isHeading && rule.rule == .navigationName)
      && !(rule.rule == .headName && isInSentence(index, measures: measures))
    {
      return rule.rule
    }
    let isUnlikely =
      strength == .names && hints.isUnlikely(index) && !isHeading
      && !isInSentence(index, measures: measures)
    return isUnlikely && !isHeadOfSection(index, measures[index]) ? .unlikelyName : nil
  }

  /// Whether it is a few words of a paragraph that goes on without them: the town that news begin with.
  private func isInSentence(_ index: Int, measures: Measures) -> Bool {
    guard tree.kinds[index].contains(.inline) else { return false }
    var parent = tree.nodes[index].parent
    while parent >= 0, tree.kinds[parent].contains(.inline) { parent = tree.nodes[parent].parent }
    guard parent >= 0, tree.nodes[parent].name == "p", measures[parent].prose > 0 else {
      return false
    }
    return measures[parent].text >= 80 + measures[index].text
  }

  private func holds(_ condition: NameRule.Condition, on index: Int, measures: Measures) -> Bool {
    let measure = measures[index]
    switch condition {
    case .always: return true
    case .withoutProse: return measure.prose == 0
    case .withLinks: return measure.linked > 0
    case .unlessArticle: return measure.prose < 800 || measure.linkDensity > 0.2
    case .onFewLines: return measure.text < 400
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
