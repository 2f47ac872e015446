import TestSupport
import Testing

@testable import Replication

@Suite struct TextDifferences {
  @Test(arguments: 0..<2_000 as Range<UInt64>)
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

  @Test(arguments: 0..<1_000 as Range<UInt64>)
  func `no grapheme cluster of either text is cut and no patch touches the next`(seed: UInt64) {
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
    var end = -1
    for patch in patches {
      #expect(patch.position > end)
      #expect(oldCuts.contains(patch.position - shift))
      #expect(oldCuts.contains(patch.position - shift + patch.deleted))
      #expect(newCuts.contains(patch.position))
      end = patch.position + patch.inserted.count
      #expect(newCuts.contains(end))
      #expect(patch.events > 0)
      shift += patch.inserted.count - patch.deleted
    }
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `a moved block of lines is taken out whole and put in whole`(seed: UInt64) {
    // Given paragraphs, some of them in two lines, and empty lines between
    var random = SeededGenerator(seed: seed)
    var lines = (0..<Int.random(in: 4...60, using: &random)).map { number in
      let letters = Int.random(in: 1...80, using: &random)
      return "\(number)" + String(repeating: "so it goes ", count: letters / 11) + "on.\n"
        + (random.next().isMultiple(of: 3) ? "" : "\n")
    }
    let old = scalars(lines.joined())
    let start = Int.random(in: 0..<lines.count, using: &random)
    let block = lines[start..<min(lines.count, start + Int.random(in: 1...8, using: &random))]
    lines.removeSubrange(block.indices)
    lines.insert(
      contentsOf: Array(block),
      at: Int.random(in: 0...lines.count, using: &random)
    )
    let new = scalars(lines.joined())

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    guard old != new else {
      #expect(patches.isEmpty)
      return
    }
    #expect(patches.count == 2)
    #expect(patches.allSatisfy { $0.deleted == 0 || $0.inserted.isEmpty })
    #expect(patches.map(\.deleted).max() == patches.map(\.inserted.count).max())
    for patch in patches where patch.deleted == 0 {
      #expect(patch.position == 0 || new[patch.position - 1] == "\n")
      #expect(patch.inserted.last == "\n")
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
    ("tail", "tailor", ["4-0+or"]),
    ("one two one", "one two one two one", ["11-0+ two one"]),
    ("a\na\n", "a\na\na\n", ["4-0+a\n"]),
    ("🇩🇪🇫🇷 x", "🇩🇪🇩🇪🇫🇷 x", ["2-0+🇩🇪"]),
    ("สวัสดีครับ", "สวัสดีค่ะครับ", ["6-0+ค่ะ"]),
    ("- milk\n- bread\n", "- [x] milk\n- bread\n", ["2-0+[x] "]),
    (
      "the quote.\n\nEnd.\n", "the quotes.\n\nNew.\n\nEnd!\n", ["9-0+s", "12-0+\nNew.\n", "22-1+!"]
    ),
    ("- milk\n- eggs\n", "- milk\n- eggs!\n- tea\n", ["13-0+!", "15-0+- tea\n"]),
    ("- eggs!\n- tea\n- milk\n", "- eggs\n- milk!\n", ["6-1+", "7-6+", "13-0+!"]),
    ("unremarkably", "unr3emarka!bly", ["3-0+3", "10-0+!"]),
    ("unrelated", "entirely", ["0-9+entirely"]),
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

  @Test func `lines that changed places are not compared with what took their place`() {
    // Given lines that are alike, in reverse
    let lines = (0..<200).map { "\($0 * 7919) of the lines that are alike\n" }
    let old = scalars(lines.joined())
    let new = scalars(lines.reversed().joined())

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then one of them stays and all others are moved whole
    #expect(patches.count <= 2)
    #expect(patches.allSatisfy { $0.inserted.isEmpty || $0.inserted.last == "\n" })
  }

  @Test func `a line moved beside a changed one is whole, and the other is compared`() {
    // Given
    let old = scalars(
      "first of all\nthe moved line is here\nthe second line is that\nand one that stays here\n"
    )
    let new = scalars(
      "first of all\nthe second line was that\nand one that stays here\nthe moved line is here\n"
    )

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(
      patches == [
        TextPatch(position: 13, deleted: 23, inserted: []),
        TextPatch(position: 29, deleted: 1, inserted: scalars("wa")),
        TextPatch(position: 62, deleted: 0, inserted: scalars("the moved line is here\n")),
      ]
    )
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
    let opened = "Title\n\nFirst thought.\nSecond thought.\n\nThird thought.\n"
    let here = "Title\n\nFirst and best thought.\nSecond thought.\n\nThird thought.\n"
    let there = "Title\n\nFirst thought.\nSecond thought.\n\nA third thought!\nFourth.\n"

    // When both edit it
    let text = try merged([here, there], openedAs: opened)

    // Then
    #expect(
      text
        == "Title\n\nFirst and best thought.\nSecond thought.\n\nA third thought!\nFourth.\n"
    )
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
