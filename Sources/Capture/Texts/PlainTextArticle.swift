import Model

/// An article out of plain text: paragraphs put together again, nothing read as markup.
enum PlainTextArticle {
  static func article(from text: String, input: Input) -> Article {
    let lines = PageBreaks.mended(text)
    var header = TextHeader()
    var body = lines[...]
    if let title = title(in: lines) {
      header.title = title.text
      body = lines[title.end...]
    }
    header.readLines(body)
    let paragraphs = paragraphs(body, of: text)
    var article = Article(
      text: paragraphs.isEmpty ? "" : paragraphs.joined(separator: "\n\n") + "\n"
    )
    header.apply(to: &article, input: input)
    return article
  }

  /// A short line that stands alone above the text, or is underlined.
  private static func title(in lines: [String]) -> (text: String, end: Int)? {
    guard let first = lines.firstIndex(where: { !$0.trimmed().isEmpty }) else { return nil }
    let text = lines[first].collapsingWhitespace()
    let next = first + 1 < lines.count ? lines[first + 1].trimmed() : ""
    guard text.count <= 150, text.last.map({ !".,;:".contains($0) }) ?? false,
      lines[(first + 1)...].contains(where: { !$0.trimmed().isEmpty })
    else { return nil }
    if next.wholeMatch(of: /[=\-~*_]{3,}/) != nil { return (text, first + 2) }
    return next.isEmpty ? (text, first + 1) : nil
  }

  /// The paragraphs of the text, as Markdown that reads as it stands.
  private static func paragraphs(_ lines: ArraySlice<String>, of text: String) -> [String] {
    let isWrapped = isWrapped(lines)
    let known = { (word: String) in text.contains(word) }
    var paragraphs: [String] = []
    var open = ""
    func finish() {
      let words = open.collapsingWhitespace()
      if !words.isEmpty {
        paragraphs.append(MarkdownEscape.lineStarts(MarkdownEscape.inline(words)))
      }
      open = ""
    }
    for line in lines {
      let bare = line.trimmed()
      if bare.isEmpty || (!isWrapped && !PageBreaks.runsOn(from: open, to: bare)) { finish() }
      // An indented line begins a paragraph where lines are wrapped.
      if isWrapped, line.first?.isWhitespace == true, open.count > 0, !bare.isEmpty,
        !PageBreaks.runsOn(from: open, to: bare)
      {
        finish()
      }
      open = PageBreaks.join(open, bare, isKnown: known)
    }
    finish()
    return paragraphs
  }

  /// Whether lines end where the page did rather than the paragraph.
  private static func isWrapped(_ lines: ArraySlice<String>) -> Bool {
    let lengths = lines.map(\.count).filter { $0 > 0 }.sorted()
    guard let longest = lengths.last, lengths.count > 1 else { return true }
    // One line a paragraph makes lines of all lengths, the longest far longer than the usual.
    return longest <= 120 && lengths[lengths.count * 3 / 4] * 10 >= longest * 6
  }
}
