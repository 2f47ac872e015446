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

  /// A text to be read as a whole, without the invisible marks that right-to-left texts are full of:
  /// they settle where punctuation goes and cannot make a text read otherwise.
  static func article(_ text: String) -> String {
    let marks: Set<Unicode.Scalar> = ["\u{61c}", "\u{200e}", "\u{200f}"]
    guard text.unicodeScalars.contains(where: marks.contains) else { return Self.text(text) }
    var view = String.UnicodeScalarView()
    view.append(contentsOf: text.unicodeScalars.lazy.filter { !marks.contains($0) })
    return Self.text(String(view))
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
