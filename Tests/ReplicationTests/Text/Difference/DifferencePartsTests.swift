import TestSupport
import Testing

@testable import Replication

/// The parts that a difference is made of, each against what it says of itself.
@Suite struct DifferenceParts {
  @Test func `scalars that stand alone are clusters between any that do`() throws {
    // Given each scalar that is told from a letter without a look around
    let letter: Unicode.Scalar = "x"
    for value in UInt32(0)...0x10ffff {
      guard let scalar = Unicode.Scalar(value),
        GraphemeBoundaries.isCertain(scalar, letter), GraphemeBoundaries.isCertain(letter, scalar)
      else { continue }
      let text: [Unicode.Scalar] = ["x", scalar, "한", scalar, "©", scalar, "漢", scalar, "x"]

      // Then none joins what is before it or after it
      if string(text).count != text.count { Issue.record("U+\(String(value, radix: 16))") }
    }
  }

  @Test(arguments: 0..<500 as Range<UInt64>)
  func `clusters are those of the standard library`(seed: UInt64) {
    // Given
    var random = SeededGenerator(seed: seed)
    let text = random.text(ofAtMost: 60)

    // When
    let tokens = TextTokens.clusters(of: text, in: text.indices)

    // Then
    var cuts = [0]
    for character in string(text) {
      cuts.append(cuts[cuts.count - 1] + character.unicodeScalars.count)
    }
    #expect(tokens.cuts == cuts)
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `equal tokens have equal numbers and others have others`(seed: UInt64) {
    // Given
    var random = SeededGenerator(seed: seed)
    let old = random.text(ofAtMost: 60)
    let new = random.edited(old, times: 3)
    let oldWords = TextTokens.words(of: old, in: old.indices)
    let newWords = TextTokens.words(of: new, in: new.indices)

    // When
    let numbers = TokenNumbers(oldWords, newWords)

    // Then
    let oldTexts = (0..<oldWords.count).map { Array(old[oldWords.scalars($0..<$0 + 1)]) }
    let newTexts = (0..<newWords.count).map { Array(new[newWords.scalars($0..<$0 + 1)]) }
    let all = zip(oldTexts + newTexts, numbers.old + numbers.new)
    #expect(Set(all.map(\.0)).count == numbers.count)
    #expect(
      Dictionary(all.map { ($0.1, $0.0) }) { $0 == $1 ? $0 : [] }.values.allSatisfy { !$0.isEmpty }
    )
  }

