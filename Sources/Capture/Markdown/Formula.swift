/// A formula as the source that TeX reads.
struct Formula: Equatable {
  let tex: String
  let isDisplay: Bool

  /// Nothing where the source is empty.
  init?(_ source: String, isDisplay: Bool) {
    let source = Self.withoutComments(source).trimmed()
    guard !source.isEmpty else { return nil }
    tex = Self.readableAsMarkdown(source)
    self.isDisplay = isDisplay
  }

  /// Within a line, between single dollars.
  var inline: String { "$" + tex.collapsingWhitespace() + "$" }

  /// By itself, between double dollars on their own lines.
  var block: String { "$$\n" + lines.joined(separator: "\n") + "\n$$" }

  /// The lines of the source; one that Markdown would take for a list, a rule or a heading is
  /// joined to the one before.
  private var lines: [String] {
    var lines: [String] = []
    for line in tex.split(whereSeparator: \.isNewline).map({ $0.collapsingWhitespace() })
    where !line.isEmpty {
      let first = line.unicodeScalars.first
      let isSafe = first.map { $0.properties.isAlphabetic || "\\{}&".unicodeScalars.contains($0) }
      if let last = lines.last, isSafe != true {
        lines[lines.count - 1] = last + " " + line
      } else {
        lines.append(line)
      }
    }
    // The first line has none before it; an empty group before a sign changes no formula.
    if let first = lines.first, let sign = first.first, "-+=#>~*:|".contains(sign) {
      lines[0] = "{}" + first
    }
    return lines
  }

  /// A comment would swallow what follows when lines are joined.
  private static func withoutComments(_ source: String) -> String {
    guard source.contains("%") else { return source }
    return source.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      var isEscaped = false
      var kept = ""
      for character in line {
        if character == "%", !isEscaped { break }
        isEscaped = character == "\\" && !isEscaped
        kept.append(character)
      }
      return kept
    }
    .joined(separator: "\n")
  }

  /// Spaces, which TeX does not see, where Markdown would begin a tag or a character reference;
  /// no marks that would end the formula or begin code.
  private static func readableAsMarkdown(_ source: String) -> String {
    let scalars = Array(source.unicodeScalars)
    var result = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      let isEscaped = index > 0 && scalars[index - 1] == "\\"
      switch scalar {
      case "`": result.append(contentsOf: "\\lq ".unicodeScalars)
      case "$" where !isEscaped: result.append(contentsOf: "\\$".unicodeScalars)
      case "<" where next.properties.isAlphabetic || "/!?".unicodeScalars.contains(next),
        "&" where !isEscaped && (next.properties.isAlphabetic || next == "#"):
        result.append(scalar)
        result.append(" ")
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
