import Model

/// An article out of Markdown: its head matter, its title, its text as it stands.
enum MarkdownArticle {
  static func article(from text: String, input: Input) -> Article {
    var lines = PageBreaks.mended(text)
    var header = TextHeader()
    if let (fields, rest) = FrontMatter.read(lines) {
      for (key, values) in fields { header.set(key, to: values) }
      lines = Array(lines[rest...])
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

/// The `key: value` lines between `---` at the top of a Markdown file.
///
/// Reads the plain part of YAML that people write there: words, quoted words, lists.
enum FrontMatter {
  /// - Returns: The fields in order, and the index of the first line after them.
  static func read(_ lines: [String]) -> (fields: [(key: String, values: [String])], rest: Int)? {
    guard lines.first?.trimmed() == "---",
      let end = lines.dropFirst().firstIndex(where: { ["---", "..."].contains($0.trimmed()) })
    else { return nil }
    var fields: [(key: String, values: [String])] = []
    for line in lines[1..<end] {
      let bare = line.trimmed()
      if bare.isEmpty || bare.hasPrefix("#") { continue }
      if bare.hasPrefix("- "), !fields.isEmpty {
        fields[fields.count - 1].values.append(unquoted(String(bare.dropFirst(2))))
      } else if let colon = line.firstIndex(of: ":"), line.first?.isWhitespace == false {
        let key = line[..<colon].trimmed()
        fields.append((key, values(line[line.index(after: colon)...].trimmed())))
      }
    }
    return (fields, end + 1)
  }

  private static func values(_ text: String) -> [String] {
    if text.isEmpty { return [] }
    guard text.hasPrefix("["), text.hasSuffix("]") else { return [unquoted(text)] }
    return text.dropFirst().dropLast().split(separator: ",").map { unquoted($0.trimmed()) }
  }

  private static func unquoted(_ text: String) -> String {
    let text = text.trimmed()
    for mark in ["\"", "'"] where text.count > 1 && text.hasPrefix(mark) && text.hasSuffix(mark) {
      let inner = String(text.dropFirst().dropLast())
      return mark == "\"" ? inner.replacing("\\\"", with: "\"") : inner.replacing("''", with: "'")
    }
    return text
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
