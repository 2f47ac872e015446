import TestSupport
import Testing

@testable import Replication

@Suite struct TextDifferences {
  @Test(arguments: 0..<400 as Range<UInt64>)
  func `applied to the old text they give the new one`(seed: UInt64) throws {
    // Given two texts, the one edited into the other or unrelated to it
    var random = SeededGenerator(seed: seed)
    let old = random.text(ofAtMost: 60)
    let new = seed % 5 == 0 ? random.text(ofAtMost: 60) : random.edited(old, times: 4)

    // When the patches are applied
    var text = old
    try text.apply(TextDifference.patches(from: old, to: new))

    // Then
    #expect(text == new)
  }

  @Test(arguments: 0..<400 as Range<UInt64>)
  func `no grapheme cluster of either text is cut`(seed: UInt64) {
    // Given
    var random = SeededGenerator(seed: seed)
    let old = random.text(ofAtMost: 40)
    let new = random.edited(old, times: 3)
    let oldCuts = graphemeCuts(old)
    let newCuts = graphemeCuts(new)

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then patches run from left to right and lie between clusters of both texts
    var shift = 0
    var end = 0
    for patch in patches {
      #expect(patch.position >= end)
      #expect(oldCuts.contains(patch.position - shift))
      #expect(oldCuts.contains(patch.position - shift + patch.deleted))
      #expect(newCuts.contains(patch.position))
      end = patch.position + patch.inserted.count
      #expect(newCuts.contains(end))
      #expect(patch.events > 0)
      shift += patch.inserted.count - patch.deleted
    }
  }

  @Test(arguments: [
    ("", "", []),
    ("", "typed", ["0-0+typed"]),
    ("typed", "", ["0-5+"]),
    ("same\n", "same\n", []),
    ("one\ntwo\nthree\n", "one\nTWO\nthree\n", ["4-3+TWO"]),
    ("one\r\ntwo\r\n", "one\r\nand\r\ntwo\r\n", ["5-0+and\r\n"]),
    ("one\r\ntwo", "one\ntwo", ["3-2+\n"]),
    ("a colour of it", "a color of it", ["6-1+"]),
    ("it was walked twice", "it was talked twice", ["7-1+t"]),
    ("the cat sat", "the black cat sat", ["4-0+black "]),
    ("caf\u{e9} noir", "cafe\u{301} noir", ["3-1+e\u{301}"]),
    ("👩‍👩‍👧 hier", "👩‍👩‍👦 hier", ["0-5+👩‍👩‍👦"]),
    ("漢字仮名", "漢字の仮名", ["2-0+の"]),
    ("tail", "tail\nand more", ["4-0+\nand more"]),
  ])
  func `they are what a reader would mark`(old: String, new: String, marked: [String]) {
    let patches = TextDifference.patches(from: scalars(old), to: scalars(new))

    #expect(patches.map { "\($0.position)-\($0.deleted)+\(string($0.inserted))" } == marked)
  }

  @Test func `a space or a letter between two rewritten words does not keep them apart`() {
    let patches = TextDifference.patches(
      from: scalars("It was red green today."),
      to: scalars("It was yellow purple today.")
    )

    #expect(patches == [TextPatch(position: 7, deleted: 9, inserted: scalars("yellow purple"))])
  }

