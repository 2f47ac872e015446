extension MarkdownWriter {
  /// The text that is written, as it stands in the page: for asking whether a reader of the Markdown
  /// finds each of its words.
  ///
  /// Without what is written as something else: formulas, references to notes and their numbers, the
  /// numbers of lines of code.
  var text: String {
    var text = ""
    let left = body.left
    for root in roots { add(root, without: left, to: &text) }
    for node in plan.footnotes.definitions.flatMap(\.nodes) {
      add(node, without: left, isNote: true, to: &text)
    }
    return text
  }

  private func add(
    _ root: Int,
    without left: Set<Int>,
    isNote: Bool = false,
    to text: inout String
  ) {
    var index = root
    var ends: [Int] = []
    while index < tree.nodes[root].end {
      while let end = ends.last, end <= index {
        text += "\n"
        ends.removeLast()
      }
      let node = tree.nodes[index]
      if plan.dropped[index] && !(isNote && index == root) || isWrittenOtherwise(index)
        || left.contains(index)
      {
        index = node.end
        continue
      }
      if node.name == "pre" {
        text += "\n" + CodeText(tree: tree, root: index).lines.joined(separator: "\n") + "\n"
        index = node.end
        continue
      }
      if node.isText {
        text += String(node.text.unicodeScalars.dropFirst(plan.footnotes.numbers[index] ?? 0))
      } else if !plan.isInline(index) || ["br", "rt", "img"].contains(node.name) {
        text += "\n"
        ends.append(node.end)
      }
      index += 1
    }
    text += "\n"
  }

  private func isWrittenOtherwise(_ index: Int) -> Bool {
    if plan.formulas[index] != nil || plan.footnotes.references[index] != nil { return true }
    let name = tree.nodes[index].name
    return Elements.headings.contains(name) && isTitle(index)
      || name == "a" && plan.isSectionMark(index)
      || ["rp", "video", "audio", "iframe"].contains(name)
  }
}
