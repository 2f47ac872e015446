/// Text that the notebook's writer wrote, kept as the Markdown it is.
struct OwnWords {
  private let block: MarkdownBlock

  /// The text with `footnotePrefix` before the labels of its own footnotes, which would else meet
  /// those of the export and of other notes.
  init(_ text: String, footnotePrefix: String) {
    let labels = Set(
      text.matches(of: /(?:^|\n) {0,3}\[\^([^\]\s]+)\]:/).map { String($0.1) }
    )
    let openHTML = Self.openHTML(in: text)
    block = MarkdownBlock(text) { prose in
      let prose = prose.replacing(/\[\^([^\]\s]*)\]/) { match in
        labels.contains(String(match.1)) ? "[^\(footnotePrefix)\(match.1)]" : match.output.0
      }
      let foreign = prose.escaping(/\[\^/, unless: { $0.hasPrefix("[^\(footnotePrefix)") })
      return openHTML ? foreign.escaping(/<(?=[A-Za-z\/!?])/) : foreign
    }
  }

  var text: String { block.text }

  var isEmpty: Bool { block.lines.isEmpty }

  /// Whether a label can stand before it on the same line.
  var beginsWithProse: Bool {
    block.lines.first?.prefixMatch(of: /(?:\ {4}|\t|[ ]*(?:[-+>|:]|\* |```|~~~|\d+[.)] |\[\^))/)
      == nil
  }

  /// Whether a comment, a script or the like begins that does not end: it would hide the rest of the
  /// notebook.
  private static func openHTML(in text: String) -> Bool {
    let text = text.lowercased()
    return closings.contains { opening, closing in
      guard let last = text.ranges(of: opening).last else { return false }
      return !text[last.upperBound...].contains(closing)
    }
  }

  /// HTML that CommonMark (section 4.6) ends at these words and not at a blank line.
  private static let closings = [
    ("<!--", "-->"), ("<script", "</script>"), ("<pre", "</pre>"), ("<style", "</style>"),
    ("<textarea", "</textarea>"), ("<?", "?>"), ("<![cdata[", "]]>"), ("<!", ">"),
  ]
}
