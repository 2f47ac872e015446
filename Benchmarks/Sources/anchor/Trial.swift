import Capture
import Foundation
import Model

enum Corpus {
  /// The texts of so many articles that are long enough, chosen at random.
  static func articles(
    _ corpus: String,
    _ limit: Int,
    using random: inout Numbers
  ) throws -> [Readable] {
    let pages = URL(fileURLWithPath: corpus).appendingPathComponent("pages")
    let files = FileManager.default
    var paths: [URL] = []
    for set in try files.contentsOfDirectory(atPath: pages.path).sorted() {
      let directory = pages.appendingPathComponent(set)
      paths += try files.contentsOfDirectory(atPath: directory.path).sorted()
        .filter { $0.hasSuffix(".html") }.map { directory.appendingPathComponent($0) }
    }
    var articles: [Readable] = []
    while articles.count < limit, !paths.isEmpty {
      let path = paths.remove(at: random.below(paths.count))
      let input = Input(try Data(contentsOf: path), fileName: path.lastPathComponent)
      guard let article = try? Article(reading: input) else { continue }
      let scalars = Array(article.text.unicodeScalars)
      if scalars.count >= 1000 { articles.append(Readable(scalars)) }
    }
    return articles
  }

  /// One article after another until there are so many bytes.
  static func joined(_ articles: ArraySlice<Readable>, bytes: Int) -> Readable {
    var text = String.UnicodeScalarView()
    for article in articles where text.count < bytes {
      text.append(contentsOf: article.scalars + ["\n", "\n"])
    }
    let cut = String(decoding: String(text).utf8.prefix(bytes), as: UTF8.self)
    return Readable(Array(cut.unicodeScalars))
  }
}

/// An article and what a person may clip of it.
struct Readable {
  let scalars: [Unicode.Scalar]
  private let anchor: TextAnchor
  /// Where a word begins or ends that is not part of an address.
  private let starts: [Int]
  private let ends: [Int]
  /// What is no address and no picture.
  let isVisible: [Bool]

  init(_ scalars: [Unicode.Scalar]) {
    self.scalars = scalars
    anchor = TextAnchor(String(String.UnicodeScalarView(scalars)))
    var isAddress = false
    var isPicture = false
    var isVisible: [Bool] = []
    var starts: [Int] = []
    var ends: [Int] = []
    for (index, scalar) in scalars.enumerated() {
      let isSpace = scalar == " " || scalar == "\n"
      let last = index > 0 ? scalars[index - 1] : " "
      if !isAddress, !isSpace, last == " " || last == "\n" { starts.append(index) }
      if scalar == "[", last == "!" { isPicture = true }
      if scalar == "(", last == "]" { isAddress = true }
      isVisible.append(!isAddress && !isPicture)
      if !isAddress, isSpace, last != " ", last != "\n" { ends.append(index) }
      if scalar == ")", isAddress { isPicture = false }
      if scalar == ")" || scalar == "\n" { isAddress = false }
      if scalar == "\n" { isPicture = false }
    }
    self.starts = starts
    self.ends = ends
    self.isVisible = isVisible
  }

  /// A passage of 10 to 2,000 characters, anchored as `clip quote` does it.
  func selector(using random: inout Numbers) -> Selector? {
    guard let last = ends.last, scalars.count >= 40 else { return nil }
    let length = random.length(from: 10, to: min(2000, scalars.count / 2))
    let start = starts[random.below(starts.count)]
    guard let end = ends.first(where: { $0 >= start + length }) ?? (last > start ? last : nil)
    else { return nil }
    let range = start..<end
    func string(_ slice: ArraySlice<Unicode.Scalar>) -> String {
      String(String.UnicodeScalarView(slice))
    }
    let quote = TextQuoteSelector(
      exact: string(scalars[range]),
      prefix: string(scalars[..<start].suffix(32)),
      suffix: string(scalars[end...].prefix(32))
    )
    let selector = anchor.selector(for: quote, near: start)
    // What is not words, such as a picture, can be clipped by nobody.
    guard let position = selector.position, abs(position.start - start) < 10,
      (10...2000).contains(position.end - position.start)
    else { return nil }
    // What stands twice among the same words is told apart by nothing.
    return standsTwice(position.start..<position.end) ? nil : selector
  }

