/// Reads the fixed fields of a machine's date one after the other.
struct DigitReader {
  private var rest: Substring.UTF8View

  init(_ text: String) { rest = text[...].utf8 }

  var isAtEnd: Bool { rest.isEmpty }

  /// Whether what follows a date does not make it part of something longer.
  var endsDate: Bool {
    guard let next = rest.first else { return true }
    let isDigit = (48...57).contains(next)
    let isLetter = (97...122).contains(next | 0x20) || next >= 0x80
    return !isDigit && !isLetter && next != UInt8(ascii: ".") && next != UInt8(ascii: "-")
  }

  func startsDigits(_ count: Int) -> Bool {
    let head = rest.prefix(count)
    return head.count == count && head.allSatisfy { (48...57).contains($0) }
  }

  /// The number of just this many digits.
  mutating func digits(_ count: Int) -> Int? {
    guard startsDigits(count) else { return nil }
    let value = rest.prefix(count).reduce(0) { $0 * 10 + Int($1 - 48) }
    rest = rest.dropFirst(count)
    return value
  }

  mutating func sign(_ signs: StaticString) -> UInt8? {
    guard let next = rest.first else { return nil }
    let isOne = signs.withUTF8Buffer { $0.contains(next) }
    if isOne { rest = rest.dropFirst() }
    return isOne ? next : nil
  }

  /// Passes over what stands between day and time: a `T` or spaces.
  mutating func skipSeparator() -> Bool {
    guard let next = rest.first, next == UInt8(ascii: "T") || next == 32 else { return false }
    rest = rest.dropFirst()
    while rest.first == 32 { rest = rest.dropFirst() }
    return true
  }

  mutating func skipFraction() {
    guard let next = rest.first, next == UInt8(ascii: ".") || next == UInt8(ascii: ",") else {
      return
    }
    rest = rest.dropFirst().drop { (48...57).contains($0) }
  }

  /// `Z`, `+01:00` or nothing.
  mutating func zone() -> String {
    while rest.first == 32 { rest = rest.dropFirst() }
    let word = rest.prefix { (65...90).contains($0) }
    if word.elementsEqual("Z".utf8) || word.elementsEqual("UTC".utf8)
      || word.elementsEqual("GMT".utf8)
    {
      rest = rest.dropFirst(word.count)
      if rest.isEmpty || (rest.first != 43 && rest.first != 45) { return "Z" }
    }
    guard let sign = sign("+-"), let hours = digits(2) else { return "" }
    _ = self.sign(":")
    let minutes = digits(2) ?? 0
    if hours == 0, minutes == 0 { return "Z" }
    return (sign == 43 ? "+" : "-") + Dates.two(hours) + ":" + Dates.two(minutes)
  }
}
