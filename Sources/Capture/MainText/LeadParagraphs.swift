/// Finds what leads into an article, the summary or standfirst, where it stands above the root or
/// in a header that a rule left out.
///
/// Pages put it away from the text; its name tells.
struct LeadParagraphs {
  let tree: HTMLTree
  let hints: NameHints
  /// Of the page as it is shown.
  let page: Measures
  /// Of what the rules leave.
  let measures: Measures

  /// The elements that lead into a root, in the order of the page.
  func leads(into root: Int, marks: BlockMarks) -> [Int] {
    var found: [Int] = []
    var said: Set<String> = []
    var index = start(for: root)
    while index < tree.nodes[root].end {
      let isInside = index > root
      if isInside, !marks[index], measures[index].prose > 0, !measures[index].holdsBlock { break }
      if index != root, isLead(index), !isInside || marks[index] {
        if said.insert(tree.text(of: index)).inserted { found.append(index) }
        index = tree.nodes[index].end
      } else {
        index = isPassedOver(index, marks: marks) ? tree.nodes[index].end : index + 1
      }
    }
    // Many are descriptions of something else.
    guard found.count < 4 else { return [] }
    return found.filter { lead in tree.nodes[lead].end <= root || lead > root }
  }

  /// What the page calls its article or its main part, around the root.
  private func start(for root: Int) -> Int {
    // An article of its own may stand below what leads into it.
    var around = max(tree.nodes[root].parent, 0)
    for _ in 0..<5 {
      if ["article", "main", "body"].contains(tree.nodes[around].name) { break }
      guard tree.nodes[around].parent > 0 else { break }
      around = tree.nodes[around].parent
    }
    return around
  }

  /// Whether nothing in an element can lead into the article.
  private func isPassedOver(_ index: Int, marks: BlockMarks) -> Bool {
    if tree.nodes[index].name == "figure" || tree.nodes[index].name == "figcaption" { return true }
    switch marks.rules[index] {
    case nil, .unlikelyName?, .thinHeader?, .headName?, .teaserName?: return false
    default: return true
    }
  }

  private func isLead(_ index: Int) -> Bool {
    guard hints[index].contains(.lead), !hints[index].contains(.body) else { return false }
    let measure = page[index]
    return measure.text >= 40 && measure.text <= 1500 && measure.linkDensity < 0.2
      && measure.images == 0
  }
}
