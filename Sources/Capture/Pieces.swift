/// A fixed list of lower-case ASCII pieces, of which any may occur in a text.
///
/// Compares bytes, which is many times faster than comparing characters, in a place where every
/// element of a page is asked about every piece.
struct Pieces: Sendable {
  private let pieces: [[UInt8]]
  /// For each byte whether a piece begins with it.
  private var begins = [Bool](repeating: false, count: 256)

  /// - Parameter list: The pieces, separated by spaces.
  init(_ list: String) {
    pieces = list.split(separator: " ").map { Array($0.utf8) }
    for piece in pieces { begins[Int(piece[0])] = true }
  }

  func occur(in text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      bytes.indices.contains { start in
        begins[Int(Self.lower(bytes[start]))]
          && pieces.contains { stands($0, at: start, in: bytes) }
      }
    }
  }

  private func stands(_ piece: [UInt8], at start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool
  {
    guard piece.count <= bytes.count - start else { return false }
    for offset in piece.indices where Self.lower(bytes[start + offset]) != piece[offset] {
      return false
    }
    return true
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    (65...90).contains(byte) ? byte | 0x20 : byte
  }
}
