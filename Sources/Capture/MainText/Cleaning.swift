/// Takes out of a chosen part what is not its text: link lists, boxes, bars, empty shells.
///
/// The conditions are those of Readability's conditional cleaning, on measures made once.
struct Cleaning {
  let tree: HTMLTree
  let hints: NameHints
  let measures: Measures
  let off: Set<ExtractionRule>

  func clean(_ root: Int, marks: inout BlockMarks) {
    for index in tree.subtree(of: root) where index != root && !marks[index] {
      if tree.kinds[index].contains(.text) { continue }
      // What holds a third of the text is the text.
      if measures[index].text * 3 > measures[root].text { continue }
      if let rule = rule(against: index, in: root), !off.contains(rule) {
        marks.drop(index, by: rule, in: tree)
      }
    }
  }

  private func rule(against index: Int, in root: Int) -> ExtractionRule? {
    switch tree.nodes[index].name {
    case "h1" where !measures.hasText(200, before: index, in: root, tree: tree):
      return .titleHeading
    case "div", "section", "fieldset", "ul", "ol", "dl", "table", "article":
      return blockRule(against: index)
    case "p", "h2", "h3", "h4", "h5", "h6": return isLinkLine(index) ? .linkLine : nil
    default: return nil
    }
  }

  private func blockRule(against index: Int) -> ExtractionRule? {
    let node = tree.nodes[index]
    let measure = measures[index]
    if measure.text == 0 { return measure.images == 0 ? .emptyBlock : nil }
    if node.name == "table", isDataTable(index) { return nil }
    let weight = hints[index].weight
    if weight < 0, measure.prose == 0 { return .negativeName }
    if holdsTeasers(index, measure) { return .teaserList }
    if measure.commas >= 10 { return nil }
    let density = measure.linkDensity
    let isList = node.name == "ul" || node.name == "ol"
    if isList || measure.listItems * 30 > measure.text {
      return density > (weight >= 25 ? 0.6 : 0.5) ? .linkList : nil
    }
    if isFrameOfParagraph(index, measure) { return nil }
    return density > (weight < 25 ? 0.35 : 0.5) ? .linkBlock : nil
  }

  /// Whether a block holds a list of other articles: three headings or more, each of them a link.
  private func holdsTeasers(_ index: Int, _ measure: Measure) -> Bool {
    guard measure.headings > 0, measure.linkDensity > 0.1, !off.contains(.teaserList) else {
      return false
    }
    var count = 0
    var linkEnd = 0
    for inner in tree.subtree(of: index) {
      if tree.nodes[inner].name == "a", tree.nodes[inner]["href"]?.hasPrefix("#") == false {
        linkEnd = max(linkEnd, tree.nodes[inner].end)
      }
      guard tree.kinds[inner].contains(.heading), measures[inner].text > 0 else { continue }
      if inner >= linkEnd, measures[inner].linkDensity < 0.9 { return false }
      count += 1
    }
    return count >= 3
  }

  /// Whether a block holds one paragraph, which is judged for itself, and nothing else.
  private func isFrameOfParagraph(_ index: Int, _ measure: Measure) -> Bool {
    guard measure.paragraphs == 1, measure.text > 60, measure.linkDensity < 0.9,
      let paragraph = tree.subtree(of: index).first(where: { tree.nodes[$0].name == "p" }),
      measures[paragraph].text == measure.text
    else { return false }
    return tree.text(of: paragraph).last.map { ".!?。！？…”\"»".contains($0) } ?? false
  }

  /// A paragraph or heading that is nothing but links.
  private func isLinkLine(_ index: Int) -> Bool {
    let measure = measures[index]
    guard measure.text > 12, measure.images == 0, measure.linkDensity > 0.9 else { return false }
    let parent = tree.nodes[index].parent
    if tree.nodes[parent].name == "li" || tree.nodes[parent].name == "blockquote" { return false }
    return !(tree.kinds[index].contains(.heading) && isFollowedByProse(index))
  }

  /// Whether what comes after a heading, up to the next, reads like sentences.
  private func isFollowedByProse(_ index: Int) -> Bool {
    var next = tree.nodes[index].end
    let end = tree.nodes[tree.nodes[index].parent].end
    while next < end {
      if tree.kinds[next].contains(.heading) { return false }
      if measures[next].prose > 0 { return true }
      next = tree.nodes[next].end
    }
    return false
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