  @Test func `tokens made to fall into one place of the table never share a number`() {
    // Given lines whose hashes end alike
    var lines: [[Unicode.Scalar]] = []
    var number = 0
    while lines.count < 300 {
      let line = scalars("\(number)\n")
      if TokenNumbers.hash(of: line).isMultiple(of: 1 << 12) { lines.append(line) }
      number += 1
    }
    let old = Array(lines.joined())
    let new = Array(lines.reversed().joined())
    let oldLines = TextTokens.lines(of: old, in: old.indices)
    let newLines = TextTokens.lines(of: new, in: new.indices)

    // When
    let numbers = TokenNumbers(oldLines, newLines)

    // Then the first are found again, and the rest are taken for others
    #expect(Set(numbers.old).count == 300)
    #expect(Set(numbers.new).count == 300)
    let shared = Set(numbers.old).intersection(numbers.new)
    #expect(shared == Set(0..<Int32(shared.count)))
    #expect(!shared.isEmpty)
    for (line, number) in numbers.new.enumerated() where shared.contains(number) {
      #expect(numbers.old[299 - line] == number)
    }
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `the chain of anchors rises on both sides and none weighs more`(seed: UInt64) {
    // Given up to nine anchors in any order, of any weight
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 0...9, using: &random)
    let order = Array(0..<count).shuffled(using: &random)
    let weights = order.map { _ in Int.random(in: 1...9, using: &random) }
    let candidates = order.enumerated().map { TokenAnchor(old: $0.offset, new: $0.element) }

    // When
    let chain = TokenAnchor.heaviestChain(
      candidates,
      in: Hunk(old: 0..<count, new: 0..<count)
    ) { weights[$0.old] }

    // Then
    func rises(_ chain: [TokenAnchor]) -> Bool {
      zip(chain, chain.dropFirst()).allSatisfy { $0.old < $1.old && $0.new < $1.new }
    }
    func weight(_ chain: [TokenAnchor]) -> Int { chain.reduce(0) { $0 + weights[$1.old] } }
    let best = (0..<1 << count).map { subset in
      candidates.filter { subset & 1 << $0.old != 0 }
    }.filter(rises).map(weight).max()
    #expect(rises(chain))
    #expect(weight(chain) == best)
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `no alignment costs less than the one found`(seed: UInt64) {
    // Given two short sequences of tokens of one to four scalars
    var random = SeededGenerator(seed: seed)
    let words = ["a", "bb", "ccc", "dddd"]
    func sequence() -> [Int] {
      (0..<Int.random(in: 1...6, using: &random)).map { _ in Int.random(in: 0..<4, using: &random) }
    }
    let (one, two) = (sequence(), sequence())
    let costs = TokenAlignment.Costs(
      patch: Int32.random(in: 0...4, using: &random),
      island: Int32.random(in: 0...4, using: &random),
      word: Int32.random(in: 0...3, using: &random)
    )
    let old = scalars(one.map { words[$0] + "\n" }.joined())
    let new = scalars(two.map { words[$0] + "\n" }.joined())
    let oldLines = TextTokens.lines(of: old, in: old.indices)
    let newLines = TextTokens.lines(of: new, in: new.indices)

    // When
    let matches = TokenAlignment.matches(
      one.map(Int32.init)[...],
      two.map(Int32.init)[...],
      oldLines,
      newLines,
      costs: costs
    )

    // Then
    var pairs: [(Int, Int)] = []
    for match in matches {
      #expect(Array(one[match.old]) == Array(two[match.new]))
      pairs += Array(zip(match.old, match.new))
    }
    let weight = { (word: Int) in word + 2 + Int(costs.word) }
    let model = AlignmentModel(old: one.map(weight), new: two.map(weight), costs: costs)
    #expect(model.cost(pairs) == model.least())
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `followed repetition gives equal tokens in order`(seed: UInt64) {
    // Given long sequences of two numbers, the one edited into the other or unrelated to it
    var random = SeededGenerator(seed: seed)
    let old = (0..<400).map { _ in Int32.random(in: 0..<2, using: &random) }
    var new = old
    if seed.isMultiple(of: 4) { new.shuffle(using: &random) }
    for _ in 0..<Int.random(in: 1...90, using: &random) {
      new.remove(at: Int.random(in: 0..<new.count, using: &random))
    }

    // When
    let hunk = Hunk(old: 3..<old.count, new: 2..<new.count)
    let found = RepetitionMatching.matches(old, new, in: hunk)

    // Then
    var end = Hunk(old: 0..<3, new: 0..<2)
    for match in found.matches {
      #expect(match.old.lowerBound >= end.old.upperBound)
      #expect(match.new.lowerBound >= end.new.upperBound)
      #expect(old[match.old] == new[match.new])
      end = match
    }
    #expect(end.old.upperBound <= old.count && end.new.upperBound <= new.count)
    #expect(found.matches.reduce(0) { $0 + $1.old.count } > 150)
    #expect(found.steps < 100 * (old.count + new.count))
  }
}

/// The cost of an alignment as its definition says, and the least by trying all.
private struct AlignmentModel {
  /// Weights, which tell tokens apart.
  var old: [Int]
  var new: [Int]
  var costs: TokenAlignment.Costs

  /// The cost when exactly these stay.
  func cost(_ pairs: [(Int, Int)]) -> Int {
    var total = 0
    var end = (old: 0, new: 0)
    for pair in pairs + [(old.count, new.count)] {
      let deleted = old[end.old..<pair.0]
      let inserted = new[end.new..<pair.1]
      total += deleted.reduce(0, +) + inserted.reduce(0, +)
      total += (deleted.isEmpty ? 0 : Int(costs.patch)) + (inserted.isEmpty ? 0 : Int(costs.patch))
      let isChange = !deleted.isEmpty || !inserted.isEmpty
      if isChange, pair.0 < old.count { total += Int(costs.island) }
      end = (pair.0 + 1, pair.1 + 1)
    }
    return total
  }

  func least(_ pairs: [(Int, Int)] = []) -> Int {
    var least = cost(pairs)
    let start = pairs.last.map { ($0.0 + 1, $0.1 + 1) } ?? (0, 0)
    for one in start.0..<max(start.0, old.count) {
      for two in start.1..<max(start.1, new.count) where old[one] == new[two] {
        least = min(least, self.least(pairs + [(one, two)]))
      }
    }
    return least
  }
}
