/// A style sheet as far as it refers to something else: `url(…)` and `@import`.
///
/// Read by the rules of CSS Syntax Level 3, section 4, for comments, strings, escapes and addresses; all
/// else stays byte by byte as it is.
struct StyleText {
  /// What to put in place of a reference: an address, or `nil` for none.
  typealias Replacement = (_ reference: String, _ use: Resource.Use) -> String?

  private let bytes: [UInt8]
  private var place = 0
  private var output: [UInt8] = []
  private let replacement: Replacement

  /// The style sheet with its references replaced.
  ///
  /// - Complexity: linear.
  static func rewritten(_ text: String, _ replacement: Replacement) -> String {
    withoutActuallyEscaping(replacement) { replacement in
      var style = StyleText(text, replacement)
      style.run()
      return String(decoding: style.output, as: UTF8.self)
    }
  }

  private init(_ text: String, _ replacement: @escaping Replacement) {
    bytes = Array(text.utf8)
    self.replacement = replacement
    output.reserveCapacity(bytes.count)
  }

  private mutating func run() {
    /// Whether a string is the address of an `@import`.
    var isImport = false
    while place < bytes.count {
      let byte = bytes[place]
      if byte == UInt8(ascii: "/"), next(1) == UInt8(ascii: "*") {
        copyComment()
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        let start = place
        let text = string()
        if isImport {
          append(text, .style)
          isImport = false
        } else {
          output += bytes[start..<place]
        }
      } else if byte == UInt8(ascii: "@"), matches("@import") {
        output += bytes[place..<place + 7]
        place += 7
        isImport = true
      } else if (byte | 0x20) == UInt8(ascii: "u"), !isInName, matches("url(") {
        place += 4
        let text = address()
        append(text, isImport ? .style : .display)
        isImport = false
      } else if byte == UInt8(ascii: "\\") {
        output += bytes[place..<min(place + 2, bytes.count)]
        place += 2
      } else {
        if byte == UInt8(ascii: ";") || byte == UInt8(ascii: "{") { isImport = false }
        output.append(byte)
        place += 1
      }
    }
  }

  /// An address in place of the one that was read; one that leads nowhere where there is none.
  private mutating func append(_ reference: String, _ use: Resource.Use) {
    let address =
      Self.isEmbedded(reference) || reference.hasPrefix("#")
      ? reference : replacement(reference, use) ?? "data:,"
    output += Array("url(\"".utf8)
    for scalar in address.unicodeScalars {
      switch scalar {
      case "\"", "\\", "\n", "\r", "\u{c}":
        output += Array("\\\(String(scalar.value, radix: 16)) ".utf8)
      default: output += Array(String(scalar).utf8)
      }
    }
    output += Array("\")".utf8)
  }

  static func isEmbedded(_ reference: String) -> Bool {
    reference.prefix(5).lowercased() == "data:"
  }

  // MARK: Tokens

  private func next(_ offset: Int) -> UInt8? {
    place + offset < bytes.count ? bytes[place + offset] : nil
  }

  private func matches(_ word: String) -> Bool {
    let word = Array(word.utf8)
    guard place + word.count <= bytes.count else { return false }
    return zip(bytes[place...], word).allSatisfy { byte, expected in
      (65...90).contains(byte) ? byte | 0x20 == expected : byte == expected
    }
  }

  /// Whether the byte before belongs to a name, as in `my-url(`.
  private var isInName: Bool {
    guard let last = output.last else { return false }
    return last >= 0x80 || last == UInt8(ascii: "-") || last == UInt8(ascii: "_")
      || (48...57).contains(last) || (65...90).contains(last) || (97...122).contains(last)
  }

  private mutating func copyComment() {
    let start = place
    place += 2
    while place < bytes.count, !(bytes[place] == UInt8(ascii: "*") && next(1) == UInt8(ascii: "/"))
    {
      place += 1
    }
    place = min(place + 2, bytes.count)
    output += bytes[start..<place]
  }

  /// The content of a string that begins here, without its escapes.
  private mutating func string() -> String {
    let quote = bytes[place]
    place += 1
    var text: [UInt8] = []
    while place < bytes.count, bytes[place] != quote, bytes[place] != UInt8(ascii: "\n") {
      take(into: &text)
    }
    if place < bytes.count { place += 1 }
    return String(decoding: text, as: UTF8.self)
  }

  /// The content of `url(`, up to after its closing parenthesis.
  private mutating func address() -> String {
    skipSpace()
    var text = ""
    if next(0) == UInt8(ascii: "\"") || next(0) == UInt8(ascii: "'") {
      text = string()
      while place < bytes.count, bytes[place] != UInt8(ascii: ")") { place += 1 }
    } else {
      var plain: [UInt8] = []
      while place < bytes.count, bytes[place] != UInt8(ascii: ")") { take(into: &plain) }
      text = String(decoding: plain, as: UTF8.self).trimmed()
    }
    if place < bytes.count { place += 1 }
    return text
  }

  private mutating func skipSpace() {
    while let byte = next(0), byte == 32 || (9...13).contains(byte) { place += 1 }
  }

  /// Takes one byte, or what an escape stands for.
  private mutating func take(into text: inout [UInt8]) {
    guard bytes[place] == UInt8(ascii: "\\"), let first = next(1) else {
      text.append(bytes[place])
      place += 1
      return
    }
    place += 1
    var value: UInt32 = 0
    var digits = 0
    while digits < 6, let byte = next(0), let digit = Character(UnicodeScalar(byte)).hexDigitValue,
      byte < 0x80
    {
      value = value << 4 | UInt32(digit)
      digits += 1
      place += 1
    }
    if digits == 0 {
      // An escaped line break is none.
      if first != UInt8(ascii: "\n") { text.append(first) }
      place += 1
      return
    }
    if let byte = next(0), byte == 32 || byte == 10 { place += 1 }
    text += Array(String(UnicodeScalar(value) ?? "\u{fffd}").utf8)
  }
}
