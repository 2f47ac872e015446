/// Keeps text from being read as markup it was not meant to be.
enum MarkdownEscape {
  /// Escapes a piece of running text; what matters only at the start of a line is left alone.
  static func inline(_ text: String) -> String {
    if !text.utf8.contains(where: isSpecial) { return text }
    let scalars = Array(text.unicodeScalars)
    var result = ""
    for (index, scalar) in scalars.enumerated() {
      let next = index + 1 < scalars.count ? scalars[index + 1] : " "
      let previous = index > 0 ? scalars[index - 1] : " "
      if needsEscape(scalar, previous: previous, next: next) { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    return result
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\\"), UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "`"),
      UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: "&"),
      UInt8(ascii: "~"):
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
    case "<": isWord(next) || next == "/" || next == "!" || next == "?"
    case "&": next == "#" || isWord(next)
    default: false
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// Escapes what would make a heading, a list, a quotation or a rule of a line.
  static func lineStarts(_ paragraph: String) -> String {
    paragraph.split(separator: "\n", omittingEmptySubsequences: false)
      .map { lineStart($0) }
      .joined(separator: "\n")
  }

  private static func lineStart(_ line: Substring) -> String {
    guard let first = line.utf8.first else { return "" }
    switch first {
    case UInt8(ascii: ">"), UInt8(ascii: "="): return "\\" + line
    case UInt8(ascii: "#"):
      let rest = line.drop { $0 == "#" }
      return rest.isEmpty || rest.first == " " ? "\\" + line : String(line)
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      let rest = line.dropFirst()
      let isRule = rest.allSatisfy { $0 == "-" || $0 == " " }
      return rest.isEmpty || rest.first == " " || isRule ? "\\" + line : String(line)
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      let digits = line.prefix { $0.isASCII && $0.isNumber }
      let rest = line.dropFirst(digits.count)
      guard digits.count < 10, let mark = rest.first, mark == "." || mark == ")",
        rest.dropFirst().isEmpty || rest.dropFirst().first == " "
      else { return String(line) }
      return digits + "\\" + rest
    default: return String(line)
    }
  }

  /// Drops the brackets of a link's text where they do not pair up and would end it too early.
  static func linkText(_ text: String) -> String {
    var depth = 0
    for scalar in text.unicodeScalars where depth >= 0 {
      if scalar == "[" { depth += 1 }
      if scalar == "]" { depth -= 1 }
    }
    if depth == 0 { return text }
    return text.filter { $0 != "[" && $0 != "]" }
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
    return result
  }
}
