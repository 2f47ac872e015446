import Foundation

/// A text reduced to what stays the same when it is copied, typed again or set in type.
///
/// White space is one space, quotation marks are straight, dashes are hyphens, soft hyphens and
/// invisible characters are gone, and compatibility forms are decomposed (NFKD). Each folded
/// scalar knows which scalars of the original it stands for. Linear in the size of the text.
struct FoldedText {
  private(set) var scalars: [UInt32] = []
  /// For each folded scalar where its original begins and ends.
  private(set) var starts: [Int32] = []
  private(set) var ends: [Int32] = []

  private init() {}

  /// Folds a text, leaving out what is `hidden`, such as markup.
  init(_ source: [Unicode.Scalar], hidden: [Bool]? = nil) {
    scalars.reserveCapacity(source.count)
    starts.reserveCapacity(source.count)
    ends.reserveCapacity(source.count)
    var known: [UInt64: [UInt32]] = [:]
    var index = 0
    while index < source.count {
      if let hidden, hidden[index] {
        index += 1
        continue
      }
      let scalar = source[index]
      var end = index + 1
      // Marks belong to the letter before them: e with an accent is no e.
      while end < source.count, source[end].value >= 0x300, isMark(source[end]) { end += 1 }
      if end == index + 1, scalar.isASCII {
        append(ascii(scalar), from: index, to: end)
      } else if end <= index + 2 {
        let mark = end == index + 2 ? source[index + 1].value : 0
        let key = UInt64(scalar.value) << 32 | UInt64(mark)
        let folded = known[key] ?? Self.folded(source[index..<end])
        known[key] = folded
        for piece in folded { append(piece, from: index, to: end) }
      } else {
        for piece in Self.folded(source[index..<end]) { append(piece, from: index, to: end) }
      }
      index = end
    }
    if scalars.last == Self.space { removeLast() }
  }

  private mutating func append(_ scalar: UInt32, from start: Int, to end: Int) {
    if scalar == 0 { return }
    // Runs of spaces are one, and so are runs of hyphens: `--` is typed for a dash.
    if scalar == Self.space || scalar == Self.hyphen, scalars.last ?? Self.space == scalar {
      if !ends.isEmpty { ends[ends.count - 1] = Int32(end) }
      if scalar == Self.space || !scalars.isEmpty { return }
    }
    scalars.append(scalar)
    starts.append(Int32(start))
    ends.append(Int32(end))
  }

  private mutating func removeLast() {
    scalars.removeLast()
    starts.removeLast()
    ends.removeLast()
  }

  private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.canonicalCombiningClass != .notReordered
  }

  /// Whether a folded scalar is part of a word, in scripts that set words apart.
  static func isLetter(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 48...57, 65...90, 97...122: true
    case 0..<0xC0, 0x2E80...: false
    default: Unicode.Scalar(scalar)?.properties.isAlphabetic ?? false
    }
  }

  static let space: UInt32 = 32
  static let hyphen: UInt32 = 45

  private func ascii(_ scalar: Unicode.Scalar) -> UInt32 {
    switch scalar.value {
    case 9...13, 32: Self.space
    case 0..<9, 14..<32, 127: 0
    case 0x60: 0x27
    default: scalar.value
    }
  }

  /// What a scalar with its marks becomes; nothing where it is not seen.
  private static func folded(_ piece: ArraySlice<Unicode.Scalar>) -> [UInt32] {
    if let first = piece.first, piece.count == 1 {
      switch first.value {
      case 0x201C...0x201F, 0xAB, 0xBB, 0x2033, 0x2036, 0x301D...0x301F, 0xFF02: return [0x22]
      case 0x2018...0x201B, 0x2039, 0x203A, 0x2032, 0x2035, 0xB4, 0x2BC, 0xFF07: return [0x27]
      case 0x2010...0x2015, 0x2212, 0x2E3A, 0x2E3B, 0xFE58, 0xFE63, 0xFF0D: return [hyphen]
      // Soft hyphens, joiners, direction marks, variation selectors, byte order marks.
      case 0xAD, 0x34F, 0x61C, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064,
        0x2066...0x206F, 0xFE00...0xFE0F, 0xFEFF, 0xE0100...0xE01EF:
        return []
      default: break
      }
    }
    let decomposed = String(String.UnicodeScalarView(piece))
      .decomposedStringWithCompatibilityMapping
    // One that stands for a sentence, such as U+FDFA, is copied and typed as itself.
    guard decomposed.unicodeScalars.count <= 6 else { return piece.map(\.value) }
    return decomposed.unicodeScalars.map { $0.properties.isWhitespace ? space : $0.value }
  }

  /// Without the differences of upper and lower case.
  func lowercased() -> FoldedText {
    var copy = self
    for (index, value) in scalars.enumerated() {
      guard let scalar = Unicode.Scalar(value) else { continue }
      if scalar.isASCII {
        if (65...90).contains(value) { copy.scalars[index] = value + 32 }
      } else {
        copy.scalars[index] =
          scalar.properties.lowercaseMapping.unicodeScalars.first?.value ?? value
      }
    }
    return copy
  }

  /// Without spaces and hyphens, as words come torn out of columns and lines.
  func joined() -> FoldedText {
    var copy = FoldedText()
    for index in scalars.indices where scalars[index] != Self.space && scalars[index] != Self.hyphen
    {
      copy.scalars.append(scalars[index])
      copy.starts.append(starts[index])
      copy.ends.append(ends[index])
    }
    return copy
  }

  /// Where another folded text stands in this one, by Knuth, Morris and Pratt: linear however
  /// repetitive both are.
  func occurrences(of pattern: [UInt32]) -> [Range<Int>] {
    guard !pattern.isEmpty, pattern.count <= scalars.count else { return [] }
    var fallback = [0]
    fallback.reserveCapacity(pattern.count)
    var length = 0
    for index in 1..<max(1, pattern.count) {
      while length > 0, pattern[index] != pattern[length] { length = fallback[length - 1] }
      if pattern[index] == pattern[length] { length += 1 }
      fallback.append(length)
    }
    var found: [Range<Int>] = []
    length = 0
    for index in scalars.indices {
      while length > 0, scalars[index] != pattern[length] { length = fallback[length - 1] }
      if scalars[index] == pattern[length] { length += 1 }
      if length == pattern.count {
        let range = (index + 1 - length)..<(index + 1)
        if standsFree(range) { found.append(range) }
        length = fallback[length - 1]
      }
    }
    return found
  }

  /// Whether a range takes no letter from its marks.
  private func standsFree(_ range: Range<Int>) -> Bool {
    let end = range.upperBound
    guard end < scalars.count, starts[end] == starts[end - 1] else { return true }
    // The rest of a ligature or a fraction may stay behind, an accent may not.
    return Unicode.Scalar(scalars[end]).map { !isMark($0) } ?? true
  }
}
