/// Keeps text from being read as markup it was not meant to be.
enum MarkdownEscape {
  /// Escapes a piece of running text; what matters only at the start of a line is left alone.
  ///
  /// `dollars`: whether two dollars could be read as a formula. `brackets`: whether the text stands
  /// between brackets that its own could end.
  static func inline(_ text: String, dollars: Bool = false, brackets: Bool = false) -> String {
    if !text.utf8.contains(where: isSpecial) { return text }
    let scalars = Array(text.unicodeScalars)
    // `<=a@b.example>` is the address of a letter.
    let isAddress = scalars.contains("@")
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      let previous = index > 0 ? scalars[index - 1] : " "
      let isEnclosed = brackets && (scalar == "[" || scalar == "]")
      if isEnclosed || isAddress && scalar == "<" || dollars && scalar == "$"
        || needsEscape(scalar, previous: previous, next: next)
      {
        result += "\\"
      }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: "&"),
      UInt8(ascii: "~"), UInt8(ascii: "$"):
      true
    default: false
    }
  }

  private static func needsEscape(
    _ scalar: Unicode.Scalar,
    previous: Unicode.Scalar,
    next: Unicode.Scalar
  ) -> Bool {
    switch scalar {
    case "\\", "*", "`", "~": true
    // Within a word an underscore is a letter like others.
    case "_": !(isWord(previous) && isWord(next))
    // A bracket alone is text; it takes an address or a label behind it to make a link.
    case "]": next == "(" || next == "[" || next == ":"
    case "[": next == "^"
    case "<": isWord(next) || next == "/" || next == "!" || next == "?"
    case "&": next == "#" || isWord(next)
    default: false
    }
  }

  /// Keeps an address with escapes in it, or with markup behind it, from being read as a link:
  /// readers that make links of bare addresses take all up to the next space as it stands.
  static func withoutAddresses(_ piece: String) -> String {
    guard piece.contains("://") || piece.contains("www.") else { return piece }
    return piece.replacing("://", with: "\\://").replacing("www.", with: "www\\.")
  }

  /// Escapes signs at the end of a heading that would be read as part of its mark.
  static func headingEnd(_ text: String) -> String {
    let signs = text.reversed().prefix { $0 == "#" }.count
    guard signs > 0 else { return text }
    let rest = text.dropLast(signs)
    return rest.isEmpty || rest.last == " " ? rest + "\\" + text.suffix(signs) : text
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// Escapes what would make a heading, a list, a quotation or a rule of a line.
  static func lineStarts(_ paragraph: String) -> String {
    paragraph.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { lineStart(Substring($0)) }
      .joined(separator: "\n")
  }

  private static func lineStart(_ line: Substring) -> String {
    guard let first = line.utf8.first else { return "" }
    switch first {
    case UInt8(ascii: ">"): return "\\" + line
    case UInt8(ascii: "="):
      return line.allSatisfy { $0 == "=" || $0 == " " } ? "\\" + line : String(line)
    case UInt8(ascii: "#"):
      let rest = line.drop { $0 == "#" }
      return rest.isEmpty || rest.first == " " ? "\\" + line : String(line)
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      let rest = line.dropFirst()
      let isMark = rest.isEmpty || rest.first == " " || rest == "\\"
      return isMark || isRule(line) ? "\\" + line : String(line)
    case UInt8(ascii: "|"), UInt8(ascii: ":"): return isRule(line) ? "\\" + line : String(line)
    case UInt8(ascii: "["):
      let isTask = ["[ ] ", "[x] ", "[X] "].contains { line.hasPrefix($0) }
      return isTask ? "\\" + line : String(line)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      let digits = line.prefix { $0.isASCII && $0.isNumber }
      let rest = line.dropFirst(digits.count)
      guard digits.count < 10, let mark = rest.first, mark == "." || mark == ")",
        rest.dropFirst().isEmpty || rest.dropFirst().first == " " || rest.dropFirst() == "\\"
      else { return String(line) }
      return digits + "\\" + rest
    default: return String(line)
    }
  }

  /// A line that would draw a rule, underline a heading or begin a table.
  private static func isRule(_ line: Substring) -> Bool {
    line.allSatisfy { "-|: \\".contains($0) } && line.contains("-")
  }

  /// Backticks to set code between: as many as it takes for the code's own not to end it.
  static func fence(for code: String, atLeast least: Int) -> String {
    String(repeating: "`", count: max(least, longestRun(in: code.utf8) + 1))
  }

  /// The most backticks that stand together.
  static func longestRun(in code: some Sequence<UInt8>) -> Int {
    var longest = 0
    var run = 0
    for byte in code {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// The title of a link or a picture, between double quotes.
  static func title(_ text: String) -> String {
    let escaped = escapingReferences(in: text).replacing("\\", with: "\\\\")
    return "\"" + escaped.replacing("\"", with: "\\\"") + "\""
  }

  /// A link's address in a form that its parentheses cannot end.
  static func destination(_ address: String) -> String {
    var result = ""
    for scalar in address.unicodeScalars {
      switch scalar {
      case "(", ")", "\\", "<", ">":
        result += "%" + String(scalar.value, radix: 16, uppercase: true)
      case " ": result += "%20"
      case _ where scalar.value < 0x21: continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return escapingReferences(in: result)
  }

  /// An address may hold what reads as a character reference: `?a=1&copy;=2`.
  private static func escapingReferences(in address: String) -> String {
    guard address.contains("&"), address.contains(";") else { return address }
    return address.replacing(/&(?=#?[A-Za-z0-9]{1,31};)/, with: "&amp;")
  }
}