  /// Whether the passage stands elsewhere, too, and, where it is short, between the same words.
  private func standsTwice(_ range: Range<Int>) -> Bool {
    let compared =
      range.count < 64
      ? max(0, range.lowerBound - 8)..<min(scalars.count, range.upperBound + 8) : range
    let first = scalars[compared.lowerBound]
    for start in 0..<scalars.count - compared.count + 1
    where start != compared.lowerBound && scalars[start] == first {
      if scalars[start..<start + compared.count].elementsEqual(scalars[compared]) { return true }
    }
    return false
  }
}

enum Trial {
  static func run(
    _ article: Readable,
    rate: Double,
    passages: Int,
    _ tally: inout Tally,
    using random: inout Numbers
  ) {
    let edited = EditedText(article.scalars, rate: rate, using: &random)
    let anchor = TextAnchor(edited.text)
    for _ in 0..<passages {
      guard let selector = article.selector(using: &random), let position = selector.position
      else { continue }
      let passage = position.start..<position.end
      let match = anchor.match(selector)
      let place = match?.selector.position.map { $0.start..<$0.end }
      tally.add(
        Whereabouts(of: passage, in: edited, article.isVisible),
        place,
        match?.confidence ?? 0,
        selector,
        match?.selector
      )
    }
  }
}

/// What became of the passages at one rate of edits.
struct Tally {
  private var there = 0
  private var right = 0
  private var wrong = 0
  private var none = 0
  private var gone = 0
  private var certainlyWrong = 0
  private var certainlyElsewhere = 0
  private var certainlyRight = 0
  private var exactEnds = 0
  private var goneFound = 0
  private(set) var missed: [String] = []

  mutating func add(
    _ truth: Whereabouts,
    _ place: Range<Int>?,
    _ confidence: Double,
    _ selector: Selector,
    _ match: Selector?
  ) {
    let isRight = place.map { truth.isFound(at: $0) } ?? false
    if let place, !isRight, confidence > 0.8 {
      certainlyWrong += 1
      if !truth.isTouched(by: place) { certainlyElsewhere += 1 }
    }
    if truth.share >= 2 / 3 {
      there += 1
      if isRight {
        right += 1
        if confidence > 0.8 { certainlyRight += 1 }
        if place == truth.piece { exactEnds += 1 }
      } else if place == nil {
        none += 1
      } else {
        wrong += 1
      }
    } else {
      gone += 1
      if isRight { goneFound += 1 }
    }
    guard !isRight, confidence > 0.8 || truth.share >= 2 / 3 else { return }
    let quote = selector.quote
    missed.append(
      """
      \(String(format: "%.2f", confidence)) \(quote.exact.unicodeScalars.count) \
      truth \(truth.piece) \(truth.share) found \(place.map { "\($0)" } ?? "-") \
      \([quote.prefix, String(quote.exact.prefix(80)), quote.suffix]) \
      -> \(match.map { [$0.quote.prefix, String($0.quote.exact.prefix(80)), $0.quote.suffix] } ?? [])
      """
    )
  }

  func line(_ rate: Double) -> String {
    func share(_ count: Int, of whole: Int) -> String {
      String(format: "%.2f %%", 100 * Double(count) / Double(max(1, whole)))
    }
    return """
      edits \(Int(rate * 100)) %: \(there) passages, right \(share(right, of: there)), \
      wrong \(wrong), not found \(none); sure (> 0.8) and right \(share(certainlyRight, of: there)), \
      sure and wrong \(certainlyWrong), of which elsewhere \(certainlyElsewhere); both ends exact \(share(exactEnds, of: there)); torn or gone \(gone), of which found \(goneFound)
      """
  }
}

/// Texts that have the worst in store for a search.
enum Hostile {
  static let texts: [(String, String, String)] = [
    (
      "one letter", String(repeating: "a", count: 100_000),
      String(repeating: "a", count: 1999) + "b"
    ),
    (
      "two letters", String(repeating: "ab", count: 50_000),
      String(repeating: "ba", count: 999) + "c"
    ),
    (
      "accents", String(repeating: "e\u{301}", count: 33_000),
      String(repeating: "e\u{300}", count: 999)
    ),
    ("brackets", String(repeating: "[", count: 100_000), String(repeating: "]", count: 2000)),
    ("stars", String(repeating: "*a", count: 50_000), String(repeating: "a*b", count: 600)),
    (
      "ligatures", String(repeating: "\u{FDFA}", count: 33_000),
      String(repeating: "\u{FDFA}x", count: 900)
    ),
  ]
}
