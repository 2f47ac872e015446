import Model

/// An article out of Markdown: its head matter, its title, its text as it stands.
enum MarkdownArticle {
  static func article(from text: String, input: Input) -> Article {
    var lines = PageBreaks.mended(text)
    var header = TextHeader()
    let front = FrontMatter(lines)
    if let front {
      for (key, values) in front.fields { header.set(key, to: values) }
      lines = Array(lines[front.rest...])
    }
    if let heading = heading(in: lines) {
      let below = lines[heading.lines.upperBound...]
      header.readLines(below)
      if header.title == nil
        || header.title?.foldedForComparison == heading.text.foldedForComparison
      {
        header.title = header.title ?? heading.text
        lines.removeSubrange(heading.lines)
      }
    } else {
      header.readLines(lines[...])
    }
    var article = Article(text: lines.joined(separator: "\n").trimmingEmptyLines())
    header.apply(to: &article, input: input)
    article.pageMetadata = front.flatMap { front in
      DocumentFields.json(front.fields.flatMap { field in field.values.map { (field.key, $0) } })
    }
    return article
  }

  /// The heading that titles the text: the first one, where hardly anything stands before it.
  private static func heading(in lines: [String]) -> (text: String, lines: Range<Int>)? {
    let filled = lines.indices.filter { !lines[$0].trimmed().isEmpty }.prefix(6)
    for (count, index) in filled.enumerated() {
      let line = lines[index]
      if let match = line.wholeMatch(of: /\s{0,3}(#{1,6})\s+(.+?)\s*#*\s*/) {
        let isTitle = count == 0 || match.1.count == 1
        return isTitle ? (MarkdownText.plain(String(match.2)), index..<(index + 1)) : nil
      }
      if index + 1 < lines.count, line.count < 200,
        lines[index + 1].wholeMatch(of: /\s{0,3}(=+|-{3,})\s*/) != nil
      {
        return (MarkdownText.plain(line), index..<(index + 2))
      }
    }
    return nil
  }
}

extension String {
  /// Without empty lines at both ends, with one line break at the end.
  func trimmingEmptyLines() -> String {
    var lines = split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.first, line.allSatisfy(\.isWhitespace) { lines = lines.dropFirst() }
    while let line = lines.last, line.allSatisfy(\.isWhitespace) { lines = lines.dropLast() }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }
}
