/// A passage of a source as a block quote.
///
/// Its paragraphs, lists and emphasis are kept; what would reach beyond the quote is not: raw HTML,
/// footnotes, link definitions and headings of the page it was cut from.
struct Passage {
  private let block: MarkdownBlock

  init(_ quote: String) {
    block = MarkdownBlock(quote) { text in
      text.escaping(/\[(?=[\^!]|[^\]]+\]:)|<(?=[A-Za-z\/!?])(?!https?:|mailto:)/)
    }
  }

  /// The quote with the footnote's mark after its last words.
  func blockQuote(endingWith mark: String) -> String {
    var lines = block.lines
    if let last = lines.last, Self.takesMark(last) {
      lines[lines.count - 1] = last + mark
    } else {
      lines += lines.isEmpty ? [mark] : ["", mark]
    }
    return lines.map { $0.isEmpty ? ">" : "> " + $0 }.joined(separator: "\n")
  }

  /// Words do; tables, fences, rules and indented code would be broken by it.
  private static func takesMark(_ line: String) -> Bool {
    line.prefixMatch(of: /(?:\ {4}|\t|[ ]*(?:\||```|~~~|\* \* \*$))/) == nil && !line.hasSuffix("|")
      && !line.hasSuffix("\\")
  }
}
