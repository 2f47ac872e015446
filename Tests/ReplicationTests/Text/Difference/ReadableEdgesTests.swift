import TestSupport
import Testing

@testable import Replication

/// Of the places where one insertion or deletion may stand, the one that a reader would name.
@Suite struct ReadableEdgesOfDifferences {
  @Test(arguments: [
    // Sentences added to a paragraph in which something else changed too.
    ("Teh cat sat. It ran.\n", "The cat sat. It ran. It slept.\n", " It slept."),
    ("Teh cat sat. It ran.\n", "The cat sat. It slept. It ran.\n", " It slept."),
    ("Teh end? It ran!\nEnd.\n", "The end? It ran! It slept!\nEnd.\n", " It slept!"),
    ("Teh cat (it sat) ran.\n", "The cat (it sat) (it ate) ran.\n", " (it ate)"),
    ("昨日食べた。彼は走った。\n", "今日食べた。彼は走った。彼は寝た。\n", "彼は寝た。"),
    // Words, which have no better place than the one they have.
    ("Teh old cat sat\n", "The old black cat sat\n", " black"),
    ("- milk\n- bread\n", "- [x] milk\n- bread\n", "[x] "),
  ])
  func `what is added stands where it begins and ends as a sentence does`(
    old: String,
    new: String,
    added: String
  ) {
    let there = TextDifference.patches(from: scalars(old), to: scalars(new))
    let back = TextDifference.patches(from: scalars(new), to: scalars(old))

    #expect(there.last?.deleted == 0)
    #expect(there.map { string($0.inserted) }.last == added)
    #expect(back.last?.deleted == scalars(added).count)
    #expect(back.last?.position == there.last?.position)
  }

  @Test func `a sentence that one adds leaves the end of the one before to the other`() throws {
    // Given a paragraph in which one mends a word and adds a sentence
    let opened = "Teh cat sat. It ran.\nEnd.\n"
    let here = "The cat sat. It ran. It slept.\nEnd.\n"
    let there = "Teh cat sat! It ran!\nEnd.\n"

    // When
    let text = try merged([here, there], openedAs: opened)

    // Then the other's exclamation mark stays with the sentence that it was given to
    #expect(text == "The cat sat! It ran! It slept.\nEnd.\n")
  }

  @Test func `a word put in among many equal ones is looked at in a few places`() {
    // Given
    let old = scalars(String(repeating: "so ", count: 300_000))
    let middle = Hunk(old: 450_000..<450_000, new: 450_000..<450_003)

    // When
    let placed = ReadableEdges(old: old, new: old + scalars("so ")).chosen([middle])

    // Then it stays: no place is better
    #expect(placed.hunks == [middle])
    #expect(placed.steps <= 2 * Limits.slidScalars + 1)
  }

  @Test(arguments: 0..<500 as Range<UInt64>)
  func `hunks still make the new text, apart and between clusters`(seed: UInt64) {
    // Given texts of few pieces, in which much may slide
    var random = SeededGenerator(seed: seed)
    let pieces = ["It ran. ", "It ran.", " ", "a", "a ", ".\n", "\n", "\r\n", "e\u{301}", "🇩🇪", "👍🏽"]
    let passage = { (random: inout SeededGenerator) in
      scalars((0..<6).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
    }
    let old = passage(&random) + passage(&random) + passage(&random)
    var new = old
    for _ in 0..<3 {
      let place = Int.random(in: 0...new.count, using: &random)
      if Bool.random(using: &random) {
        new.insert(contentsOf: passage(&random).prefix(8), at: place)
      } else {
        new.removeSubrange(place..<min(new.count, place + 5))
      }
    }
    let oldClusters = TextTokens.clusters(of: old, in: old.indices)
    let newClusters = TextTokens.clusters(of: new, in: new.indices)

    // When
    let hunks = TextComparison(old, new).hunks

    // Then
    var made: [Unicode.Scalar] = []
    var read = 0
    for (index, hunk) in hunks.enumerated() {
      #expect(index == 0 || hunk.old.lowerBound > read)
      made += old[read..<hunk.old.lowerBound]
      #expect(made.count == hunk.new.lowerBound)
      made += new[hunk.new]
      read = hunk.old.upperBound
      #expect(Set([hunk.old.lowerBound, hunk.old.upperBound]).isSubset(of: oldClusters.cuts))
      #expect(Set([hunk.new.lowerBound, hunk.new.upperBound]).isSubset(of: newClusters.cuts))
    }
    #expect(made + old[read...] == new)
  }
}