  @Test func `a moved paragraph is taken out once and put in once`() {
    // Given
    let moved = "Clippings keep the passage and where it stood.\nNotes stand beside them.\n"
    let rest = (1...8).map { "Paragraph \($0) says something of its own.\n" }
    let old = scalars(moved + rest.joined())
    let new = scalars(rest.joined() + moved)

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.count == 2)
    #expect(patches.map(\.events).max() == scalars(moved).count)
  }

  @Test func `a line moved and changed is not torn into letters`() {
    // Given
    let rest = (1...6).map { "Paragraph \($0) says something of its own.\n" }.joined()
    let old = scalars("The quick brown fox jumps.\n" + rest)
    let new = scalars(rest + "The quick red fox leaps.\n")

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.count == 2)
  }

  @Test func `what two people did to different lines is all there after a merge`() throws {
    // Given a note that both opened
    let opened = scalars("Title\n\nFirst thought.\nSecond thought.\n\nThird thought.\n")
    let here = scalars("Title\n\nFirst and best thought.\nSecond thought.\n\nThird thought.\n")
    let there = scalars("Title\n\nFirst thought.\nSecond thought.\n\nA third thought!\nFourth.\n")
    var history = TextHistory()
    let base = TextEdit(
      firstSequence: 0,
      parents: [],
      patches: TextDifference.patches(from: [], to: opened)
    )
    try history.append(base, by: ReplicaID(high: 1, low: 0))
    let version = history.version

    // When both edit it
    for (number, text) in [(2, here), (3, there)] as [(UInt64, [Unicode.Scalar])] {
      let patches = TextDifference.patches(from: opened, to: text)
      let edit = TextEdit(firstSequence: 0, parents: version, patches: patches)
      try history.append(edit, by: ReplicaID(high: number, low: 0))
    }

    // Then
    #expect(
      string(try history.text())
        == "Title\n\nFirst and best thought.\nSecond thought.\n\nA third thought!\nFourth.\n"
    )
  }

  @Test(arguments: Shape.allCases)
  func `sixty kilobytes with everything changed take no longer than reading them`(
    shape: Shape
  ) throws {
    // Given
    let (old, new) = shape.texts

    // When
    var text = old
    let patches = TextDifference.patches(from: old, to: new)
    try text.apply(patches)

    // Then
    #expect(text == new)
  }

  @Test func `two thousand edits in a note are two thousand small patches`() throws {
    // Given a note in which every fifth word was replaced
    var random = SeededGenerator(seed: 7)
    var words = (0..<10_000).map { _ in
      String(UInt64.random(in: 0..<1_000_000, using: &random), radix: 36)
    }
    let line = { (words: [String]) in
      stride(from: 0, to: words.count, by: 12)
        .map { words[$0..<min($0 + 12, words.count)].joined(separator: " ") }
        .joined(separator: "\n")
    }
    let old = scalars(line(words))
    for index in stride(from: 2, to: words.count, by: 5) { words[index] = "edited" }
    let new = scalars(line(words))

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.count == 2_000)
    #expect(patches.allSatisfy { $0.events < 16 })
  }

  /// Texts made to be slow to compare.
  enum Shape: CaseIterable {
    case unrelated
    case oneLine
    case oneWord
    case emptyLines
    case twoTokensOnly
    case reversedLines

    var texts: (old: [Unicode.Scalar], new: [Unicode.Scalar]) {
      var random = SeededGenerator(seed: 3)
      func words(_ count: Int, _ separator: String, below bound: Int) -> [Unicode.Scalar] {
        scalars(
          (0..<count).map { _ in String(Int.random(in: 0..<bound, using: &random), radix: 36) }
            .joined(separator: separator)
        )
      }
      switch self {
      case .unrelated: return (words(12_000, "\n", below: 9_999), words(12_000, "\n", below: 9_999))
      case .oneLine: return (words(12_000, " ", below: 9_999), words(12_000, " ", below: 9_999))
      case .oneWord: return (words(30_000, "", below: 36), words(30_000, "", below: 36))
      case .emptyLines:
        return (
          Array(repeating: "\n", count: 60_000),
          scalars(String(repeating: "\n\n\nx", count: 15_000))
        )
      case .twoTokensOnly: return (words(15_000, "\n", below: 2), words(15_000, "\n", below: 2))
      case .reversedLines:
        let lines = (0..<6_000).map { "line \($0)\n" }
        return (scalars(lines.joined()), scalars(lines.reversed().joined()))
      }
    }
  }

  private func graphemeCuts(_ text: [Unicode.Scalar]) -> Set<Int> {
    var cuts: Set<Int> = [0]
    var end = 0
    for character in string(text) {
      end += character.unicodeScalars.count
      cuts.insert(end)
    }
    return cuts
  }
}
