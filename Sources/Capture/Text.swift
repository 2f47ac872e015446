/// Small readings of text that several files share.
extension StringProtocol {
  /// Runs of white space as one space, none at the ends.
  func collapsingWhitespace() -> String {
    if isCollapsed { return String(self) }
    var text = String(self)
    return text.withUTF8 { bytes in
      String(unsafeUninitializedCapacity: bytes.count) { result in
        var count = 0
        var index = 0
        while index < bytes.count {
          let space = bytes.whiteSpace(at: index)
          if space > 0 {
            index += space
            if count > 0, result[count - 1] != 32 {
              result[count] = 32
              count += 1
            }
          } else {
            result[count] = bytes[index]
            count += 1
            index += 1
          }
        }
        return count > 0 && result[count - 1] == 32 ? count - 1 : count
      }
    }
  }

  /// Whether every white space is a single space between others; `false` also where that would take
  /// longer to see.
  private var isCollapsed: Bool {
    var last = UInt8(ascii: " ")
    for byte in utf8 {
      switch byte {
      case 32: if last == 32 { return false }
      // Others of Unicode's spaces begin with these.
      case 9...13, 0xC2, 0xE1, 0xE2, 0xE3: return false
      default: break
      }
      last = byte
    }
    return last != 32 || isEmpty
  }

  /// White space at both ends taken off.
  func trimmed() -> String {
    guard let start = firstIndex(where: { !$0.isWhitespace }) else { return "" }
    var end = endIndex
    while self[index(before: end)].isWhitespace { end = index(before: end) }
    return String(self[start..<end])
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// How many bytes the white space has that begins at a place in UTF-8; 0 where there is none.
  ///
  /// Asking Unicode for each letter of a book takes longer than all the rest.
  fileprivate func whiteSpace(at index: Int) -> Int {
    let byte = self[index]
    if byte < 0xC2 { return byte == 32 || (9...13).contains(byte) ? 1 : 0 }
    if byte == 0xC2 { return self[index + 1] == 0x85 || self[index + 1] == 0xA0 ? 2 : 0 }
    guard (0xE1...0xE3).contains(byte) else { return 0 }
    switch (byte, self[index + 1], self[index + 2]) {
    case (0xE1, 0x9A, 0x80), (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8...0xA9),
      (0xE2, 0x80, 0xAF), (0xE2, 0x81, 0x9F), (0xE3, 0x80, 0x80):
      return 3
    default: return 0
    }
  }
}

extension String {
  /// The text, or `nil` where it is empty.
  var nonEmpty: String? { isEmpty ? nil : self }

  /// Letters and digits only, in lower case: for asking whether two lines say the same.
  var foldedForComparison: String {
    String(
      String.UnicodeScalarView(
        lowercased().unicodeScalars.filter {
          $0.isASCII
            ? (97...122).contains($0.value) || (48...57).contains($0.value)
            : $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
      )
    )
  }
}

extension String {
  /// What stands between the occurrences of a separator, which is looked for byte by byte.
  func parts(between separator: String) -> [String] {
    let (bytes, mark) = (Array(utf8), Array(separator.utf8))
    var parts: [String] = []
    var start = 0
    while let end = bytes.firstIndex(of: mark, from: start) {
      parts.append(String(decoding: bytes[start..<end], as: UTF8.self))
      start = end + mark.count
    }
    return start == 0 ? [self] : parts + [String(decoding: bytes[start...], as: UTF8.self)]
  }
}

extension [UInt8] {
  /// Where a piece, which is not empty, stands first from a place on.
  func firstIndex(of piece: [UInt8], from start: Int = 0) -> Int? {
    precondition(!piece.isEmpty, "nothing stands nowhere")
    guard count - start >= piece.count else { return nil }
    for index in start...(count - piece.count) where self[index] == piece[0] {
      var length = 1
      while length < piece.count, self[index + length] == piece[length] { length += 1 }
      if length == piece.count { return index }
    }
    return nil
  }
}
