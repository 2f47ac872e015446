/// Plain text of unknown origin that has to stay on one line of Markdown and mean only itself.
struct InlineText {
  /// One line: runs of white space are one blank; control and bidirectional characters are gone, as
  /// they could hide or reorder what follows on the line.
  let plain: String

  init(_ text: String) {
    let visible = String(
      String.UnicodeScalarView(
        text.unicodeScalars.compactMap { scalar in
          if scalar.properties.isWhitespace { return " " }
          return scalar.isControl || scalar.isBidirectionalControl ? nil : scalar
        }
      )
    )
    plain = visible.split(separator: " ").joined(separator: " ")
  }

  /// The beginning, cut between words where that is possible.
  init(_ text: String, limit: Int) {
    let whole = InlineText(text)
    guard whole.plain.count > limit else {
      self = whole
      return
    }
    let start = whole.plain.prefix(limit)
    let words = start.lastIndex(of: " ").map { start[..<$0] } ?? start
    plain = words + "…"
  }

  var isEmpty: Bool { plain.isEmpty }

  /// Safe in the middle of a line: everything that CommonMark, pandoc or Obsidian would read as
  /// markup has a backslash before it.
  var escaped: String {
    var result = ""
    for character in plain {
      if Self.markup.contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }

  /// Beside CommonMark's own: `$` formula, `^` superscript, `~` strikethrough, `@` citation, `%`
  /// comment, `=` highlight, `#` tag, `{` attributes, `&` entity.
  private static let markup: Set<Character> = [
    "\\", "`", "*", "_", "[", "]", "<", ">", "|", "$", "^", "~", "@", "%", "=", "#", "{", "&",
  ]

  /// Escapes what would make a list of a line that begins with a name: `- x`, `1. x`, `e. e. x`.
  static func atLineStart(_ line: String) -> String {
    if line.wholeMatch(of: /[-+:].*/) != nil { return "\\" + line }
    guard let match = line.prefixMatch(of: /\(?(?:\d+|[a-z]|[ivxlcdm]+|[IVXLCDM]{2,})(?=[.)] )/)
    else { return line }
    return line[..<match.range.upperBound] + "\\" + line[match.range.upperBound...]
  }
}

extension Unicode.Scalar {
  /// Without line feed and tab, which text may hold.
  var isControl: Bool {
    properties.generalCategory == .control && self != "\n" && self != "\t"
  }

  /// Embeddings, overrides and isolates; plain direction marks are letters' company and stay.
  var isBidirectionalControl: Bool {
    (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
  }
}
