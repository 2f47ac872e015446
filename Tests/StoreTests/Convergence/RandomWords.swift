import Foundation
import Model
import Replication
import TestSupport

/// What random people write and save: from pools so small that they meet.
extension SeededGenerator {
  mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

  mutating func number(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

  mutating func pick<Element>(_ elements: [Element]) -> Element? {
    elements.randomElement(using: &self)
  }

  mutating func word() -> String { pick(Self.words) ?? "" }

  mutating func text(upTo count: Int = 6) -> String {
    (0..<number(below: count + 1)).map { _ in word() }.joined(separator: chance(20) ? "\n" : " ")
  }

  mutating func tag() -> String { pick(Self.tags) ?? "" }

  mutating func tags() -> [String] { chance(30) ? [tag(), tag()] : [] }

  /// A text that somebody made of another.
  mutating func edited(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    for _ in 0...number(below: 3) {
      let start = number(below: scalars.count + 1)
      let end = min(scalars.count, start + (chance(50) ? number(below: 9) : 0))
      let new = chance(70) ? Array((" " + word()).unicodeScalars) : []
      scalars.replaceSubrange(start..<end, with: new)
    }
    return String(String.UnicodeScalarView(scalars))
  }

  /// One of a few pages, under one of its addresses, as one of its readers found it.
  mutating func article() -> Article {
    let page = number(below: 5)
    let addresses = [
      "https://example.org/\(page)", "http://www.example.org/\(page)/?utm_source=feed",
      "https://example.org/\(page)#top", "https://mirror.example/\(page)",
      "https://mirror.example/\(page)?b=2&a=1",
    ]
    var article = Article(text: "Page \(page). " + (chance(60) ? "As printed." : word()))
    if chance(90) { article.url = pick(addresses) }
    article.urls = chance(70) ? [pick(addresses), article.url].compactMap(\.self) : []
    if chance(70) { article.title = "Page \(page) " + word() }
    if chance(40) { article.authors = [word(), word()] }
    if chance(20) { article.doi = "10.1000/\(page)" }
    if chance(20) { article.published = "202\(number(below: 6))" }
    if chance(30) { article.site = word() }
    if chance(30) {
      let content = chance(30) ? article.text : "<p>\(page) \(number(below: 2))</p>"
      article.page = .init(content: Data(content.utf8), mediaType: "text/html")
    }
    return article
  }

  mutating func selector() -> Selector {
    var selector = Selector(quote: TextQuoteSelector(exact: word() + " " + word()))
    if chance(50) {
      selector.quote.prefix = word()
      selector.position = TextPositionSelector(start: 3, end: 3 + number(below: 9))
    }
    if chance(20) { selector.page = "xi" }
    return selector
  }

  private static let words = [
    "tide", "gauge", "harbour", "Ebbe", "caf\u{e9}", "cafe\u{301}", "\u{1f30a}", "e\u{301}\u{323}",
    "\u{6f6e}\u{6c50}", "a\u{200d}b", "\u{202e}back", "-", "\"", "line\nbreak", "",
  ]
  private static let tags = [
    "sea", "sea/tide", "Sea", "caf\u{e9}", "cafe\u{301}", "to read", " sea / gauge ", "\u{1f30a}",
  ]
}
