import Model
import Testing

@testable import Capture

@Suite struct FindingPassagesAgain {
  private let text = """
    The gauge at the old pier has been read by hand since 1911. “We write it down,” said the \
    keeper, “because the sea does not.”

    Nobody on the quay believed that the mean level had risen by a hand's breadth until the winter \
    of 1953, when the water stood in the church.

    The church was dry again by Easter. The marks on its door are still shown to visitors.
    """

  private func clipped(_ passage: String, in text: String? = nil) -> Selector {
    TextAnchor(text ?? self.text, hash: "first").selector(for: passage)
  }

  private func find(_ selector: Selector, in text: String) -> PassageMatch? {
    let match = TextAnchor(text, hash: "second").match(selector)
    if let match, let position = match.selector.position {
      #expect(TextAnchor(text).stands(match.selector.quote.exact, at: position))
      #expect(position.text == "second")
      #expect((0...1).contains(match.confidence))
    }
    return match
  }

  @Test func `in the text that it was taken in it is where it was`() throws {
    let selector = clipped("read by hand since 1911")
    let match = try #require(TextAnchor(text, hash: "first").match(selector))
    #expect(match == PassageMatch(selector: selector, confidence: 1, isVerbatim: true))
  }

  @Test func `a position that does not hold the words is not believed`() throws {
    var selector = clipped("read by hand since 1911")
    selector.position = TextPositionSelector(start: 0, end: 4, in: "first")
    let match = try #require(TextAnchor(text, hash: "first").match(selector))
    #expect(match.selector.position?.start == 35)
    selector.position = TextPositionSelector(start: 90_000, end: 90_004, in: "first")
    #expect(TextAnchor(text, hash: "first").match(selector) != nil)
  }

  @Test func `a moved paragraph takes its passages along`() throws {
    let paragraphs = text.split(separator: "\n\n").reversed()
    let selector = clipped("the mean level had risen by a hand's breadth")
    let match = try #require(find(selector, in: paragraphs.joined(separator: "\n\n")))
    #expect(match.isVerbatim)
    #expect(match.confidence > 0.9)
  }

  @Test func `edited words leave a passage where it is, and it is no longer verbatim`() throws {
    let edited = text.replacing("believed that the mean level", with: "thought the mean sea level")
    let selector = clipped("Nobody on the quay believed that the mean level had risen")
    let match = try #require(find(selector, in: edited))
    #expect(match.selector.quote.exact == "Nobody on the quay thought the mean sea level had risen")
    #expect(!match.isVerbatim)
    #expect(match.confidence > 0.7 && match.confidence < 1)
  }

  @Test func `white space, quotation marks and markup are no edits`() throws {
    let edited = text.replacing("“We write it down,”", with: "**\"We\u{A0}write  it down,\"**")
    let match = try #require(find(clipped("“We write it down,” said the keeper"), in: edited))
    #expect(match.selector.quote.exact == "**\"We\u{A0}write  it down,\"** said the keeper")
    #expect(!match.isVerbatim)
    #expect(match.confidence > 0.95)
  }

  @Test func `what was taken out is not found`() {
    let edited = text.replacing(
      " “We write it down,” said the keeper, “because the sea does not.”",
      with: ""
    )
    #expect((find(clipped("because the sea does not"), in: edited)?.confidence ?? 0) < 0.5)
    #expect(find(clipped("keeper"), in: "Nothing.") == nil)
    #expect(find(clipped("keeper"), in: "") == nil)
  }

