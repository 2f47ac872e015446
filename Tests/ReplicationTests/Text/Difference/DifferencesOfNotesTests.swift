import TestSupport
import Testing

@testable import Replication

/// What editors do to whole notes.
@Suite struct DifferencesOfNotes {
  @Test(arguments: [1, 20, 200, 2_000])
  func `words put in and letters taken out cost little more than they are`(edits: Int) throws {
    // Given a note of about sixty kilobytes
    var random = SeededGenerator(seed: 5)
    let old = random.prose(words: 10_000)
    var new = old
    var volume = 0
    for _ in 0..<edits {
      if Int.random(in: 0..<4, using: &random) > 0 {
        let word = random.word()
        volume += word.count
        new.insert(contentsOf: word, at: Int.random(in: 0...new.count, using: &random))
      } else {
        let count = Int.random(in: 1...8, using: &random)
        let start = Int.random(in: 0...new.count - count, using: &random)
        new.removeSubrange(start..<start + count)
        volume += count
      }
    }

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    var text = old
    try text.apply(patches)
    #expect(text == new)
    #expect(patches.count <= edits + edits / 10)
    #expect(patches.reduce(0) { $0 + $1.events } <= volume + volume / 10)
  }

  @Test func `two thousand replaced words are two thousand small patches`() throws {
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

  @Test func `wrapping a paragraph anew changes spaces and line breaks only`() {
    // Given
    var random = SeededGenerator(seed: 8)
    let words = (0..<2_000).map { _ in string(random.word()) }
    let old = scalars(wrapped(words, at: 80))
    let new = scalars(wrapped(words, at: 63))

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.allSatisfy { $0.deleted == 1 && $0.inserted.count == 1 })
  }

