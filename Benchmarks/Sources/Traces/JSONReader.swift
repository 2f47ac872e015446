/// Reads JSON (RFC 8259) from front to back.
///
/// Histories have hundreds of thousands of transactions: each goes straight into what it becomes,
/// without a tree of the whole. Nesting is bounded by whoever reads, which asks for what it expects.
struct JSONReader {
  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  // MARK: Values

  /// The first byte of the next value; `nil` at the end.
  mutating func peek() -> UInt8? {
    while index < bytes.count, isSpace(bytes[index]) { index += 1 }
    return index < bytes.count ? bytes[index] : nil
  }

  /// Hands each member's name to a reader of its value.
  mutating func object(
    _ member: (inout JSONReader, String) throws(TraceFailure) -> Void
  ) throws(TraceFailure) {
    try expect("{", "an object")
    if take("}") { return }
    repeat {
      let name = String(String.UnicodeScalarView(try string()))
      try expect(":", "a colon")
      try member(&self, name)
    } while take(",")
    try expect("}", "the end of an object")
  }

  mutating func array(
    _ element: (inout JSONReader) throws(TraceFailure) -> Void
  ) throws(TraceFailure) {
    try expect("[", "an array")
    if take("]") { return }
    repeat { try element(&self) } while take(",")
    try expect("]", "the end of an array")
  }

  mutating func integer() throws(TraceFailure) -> Int {
    let isNegative = take("-")
    var number = 0
    let first = index
    while index < bytes.count, let digit = digit(bytes[index]) {
      let (tenfold, isOver) = number.multipliedReportingOverflow(by: 10)
      let (sum, isOverAgain) = tenfold.addingReportingOverflow(digit)
      guard !isOver, !isOverAgain else { throw unexpected("a smaller number") }
      number = sum
      index += 1
    }
    guard index > first, index == bytes.count || !".eE".utf8.contains(bytes[index]) else {
      throw unexpected("a whole number")
    }
    return isNegative ? -number : number
  }

  mutating func string() throws(TraceFailure) -> [Unicode.Scalar] {
    try expect("\"", "a string")
    var scalars: [Unicode.Scalar] = []
    while true {
      let first = index
      while index < bytes.count, bytes[index] != UInt8(ascii: "\""),
        bytes[index] != UInt8(ascii: "\\"), bytes[index] >= 0x20
      {
        index += 1
      }
      try append(first..<index, to: &scalars)
      guard index < bytes.count, bytes[index] >= 0x20 else {
        throw unexpected("the end of a string")
      }
      index += 1
      if bytes[index - 1] == UInt8(ascii: "\"") { return scalars }
      scalars.append(try escaped())
    }
  }

  /// Passes over a value of any kind.
  mutating func skip() throws(TraceFailure) {
    var depth = 0
    repeat {
      guard let byte = peek() else { throw unexpected("a value") }
      switch byte {
      case UInt8(ascii: "\""): _ = try string()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        index += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        index += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { throw unexpected("a value") }
        index += 1
      default: try skipWord()
      }
    } while depth > 0
    guard depth == 0 else { throw unexpected("a value") }
  }

  /// Makes sure that nothing follows.
  mutating func end() throws(TraceFailure) {
    guard peek() == nil else { throw unexpected("the end of the file") }
  }

  // MARK: Parts

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private func digit(_ byte: UInt8) -> Int? {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") ? Int(byte - UInt8(ascii: "0")) : nil
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek() == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  private mutating func expect(
    _ character: Unicode.Scalar,
    _ what: String
  ) throws(TraceFailure) {
    guard take(character) else { throw unexpected(what) }
  }

  /// Numbers, `true`, `false` and `null`.
  private mutating func skipWord() throws(TraceFailure) {
    let first = index
    while index < bytes.count, isWord(bytes[index]) { index += 1 }
    guard index > first else { throw unexpected("a value") }
  }

  private func isWord(_ byte: UInt8) -> Bool {
    digit(byte) != nil || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
      || "+-.".utf8.contains(byte)
  }

  private func append(
    _ range: Range<Int>,
    to scalars: inout [Unicode.Scalar]
  ) throws(TraceFailure) {
    if bytes[range].allSatisfy({ $0 < 0x80 }) {
      for byte in bytes[range] { scalars.append(Unicode.Scalar(byte)) }
      return
    }
    guard let text = String(validating: bytes[range], as: UTF8.self) else {
      throw unexpected("UTF-8 before here")
    }
    scalars += text.unicodeScalars
  }

  private mutating func escaped() throws(TraceFailure) -> Unicode.Scalar {
    guard index < bytes.count else { throw unexpected("the end of a string") }
    index += 1
    switch Unicode.Scalar(bytes[index - 1]) {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "u": return try numbered()
    case let character where "\"\\/".unicodeScalars.contains(character): return character
    default: throw unexpected("an escaped character before here")
    }
  }

  /// A scalar by its number, or by the two surrogates that UTF-16 has for it.
  private mutating func numbered() throws(TraceFailure) -> Unicode.Scalar {
    let high = try hexadecimal()
    if let scalar = Unicode.Scalar(high) { return scalar }
    guard high < 0xDC00, bytes[index...].starts(with: "\\u".utf8) else {
      throw unexpected("the other half of a character")
    }
    index += 2
    let low = try hexadecimal()
    guard low >= 0xDC00, low < 0xE000,
      let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
    else { throw unexpected("the other half of a character") }
    return scalar
  }

  private mutating func hexadecimal() throws(TraceFailure) -> UInt32 {
    let digits = bytes[index...].prefix(4)
    guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
      let number = UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw unexpected("four hexadecimal digits") }
    index += 4
    return number
  }

  private func unexpected(_ what: String) -> TraceFailure {
    TraceFailure("is no recorded history: \(what) is expected at byte \(index)")
  }
}
