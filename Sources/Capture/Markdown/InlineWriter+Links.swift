/// Links, pictures, films, references to notes, formulas.
extension InlineWriter {
  mutating func link(_ index: Int, _ node: HTMLTree.Node) {
    if plan.isSectionMark(index) { return }
    guard let address = node["href"].flatMap(plan.linkAddress), !isInLink else {
      return children(index)
    }
    append(content(of: index, between: ("[", "]"), inLink: true)) {
      $0.append(link: $1, to: address, at: index)
    }
  }

  private mutating func append(link text: String, to address: String, at index: Int) {
    // A picture that leads to itself in full size is just the picture.
    let picture = tree.subtree(of: index).first { plan.pictures[$0] != nil }.flatMap {
      plan.pictures[$0]
    }
    if let picture, text.hasPrefix("!["), text.hasSuffix(")"), tree.text(of: index).isEmpty,
      PictureFinder.stem(of: picture.address) == PictureFinder.stem(of: address)
    {
      return append(text)
    }
    // Readers make a link of an address for letters by themselves.
    if address == "mailto:" + tree.text(of: index, all: true) { return append(text) }
    append("[" + text + "](" + MarkdownEscape.destination(address) + ")")
  }

  /// The children of a block as one link.
  mutating func writeLink(children index: Int, to address: String) {
    let text = content(of: index, between: ("[", "]"), inLink: true).text
    if !text.isEmpty { append(link: text, to: address, at: index) }
  }

  mutating func image(_ index: Int) {
    guard let picture = plan.pictures[index] else { return }
    let alternative = MarkdownEscape.inline(
      picture.alternative,
      dollars: escapesDollars,
      brackets: true
    )
    if picture.isSign { return append(alternative, isText: true) }
    let title = picture.caption.map { " " + MarkdownEscape.title($0) } ?? ""
    // A picture is no part of a word.
    hasSpace = true
    append("![" + alternative + "](" + MarkdownEscape.destination(picture.address) + title + ")")
    hasSpace = true
  }

  mutating func film(_ index: Int, _ node: HTMLTree.Node) {
    guard let source = HiddenForms.film(node, tree: tree, at: index),
      let address = plan.linkAddress(source)
    else { return }
    let title =
      (node["title"] ?? node["aria-label"] ?? "").collapsingWhitespace().nonEmpty ?? address
    let text = MarkdownEscape.inline(title, dollars: escapesDollars, brackets: true)
    hasSpace = true
    append("[" + text + "](" + MarkdownEscape.destination(address) + ")")
    hasSpace = true
  }

  mutating func reference(_ label: String) {
    if isInLink { return append(MarkdownEscape.inline(label)) }
    append("[^" + label + "]")
  }

  mutating func write(_ formula: Formula) {
    guard formula.isDisplay, mode == .paragraph else { return append(formula.inline) }
    done.append(.paragraph(line))
    done.append(Block(.formula, formula.block))
    line = ""
    hasSpace = false
    breaks = 0
  }
}
