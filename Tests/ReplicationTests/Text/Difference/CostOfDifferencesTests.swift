import TestSupport
import Testing

@testable import Replication

/// Steps are counted, not timed: a step is one token looked at once.
@Suite struct CostOfDifferences {
  @Test(arguments: Shape.allCases)
  func `texts made to be slow are compared in linear time`(shape: Shape) throws {
    for size in [3_000, 30_000] {
      // Given
      let (old, new) = shape.texts(size)

      // When
      let comparison = TextComparison(old, new)

      // Then
      let perScalar = Double(comparison.steps) / Double(old.count + new.count)
      #expect(perScalar < 40, "\(shape) of \(size)")
      var text = old
      try text.apply(TextDifference.patches(from: old, to: new))
      #expect(text == new)
    }
  }

  @Test func `a change in a large text costs what is around it`() {
    // Given a text of a megabyte in which one word is changed
    let lines = (0..<40_000).map { "line \($0) of many others\n" }
    let old = scalars(lines.joined())
    var new = old
    new[500_000] = "X"

    // When
    let comparison = TextComparison(old, new)

    // Then
    #expect(comparison.steps < 200)
    #expect(comparison.hunks.count == 1)
  }

  @Test func `what was put in between equal lines does not make all of them new`() {
    // Given
    let old = scalars(String(repeating: "equal\n", count: 20_000))
    var lines = Array(repeating: "equal\n", count: 20_000)
    for place in stride(from: 50, to: 20_000, by: 200) { lines[place] = "other \(place)\n" }
    let new = scalars(lines.joined())

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.count <= 200)
    #expect(patches.reduce(0) { $0 + $1.events } < 4_000)
  }

  /// Texts made to be slow to compare.
  enum Shape: CaseIterable {
    case unrelatedLines
    case unrelatedWords
    case unrelatedLetters
    case unrelatedSigns
    case emptyLines
    case equalLines
    case oneLetter
    case twoLines
    case twoWords
    case twoMarks
    case reversedLines
    case reversedWords
    case everyPair
    case shortAndLong
    case combiningMarks
    case flags

    /// Two texts of about so many scalars.
    func texts(_ size: Int) -> (old: [Unicode.Scalar], new: [Unicode.Scalar]) {
      var random = SeededGenerator(seed: 3)
      func words(_ separator: String, below bound: Int) -> [Unicode.Scalar] {
        let length = String(bound - 1, radix: 36).count + separator.count
        return scalars(
          (0..<size / length).map { _ in
            String(Int.random(in: 0..<bound, using: &random), radix: 36)
          }
          .joined(separator: separator)
        )
      }
      func of(_ pieces: [String]) -> [Unicode.Scalar] {
        scalars(
          (0..<size / pieces[0].unicodeScalars.count).map { _ in
            pieces[Int.random(in: 0..<pieces.count, using: &random)]
          }.joined()
        )
      }
      func times(_ piece: String) -> [Unicode.Scalar] {
        scalars(String(repeating: piece, count: size / piece.unicodeScalars.count))
      }
      switch self {
      case .unrelatedLines: return (words("\n", below: 46_000), words("\n", below: 46_000))
      case .unrelatedWords: return (words(" ", below: 46_000), words(" ", below: 46_000))
      case .unrelatedLetters: return (words("", below: 36), words("", below: 36))
      case .unrelatedSigns:
        let signs = (0..<500).compactMap { Unicode.Scalar(0x4e00 + $0).map(String.init) }
        return (of(signs), of(signs))
      case .emptyLines: return (times("\n"), times("\n\n\nx"))
      case .equalLines: return (times("equal\n"), times("equal\nequal\nequal\nother\n"))
      case .oneLetter: return (times("a"), times("a") + times("a"))
      case .twoLines: return (of(["0\n", "1\n"]), of(["0\n", "1\n"]))
      case .twoWords: return (of(["0 ", "1 "]), of(["0 ", "1 "]))
      case .twoMarks: return (of([".", ","]), of([".", ","]))
      case .reversedLines:
        let lines = (0..<size / 10).map { "line \($0)\n" }
        return (scalars(lines.joined()), scalars(lines.reversed().joined()))
      case .reversedWords:
        let words = (0..<size / 5).map { "\($0) " }
        return (scalars(words.joined()), scalars(words.reversed().joined()))
      case .everyPair:
        let marks = Array(".,;:!?()[]{}".unicodeScalars)
        let pairs = marks.flatMap { one in marks.flatMap { [one, $0] } }
        let old = (0..<size / pairs.count).flatMap { _ in pairs }
        return (old, Array(old.reversed()))
      case .shortAndLong: return (of([". ", ", "]).suffix(40) + [], of([". ", ", "]))
      case .combiningMarks: return (times("e\u{301}\u{323}"), times("e\u{301}\u{323}x\u{301}"))
      case .flags: return (times("🇩🇪🇫🇷"), times("🇫🇷🇩🇪🇪"))
      }
    }
  }
}
