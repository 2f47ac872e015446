/// A text, or a range of it, cut into tokens: lines, words or grapheme clusters.
///
/// Tokens begin and end at boundaries of grapheme clusters.
struct TextTokens {
  let text: [Unicode.Scalar]
  /// Where tokens begin, and where the last one ends.
  private(set) var cuts: [Int]

  var count: Int { cuts.count - 1 }

  /// The scalars of a range of tokens.
  func scalars(_ tokens: Range<Int>) -> Range<Int> {
    cuts[tokens.lowerBound]..<cuts[tokens.upperBound]
  }

  /// Lines with the line feed that ends them: a place where no grapheme cluster is cut.
  static func lines(of text: [Unicode.Scalar], in range: Range<Int>) -> TextTokens {
    var cuts = [range.lowerBound]
    text.withUnsafeBufferPointer { text in
      for index in range where text[index] == "\n" { cuts.append(index + 1) }
    }
    if cuts[cuts.count - 1] != range.upperBound { cuts.append(range.upperBound) }
    return TextTokens(text: text, cuts: cuts)
  }

  /// Words, runs of white space, line breaks and single other characters, but for some lines in the
  /// range that are one token each.
  static func words(
    of text: [Unicode.Scalar],
    in range: Range<Int>,
    keeping lines: [Range<Int>] = []
  ) -> TextTokens {
    var cuts = [range.lowerBound]
    cuts.reserveCapacity(range.count / 2 + 2)
    var start = range.lowerBound
    for line in lines {
      appendWords(start..<line.lowerBound)
      cuts.append(line.upperBound)
      start = line.upperBound
    }
    appendWords(start..<range.upperBound)
    return TextTokens(text: text, cuts: cuts)

    func appendWords(_ stretch: Range<Int>) {
      guard !stretch.isEmpty else { return }
      var kindBefore = TokenKind.single
      GraphemeBoundaries.forEachCluster(of: text, in: stretch) { start, _ in
        let kind = TokenKind(text[start])
        if kind != kindBefore || kind == .single, start > stretch.lowerBound { cuts.append(start) }
        kindBefore = kind
      }
      cuts.append(stretch.upperBound)
    }
  }

  /// Extended grapheme clusters.
  static func clusters(of text: [Unicode.Scalar], in range: Range<Int>) -> TextTokens {
    var cuts = [range.lowerBound]
    cuts.reserveCapacity(range.count + 1)
    GraphemeBoundaries.forEachCluster(of: text, in: range) { _, end in cuts.append(end) }
    return TextTokens(text: text, cuts: cuts)
  }
}

/// What a grapheme cluster is part of.
enum TokenKind {
  case word
  case space
  case single

  /// The kind of a grapheme cluster, by its first scalar.
  init(_ first: Unicode.Scalar) {
    switch first.value {
    case 0x61...0x7a, 0x41...0x5a, 0x30...0x39, 0x5f: self = .word
    case 0x20, 0x09: self = .space
    case 0..<0x80, 0x85, 0x2028, 0x2029: self = .single
    case 0x3041...0x30ff, 0x3400...0x9fff: self = .single
    // Latin, Greek and Cyrillic letters.
    case 0xc0..<0xd7, 0xd8..<0xf7, 0xf8..<0x2c2, 0x388..<0x482, 0x48a..<0x530: self = .word
    // Thai, Lao, Burmese and Khmer run their words together.
    case 0xe00..<0xf00, 0x1000..<0x10a0, 0x1780..<0x1800: self = .single
    default:
      let properties = first.properties
      if properties.isWhitespace {
        self = .space
      } else if properties.isIdeographic {
        self = .single
      } else if properties.isAlphabetic || properties.numericType != nil {
        self = .word
      } else {
        self = .single
      }
    }
  }
}