  @Test func `the words around it say which of two it is`() throws {
    let two = "In May the tide was high. In June the tide was high. In July nobody looked."
    let selector = try #require(
      TextAnchor(two).match(
        Selector(quote: TextQuoteSelector(exact: "the tide was high", prefix: "In June "))
      )
    ).selector
    #expect(selector.position?.start == 34)
    let moved = "In June the tide was high. In July nobody looked. In May the tide was high, too."
    #expect(find(selector, in: moved)?.selector.position?.start == 8)
  }

  @Test func `of two that nothing tells apart none is taken`() {
    let line = "The tide was high, the wind was low, and that was all there was to be seen.\n\n"
    let selector = Selector(quote: TextQuoteSelector(exact: "the wind was low"))
    #expect(find(selector, in: line + line) == nil)
    #expect(find(selector, in: line) != nil)
  }

  @Test func `a copy of the place that was edited is not taken for certain`() throws {
    let question = "How high does the water stand at the old pier when the moon is full?"
    let passage = "It stands at three metres forty, as the keeper wrote, and now and then at more."
    let old = "\(question)\n\n\(passage)\n\nThe wind was low, and the boats went out.\n\n"
    let selector = clipped(passage, in: old + "Nobody looked.\n\n" + old)
    // The one it is from was edited, the other says it as before; something came before both
    let edited = "It stands at three metres sixty, as the keeper wrote, and now and then at more."
    let new = old.replacing(passage, with: edited) + "Nobody looked.\n\n" + old
    #expect((find(selector, in: "News.\n\n" + new)?.confidence ?? 0) < 0.8)
    #expect(try #require(find(selector, in: "News.\n\n" + old)).confidence > 0.9)
  }

  @Test func `another sentence of the same make is not taken for certain`() {
    let selector = clipped("Easter", in: "It was dry by Easter. It was wet by Whitsun.")
    #expect((find(selector, in: "It was wet by Whitsun.")?.confidence ?? 0) < 0.8)
  }

  @Test func `a piece of a link is found though its address changed`() throws {
    let old =
      "See [the tables of 1911](https://coast.example/t?id=1) and [others](https://a.example)."
    let new = "See also [the tables of 1911](/tables/1911) and [others](/b) of them."
    let match = try #require(find(clipped("tables of 1911 and others", in: old), in: new))
    #expect(match.selector.quote.exact.hasPrefix("[the tables of 1911]") || match.confidence > 0.6)
  }

  @Test func `a passage of many pages is found by its beginning and its end`() throws {
    var random = SeededGenerator(seed: 1)
    let article = Article.made(paragraphs: 60, using: &random)
    let scalars = Array(article.unicodeScalars)
    let range = 1000..<9000
    let selector = Selector(
      quote: TextQuoteSelector(exact: String(String.UnicodeScalarView(scalars[range])))
    )
    let edited = EditedArticle(scalars, rate: 0.02, movesParagraphs: false, using: &random)
    let match = try #require(find(selector, in: edited.text))
    #expect(edited.isRight(match, for: range))
    #expect(match.confidence > 0.8)
  }

  @Test(arguments: [
    String(repeating: "a", count: 3000), String(repeating: "ab", count: 2000),
    String(repeating: "e\u{301}", count: 2000), String(repeating: "[", count: 3000),
    String(repeating: "\u{FDFA}", count: 1000), "\u{301}", "**", "",
  ])
  func `any text can be searched for any other`(hostile: String) {
    for passage in [hostile, String(hostile.dropLast()) + "b", "a", "ba", "\u{301}", ""] {
      _ = find(Selector(quote: .init(exact: passage, prefix: "a", suffix: "b")), in: hostile)
    }
  }
}

/// Passages out of articles that change at random afterwards.
@Suite(.serialized) struct FindingAgainLaws {
  @Test(arguments: UInt64(1)...6)
  func `a passage is found again in its place, and never for certain in another`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let rate = Double(seed % 3) * 0.05
    var right = 0
    var there = 0
    for _ in 0..<6 {
      // Given an article that was edited after passages were clipped from it
      let scalars = Array(Article.made(paragraphs: 14, using: &random).unicodeScalars)
      let edited = EditedArticle(scalars, rate: rate, using: &random)
      let (before, after) = (
        TextAnchor(String(String.UnicodeScalarView(scalars))), TextAnchor(edited.text)
      )
      for _ in 0..<6 {
        let start = Int.random(in: 0..<scalars.count - 700, using: &random)
        let range = start..<start + ([12, 40, 150, 600].randomElement(using: &random) ?? 40)
        let passage = TextQuoteSelector(
          exact: String(String.UnicodeScalarView(scalars[range])),
          prefix: String(String.UnicodeScalarView(scalars[..<start].suffix(32))),
          suffix: String(String.UnicodeScalarView(scalars[range.upperBound...].prefix(32)))
        )
        let selector = before.selector(for: passage, near: start)
        let place = try #require(selector.position)
        // When it is looked for
        let match = after.match(selector)
        let isRight = match.map { edited.isRight($0, for: place.start..<place.end) } ?? false
        // Then it is there, unless too little of it is left
        if edited.isWhole(place.start..<place.end) {
          there += 1
          if isRight { right += 1 }
        }
        if !isRight { #expect((match?.confidence ?? 0) <= 0.8, "\(passage.exact)") }
      }
    }
    #expect(there >= 20)
    #expect(right >= there - 1, "\(right) of \(there)")
  }

