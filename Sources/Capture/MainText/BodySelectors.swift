/// The second extractor: the first element, by an ordered list of what sites call the body of an
/// article, that holds enough text.
///
/// It asks no scores, and so fails on other pages than ``ParagraphScores`` does.
struct BodySelectors {
  let tree: HTMLTree
  let hints: NameHints
  let measures: Measures
  let marks: BlockMarks

  /// The ways to know an article's body, the surest first.
  private enum Selector: Int, CaseIterable {
    case articleBodyProperty
    case bodyName
    case article
    case mainRole
    case mainName
  }

  /// Characters of sentences that make an article.
  private static let enough: Int32 = 250

  /// The element found; `nil` where no selector finds enough text.
  func root() -> Int? {
    var best: [(text: Int32, index: Int)?] = Array(repeating: nil, count: Selector.allCases.count)
    for index in tree.nodes.indices where !marks[index] && !tree.kinds[index].contains(.text) {
      guard measures[index].prose >= Self.enough, let selector = selector(of: index) else {
        continue
      }
      // The one with the most sentences; of one in another the inner, where it holds the text.
      let prose = measures[index].prose
      if let known = best[selector.rawValue] {
        let isInner = index < tree.nodes[known.index].end
        if isInner ? prose * 20 < known.text * 19 : prose <= known.text { continue }
      }
      best[selector.rawValue] = (prose, index)
    }
    return best.lazy.compactMap { $0?.index }.first
  }

  private func selector(of index: Int) -> Selector? {
    let node = tree.nodes[index]
    if !node.attributes.isEmpty {
      if node["itemprop"]?.lowercased().contains("articlebody") == true {
        return .articleBodyProperty
      }
      if hints[index].contains(.body) { return .bodyName }
    }
    if node.name == "article" { return .article }
    if node.name == "main" || node["role"] == "main" { return .mainRole }
    guard let id = node["id"]?.lowercased() else { return nil }
    return ["content", "main", "main-content", "maincontent"].contains(id) ? .mainName : nil
  }
}