  @Test func `indenting puts spaces in and takes nothing out`() {
    // Given
    var random = SeededGenerator(seed: 9)
    let lines = (0..<300).map { _ in (0..<6).map { _ in string(random.word()) } }
      .map { $0.joined(separator: " ") }
    let old = scalars(lines.joined(separator: "\n"))
    let new = scalars(lines.map { "    " + $0 }.joined(separator: "\n"))

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.count == 300)
    #expect(patches.allSatisfy { $0.deleted == 0 && $0.inserted == scalars("    ") })
  }

  @Test func `other line ends are as many patches as lines, and words stay`() {
    // Given
    var random = SeededGenerator(seed: 10)
    let lines = (0..<300).map { _ in string(random.prose(words: 5)).filter { $0 != "\n" } }
    let old = scalars(lines.joined(separator: "\r\n"))
    let new = scalars(lines.joined(separator: "\n"))

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.count == 299)
    #expect(patches.allSatisfy { $0.deleted == 2 && $0.inserted == ["\n"] })
  }

  @Test func `a letter changed in every line touches no other`() {
    // Given
    var random = SeededGenerator(seed: 11)
    var lines = (0..<300).map { _ in Array(random.prose(words: 12).filter { $0 != "\n" }) }
    let old = Array(lines.joined(separator: ["\n"]))
    for index in lines.indices {
      lines[index][Int.random(in: 0..<lines[index].count, using: &random)] = "X"
    }
    let new = Array(lines.joined(separator: ["\n"]))

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.count == 300)
    #expect(patches.allSatisfy { $0.deleted == 1 && $0.inserted == ["X"] })
  }

  @Test func `a word replaced everywhere changes nothing else`() {
    // Given
    var random = SeededGenerator(seed: 12)
    let words = (0..<3_000).map { _ in string(random.word()) }
    let old = (0..<words.count).map { $0.isMultiple(of: 9) ? "colour" : words[$0] }
    let new = (0..<words.count).map { $0.isMultiple(of: 9) ? "hue" : words[$0] }

    // When
    let patches = TextDifference.patches(
      from: scalars(wrapped(old, at: 70)),
      to: scalars(wrapped(new, at: 70, counting: old))
    )

    // Then
    #expect(patches.count == 334)
    #expect(patches.allSatisfy { $0.deleted <= 6 && $0.inserted.count <= 3 })
  }

  @Test func `items put in another order are moved whole`() {
    // Given
    var random = SeededGenerator(seed: 13)
    let items = (0..<40).map { "- item \($0) \(string(random.word()))\n" }
    var shuffled = items
    shuffled.shuffle(using: &random)

    // When
    let patches = TextDifference.patches(
      from: scalars(items.joined()),
      to: scalars(shuffled.joined())
    )

    // Then
    let lines = Set(items.map { scalars($0) })
    for patch in patches {
      #expect(patch.deleted == 0 || patch.inserted.isEmpty || patch.inserted.last == "\n")
      let put = patch.inserted.split(separator: "\n").map { Array($0) + ["\n"] }
      #expect(put.allSatisfy(lines.contains))
    }
  }

  @Test(arguments: ["", " "])
  func `a hundred kilobytes without a line break are compared all the same`(separator: String) {
    // Given
    var random = SeededGenerator(seed: 14)
    let words = (0..<20_000).map { _ in string(random.word()) }
    let old = scalars(words.joined(separator: separator))
    var new = old
    for part in 0..<50 {
      let start = Int.random(in: 0..<old.count / 50 - 40, using: &random) + part * old.count / 50
      new.replaceSubrange(start..<start + 3, with: scalars("EDIT"))
    }

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.count == 50)
    #expect(patches.allSatisfy { $0.events <= 12 })
  }

  @Test func `text without spaces is compared sign by sign`() {
    // Given
    var random = SeededGenerator(seed: 15)
    let signs = Array(scalars("的一是不了人我在有他这为之大来以个中上们到说国和地也子时道出而要于就下得可你年生"))
    let old = (0..<5_000).map { _ in signs[Int.random(in: 0..<signs.count, using: &random)] }
    var new = old
    for start in stride(from: 50, to: 5_000, by: 100) { new[start] = "新" }

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.count == 50)
    #expect(patches.allSatisfy { $0.deleted == 1 && $0.inserted == ["新"] })
  }

  @Test func `a text replaced as a whole is a few patches`() {
    // Given
    var random = SeededGenerator(seed: 16)
    let old = random.prose(words: 400)
    var other = SeededGenerator(seed: 17)
    let new = other.prose(words: 400)

    // When
    let patches = TextDifference.patches(from: old, to: new)

    // Then
    #expect(patches.count < 60)
  }

  @Test func `sentences that share short words by chance are replaced whole`() {
    // Given pairs of sentences that have nothing to do with each other
    var patches = 0
    for seed in 0..<40 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      let old = random.prose(words: 12)
      let new = random.prose(words: 12)

      // When
      patches += TextDifference.patches(from: old, to: new).count
    }

    // Then
    #expect(patches == 40)
  }

  private func wrapped(_ words: [String], at width: Int, counting: [String]? = nil) -> String {
    var text = ""
    var column = 0
    for (word, counted) in zip(words, counting ?? words) {
      if column + counted.count >= width {
        text += "\n"
        column = 0
      } else if column > 0 {
        text += " "
        column += 1
      }
      text += word
      column += counted.count
    }
    return text
  }
}

extension SeededGenerator {
  /// One to nine letters, short words more often than long ones.
  fileprivate mutating func word() -> [Unicode.Scalar] {
    let letters: [Unicode.Scalar] = Array("etaoinshrdlucmfwypvbgk".unicodeScalars)
    let length = min(Int.random(in: 1...9, using: &self), Int.random(in: 2...14, using: &self))
    return (0..<length).map { _ in
      letters[min(Int.random(in: 0..<22, using: &self), Int.random(in: 0..<30, using: &self))]
    }
  }

  /// Words in sentences and lines.
  fileprivate mutating func prose(words: Int) -> [Unicode.Scalar] {
    var text: [Unicode.Scalar] = []
    for number in 1...words {
      text += word()
      switch Int.random(in: 0..<60, using: &self) {
      case 0 where number < words: text += [".", "\n", "\n"]
      case 1...4: text += [".", " "]
      case 5...6: text += [",", " "]
      default: text.append(" ")
      }
    }
    return text
  }
}