  @Test(arguments: UInt64(1)...10)
  func `the least errors are those of the table of edit distances`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<12 {
      let letters = Int.random(in: 1...5, using: &random)
      func word(_ most: Int) -> [UInt32] {
        (0..<Int.random(in: 1...most, using: &random)).map { _ in
          UInt32.random(in: 0..<UInt32(letters), using: &random)
        }
      }
      let (pattern, text) = (word(200), word(300))
      for fromStart in [false, true] {
        var found: [Int] = []
        BitPattern(pattern).scan(text, fromStart: fromStart) { _, errors in found.append(errors) }
        #expect(found == leastErrors(pattern, text, fromStart: fromStart))
      }
    }
  }

  /// Sellers' table, a column for each scalar of the text.
  private func leastErrors(_ pattern: [UInt32], _ text: [UInt32], fromStart: Bool) -> [Int] {
    var column = Array(0...pattern.count)
    return text.enumerated().map { index, scalar in
      var next = [fromStart ? index + 1 : 0]
      for (row, own) in pattern.enumerated() {
        next.append(
          min(column[row] + (own == scalar ? 0 : 1), column[row + 1] + 1, next[row] + 1)
        )
      }
      column = next
      return next[pattern.count]
    }
  }
}

extension Article {
  /// Sentences of made-up words, no two alike.
  fileprivate static func made(paragraphs: Int, using random: inout SeededGenerator) -> String {
    let syllables = [
      "ka", "to", "ri", "sen", "ul", "mo", "ba", "ti", "ne", "vor", "la", "gu", "es",
    ]
    func word() -> String {
      (0..<Int.random(in: 1...4, using: &random)).map { _ in
        syllables[Int.random(in: 0..<syllables.count, using: &random)]
      }.joined()
    }
    return (0..<paragraphs).map { _ in
      (0..<Int.random(in: 1...5, using: &random)).map { _ in
        (0..<Int.random(in: 4...16, using: &random)).map { _ in word() }.joined(separator: " ")
          + "."
      }.joined(separator: " ")
    }.joined(separator: "\n\n")
  }
}

/// An article after edits of its words and moves of its paragraphs, with where each scalar is from.
private struct EditedArticle {
  private var scalars: [Unicode.Scalar] = []
  private var origins: [Int] = []

  var text: String { String(String.UnicodeScalarView(scalars)) }

  init(
    _ original: [Unicode.Scalar],
    rate: Double,
    movesParagraphs: Bool = true,
    using random: inout SeededGenerator
  ) {
    func chance() -> Bool { Double.random(in: 0..<1, using: &random) < rate }
    var paragraphs: [Range<Int>] = []
    var start = 0
    for index in original.indices where original[index] == "\n" && original[index - 1] == "\n" {
      paragraphs.append(start..<index + 1)
      start = index + 1
    }
    paragraphs.append(start..<original.count)
    for index in paragraphs.indices where movesParagraphs && chance() {
      let paragraph = paragraphs.remove(at: index)
      paragraphs.insert(paragraph, at: Int.random(in: 0...paragraphs.count, using: &random))
    }
    for paragraph in paragraphs {
      for word in original[paragraph].split(separator: " ", omittingEmptySubsequences: false) {
        if !chance() {
          keep(word)
        } else if Bool.random(using: &random) {
          put("new ")
          keep(word)
        } else if word.contains("\n") {
          keep(word)
        }
        put(" ")
      }
    }
  }

  private mutating func keep(_ word: ArraySlice<Unicode.Scalar>) {
    scalars += word
    origins += word.indices
  }

  private mutating func put(_ text: String) {
    scalars += text.unicodeScalars
    origins += text.unicodeScalars.map { _ in -1 }
  }

  /// Whether two thirds of a passage still stand together.
  func isWhole(_ passage: Range<Int>) -> Bool {
    let places = origins.indices.filter { passage.contains(origins[$0]) }
    guard let first = places.first, let last = places.last else { return false }
    return 3 * places.count >= 2 * passage.count && 3 * (last - first) <= 4 * passage.count
  }

  /// Whether the place has half of what is left of the passage, and is by half of it.
  func isRight(_ match: PassageMatch, for passage: Range<Int>) -> Bool {
    guard let place = match.selector.position else { return false }
    let common = (place.start..<place.end).count { passage.contains(origins[$0]) }
    let left = origins.count { passage.contains($0) }
    return common > 0 && 2 * common >= left && 2 * common >= place.end - place.start
  }
}
