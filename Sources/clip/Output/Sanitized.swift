/// Makes strangers' text safe to show: control characters could move the cursor or change colours,
/// bidirectional ones could make a text read otherwise than it is.
enum Sanitized {
  /// Keeps line feeds and tabs.
  static func text(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHarmful) else { return text }
    var safe = ""
    for scalar in text.unicodeScalars {
      if isHarmful(scalar) {
        safe += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }

  /// One line: white space of any kind becomes single spaces.
  static func line(_ text: String) -> String {
    Self.text(text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
  }

  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0a: false
    case 0x00...0x1f, 0x7f...0x9f: true
    // Marks, embeddings, overrides and isolates of the bidirectional algorithm.
    case 0x061c, 0x200e, 0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    // Line and paragraph separators, tags, the byte order mark.
    case 0x2028, 0x2029, 0xfeff, 0xe0000...0xe007f: true
    default: false
    }
  }
}
