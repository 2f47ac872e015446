/// Small readings of text that several files share.
extension StringProtocol {
  /// Runs of white space as one space, none at the ends.
  func collapsingWhitespace() -> String {
    if isCollapsed { return String(self) }
    var result = ""
    var pending = false
    for scalar in unicodeScalars {
      // Asking Unicode for each letter of a book takes longer than all the rest.
      let isSpace =
        scalar.isASCII
        ? scalar == " " || (9...13).contains(scalar.value) : scalar.properties.isWhitespace
      if isSpace {
        pending = !result.isEmpty
      } else {
        if pending { result.unicodeScalars.append(" ") }
        pending = false
        result.unicodeScalars.append(scalar)
      }
    }
    return result
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

extension String {
  /// The text, or `nil` where it is empty.
  var nonEmpty: String? { isEmpty ? nil : self }

  /// Letters and digits only, in lower case: for asking whether two lines say the same.
  var foldedForComparison: String {
    String(
      String.UnicodeScalarView(
        lowercased().unicodeScalars.filter {
          $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
      )
    )
  }
}

/// A fixed list of lower-case ASCII pieces, of which any may occur in a text.
///
/// Compares bytes, which is many times faster than comparing characters, in a place where every
/// element of a page is asked about every piece.
struct Pieces: Sendable {
  private let pieces: [[UInt8]]

  /// - Parameter list: The pieces, separated by spaces.
  init(_ list: String) {
    pieces = list.split(separator: " ").map { Array($0.utf8) }
  }

  func occur(in text: String) -> Bool {
    let bytes = text.utf8.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
    return pieces.contains { Self.contains($0, in: bytes) }
  }

  /// Whether a piece occurs in some bytes.
  static func contains(_ piece: [UInt8], in bytes: [UInt8]) -> Bool {
    guard bytes.count >= piece.count else { return false }
    for start in 0...(bytes.count - piece.count) where bytes[start] == piece[0] {
      var length = 1
      while length < piece.count, bytes[start + length] == piece[length] { length += 1 }
      if length == piece.count { return true }
    }
    return false
  }
}
