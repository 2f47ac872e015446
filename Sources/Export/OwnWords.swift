/// Text that the notebook's writer wrote, kept as the Markdown it is.
struct OwnWords {
  private let block: MarkdownBlock

  /// The text with `footnotePrefix` before the labels of its own footnotes, which would else meet
  /// those of the export and of other notes.
  init(_ text: String, footnotePrefix: String) {
    let labels = Set(
      text.matches(of: /(?:^|\n) {0,3}\[\^([^\]\s]+)\]:/).map { String($0.1) }
    )
    let isCommentOpen = text.ranges(of: "<!--").count > text.ranges(of: "-->").count
    block = MarkdownBlock(text) { prose in
      let prose = prose.replacing(/\[\^([^\]\s]*)/) { match in
        labels.contains(String(match.1)) ? "[^\(footnotePrefix)\(match.1)" : "\\[^\(match.1)"
      }
      // An open comment would hide the rest of the notebook.
      return isCommentOpen ? prose.replacing("<!--", with: "\\<!--") : prose
    }
  }

  var text: String { block.text }

  var isEmpty: Bool { block.lines.isEmpty }

  /// Whether a label can stand before it on the same line.
  var beginsWithProse: Bool {
    block.lines.first?.prefixMatch(of: /(?:\ {4}|\t|[ ]*(?:[-+>|:]|\* |```|~~~|\d+[.)] |\[\^))/)
      == nil
  }
}
