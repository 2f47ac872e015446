/// Markdown that came from elsewhere, made fit to stand inside a larger file.
///
/// Line by line, so that what is not touched keeps its bytes: no line ends with a blank, headings
/// become bold lines, no fence stays open. Code is left as it is.
struct MarkdownBlock {
  private(set) var lines: [String] = []

  /// Changes each stretch of text that is not code with `prose`.
  init(_ text: String, prose: (String) -> String) {
    var fence: CodeFence?
    let source = Self.lines(of: text)
    for (line, next) in zip(source, source.dropFirst() + [""]) {
      if let open = fence {
        lines.append(line.trimmingEnd())
        if open.isClosed(by: line) { fence = nil }
      } else if let opening = CodeFence(opening: line) {
        lines.append(line.trimmingEnd())
        fence = opening
      } else {
        append(line, before: next, prose: prose)
      }
    }
    if let closing = fence?.closing { lines.append(closing) }
    while lines.last?.isEmpty == true { lines.removeLast() }
  }

  var text: String { lines.joined(separator: "\n") }

  private mutating func append(_ line: String, before next: String, prose: (String) -> String) {
    let text = line.trimmingEnd()
    if text.isEmpty {
      if lines.last?.isEmpty == false { lines.append("") }
    } else if let heading = text.wholeMatch(of: /\ {0,3}#{1,6}(?:[ \t]+(.*?))?(?:[ \t]+#+)?/) {
      appendBold(heading.1.map(String.init) ?? "", prose: prose)
    } else if text.wholeMatch(of: /\ {0,3}(?:=+|-+)/) != nil, let title = removeParagraph() {
      appendBold(title, prose: { $0 })
    } else if text.wholeMatch(of: /-{3,}/) != nil {
      // pandoc reads dashes as the start of metadata.
      lines.append("* * *")
    } else {
      // Two blanks at a line's end are a line break; a backslash says the same and can be seen.
      let breaks = line.hasSuffix("  ") && Self.continuesParagraph(next)
      lines.append(mapProse(text, prose) + (breaks ? "\\" : ""))
    }
  }

  /// A heading would take the outline's next entries into its section.
  private mutating func appendBold(_ title: String, prose: (String) -> String) {
    let title = title.replacing("**", with: "").trimmingBlanks()
    guard !title.isEmpty else { return }
    if lines.last?.isEmpty == false { lines.append("") }
    lines.append("**\(mapProse(title, prose))**")
    lines.append("")
  }

  /// Takes back the lines that an underline makes a heading; `nil` when it underlines none.
  private mutating func removeParagraph() -> String? {
    let paragraph = lines.reversed().prefix { !$0.isEmpty && $0 != "* * *" }.reversed()
    guard !paragraph.isEmpty, paragraph.allSatisfy(Self.continuesParagraph) else { return nil }
    lines.removeLast(paragraph.count)
    return paragraph.joined(separator: " ")
  }

  /// A list, a quote, a heading, a fence or a rule.
  private static var beginningOfBlock: Regex<Substring> {
    /[ \t]*(?:(?:[-*+]|\d{1,9}[.)]|#{1,6})(?:[ \t]|$)|>|`{3}|~{3}|(?:[-*_][ \t]*){3,}$)/
  }

  /// Whether a line begins no block of its own.
  private static func continuesParagraph(_ line: String) -> Bool {
    !line.allSatisfy(\.isWhitespace)
      && line.prefixMatch(of: beginningOfBlock) == nil
  }

  private static func lines(of text: String) -> [String] {
    let scalars = text.replacing("\r\n", with: "\n").unicodeScalars.compactMap { scalar in
      if ["\r", "\u{2028}", "\u{2029}", "\u{85}", "\u{B}", "\u{C}"].contains(scalar) {
        return Unicode.Scalar("\n")
      }
      return scalar.isControl ? nil : scalar
    }
    return String(String.UnicodeScalarView(scalars))
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}

/// Applies a change to the parts of one line that are not code spans.
private func mapProse(_ line: String, _ prose: (String) -> String) -> String {
  var result = ""
  var rest = line[...]
  while let open = rest.firstMatch(of: /`+/) {
    let ticks = open.output
    let after = rest[open.range.upperBound...]
    result += prose(String(rest[..<open.range.lowerBound]))
    if let close = after.matches(of: /`+/).first(where: { $0.output.count == ticks.count }) {
      result += rest[open.range.lowerBound..<close.range.upperBound]
      rest = rest[close.range.upperBound...]
    } else {
      result += ticks
      rest = after
    }
  }
  return result + prose(String(rest))
}

/// The line that opens a block of code, and what closes it.
private struct CodeFence {
  private let indent: Substring
  private let ticks: Substring

  init?(opening line: String) {
    guard
      let match = line.prefixMatch(
        of: /([ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)*)(`{3,}|~{3,})([^`]*$)?/
      ),
      match.3 != nil || match.2.first == "~"
    else { return nil }
    indent = match.1
    ticks = match.2
  }

  /// What closes it when the text ends; `nil` inside a list, whose end closes it.
  var closing: String? {
    indent.count <= 3 && indent.allSatisfy { $0 == " " } ? String(indent + ticks) : nil
  }

  func isClosed(by line: String) -> Bool {
    let text = line.trimmingBlanks()
    return text.count >= ticks.count && text.allSatisfy { $0 == ticks.first }
  }
}

extension String {
  func trimmingEnd() -> String {
    String(self[..<(lastIndex { !$0.isWhitespace }.map(index(after:)) ?? startIndex)])
  }

  func trimmingBlanks() -> String {
    String(trimmingEnd().drop { $0.isWhitespace })
  }
}
