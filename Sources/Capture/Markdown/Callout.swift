/// A box that stands out of the text: a note, a warning, a tip.
struct Callout {
  /// What kind of box, in one lower-case word.
  let kind: String
  /// The node of its title.
  let title: Int?
  /// The nodes of its text.
  let bodies: [Int]

  private static let boxes: Set<Substring> = [
    "admonition", "callout", "markdown-alert", "theme-admonition", "admonitionblock", "hint",
    "notecard", "custom-block", "alert",
  ]
  private static let kinds: Set<Substring> = [
    "note", "info", "tip", "hint", "important", "warning", "caution", "danger", "error", "success",
    "question", "example", "quote", "abstract", "summary", "todo", "bug", "failure", "attention",
    "seealso",
  ]
  private static let titles = Pieces("title heading header summary label indicator")

  /// Nothing where the element is no such box, or says nothing of its kind.
  init?(plan: WritingPlan, box: Int) {
    let tree = plan.tree
    let node = tree.nodes[box]
    guard ["div", "aside", "section", "blockquote", "details"].contains(node.name),
      let names = node["class"]?.lowercased().split(whereSeparator: \.isWhitespace),
      names.contains(where: { Self.boxes.contains($0) }),
      let kind = Self.kind(names: names, type: node["data-callout"] ?? node["data-type"])
    else { return nil }
    self.kind = kind
    let children = tree.children(of: box).filter { child in
      !plan.dropped[child]
        && !(tree.nodes[child].isText && tree.nodes[child].text.allSatisfy(\.isWhitespace))
    }
    guard let first = children.first, children.allSatisfy({ !tree.nodes[$0].isText }) else {
      return nil
    }
    let isTitle =
      children.count > 1 && Self.titles.occur(in: tree.nodes[first]["class"] ?? "")
      && tree.text(of: first).count < 120
    title = isTitle ? first : nil
    bodies = isTitle ? Array(children.dropFirst()) : children
  }

  private static func kind(names: [Substring], type: String?) -> String? {
    if let type = type?.lowercased(), type.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-") }),
      !type.isEmpty
    {
      return type
    }
    for name in names {
      // The kind stands by itself or behind the box's name: `callout-tip`, `alert--warning`.
      let word = name.split(separator: "-").last ?? name
      if kinds.contains(word) && (name == word || boxes.contains { name.hasPrefix($0) }) {
        return word == "hint" && boxes.contains(name) && names.count > 1 ? nil : String(word)
      }
    }
    return nil
  }
}
