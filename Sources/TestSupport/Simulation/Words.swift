/// What scribes write so that it is found again: words such as `m3-0042`, and lines that begin with
/// a mark.
enum Words {
  /// A word that nobody else writes.
  static func word(_ count: Int, by name: String) -> String {
    let digits = String(count)
    return name + "-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// How a line shows in a text, up to where it is like others.
  static func line(_ mark: Unicode.Scalar) -> String { "\(mark) as" }

  /// All words and beginnings of lines that stand in some bytes.
  ///
  /// - Complexity: O(bytes).
  static func found(in bytes: [UInt8]) -> Set<String> {
    var words: Set<String> = []
    bytes.withUnsafeBufferPointer { bytes in
      guard bytes.count > 6 else { return }
      for index in 2..<bytes.count - 3 {
        if bytes[index] == hyphen, let word = word(around: index, in: bytes) { words.insert(word) }
        if bytes[index] == space, index > 2, bytes[index + 1] == 0x61, bytes[index + 2] == 0x73 {
          words.insert(String(decoding: bytes[index - 3..<index + 3], as: UTF8.self))
        }
      }
    }
    return words
  }

  private static let hyphen = UInt8(ascii: "-")
  private static let space = UInt8(ascii: " ")
  private static let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

  private static func word(
    around hyphen: Int,
    in bytes: UnsafeBufferPointer<UInt8>
  ) -> String? {
    let end = hyphen + 5
    guard end <= bytes.count, bytes[hyphen + 1..<end].allSatisfy(digits.contains) else {
      return nil
    }
    var start = hyphen
    while start > 0, digits.contains(bytes[start - 1]) { start -= 1 }
    guard start > 0, start < hyphen, bytes[start - 1] == UInt8(ascii: "m") else { return nil }
    return String(decoding: bytes[start - 1..<end], as: UTF8.self)
  }
}
