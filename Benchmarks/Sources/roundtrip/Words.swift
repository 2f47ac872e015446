/// How often each word stands in a text; a word is a run of letters, marks and digits.
struct Words {
  private var counts: [String: Int] = [:]
  private(set) var count = 0

  init(of text: String) {
    var word = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if Self.isPart(scalar) {
        word.append(scalar)
      } else if !Self.isInvisible(scalar) {
        add(&word)
      }
    }
    add(&word)
  }

  private mutating func add(_ word: inout String.UnicodeScalarView) {
    guard !word.isEmpty else { return }
    counts[String(word), default: 0] += 1
    count += 1
    word.removeAll()
  }

  /// The words of this text that stand less often in another, as often as they are missing.
  func missing(from other: Words) -> [String] {
    counts.sorted { $0.key < $1.key }.flatMap { word, count in
      [String](repeating: word, count: max(0, count - other.counts[word, default: 0]))
    }
  }

  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || scalar.properties.generalCategory == .nonspacingMark
  }

  /// Marks within words that show nothing: soft hyphens, zero-width spaces, byte order marks.
  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    [0xAD, 0x200B, 0xFEFF].contains(scalar.value)
      || scalar.value < 32 && !(9...13).contains(scalar.value)
  }
}
