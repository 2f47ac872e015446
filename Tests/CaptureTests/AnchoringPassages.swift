import Foundation
import Model
import Testing

@testable import Capture

@Suite struct AnchoringPassages {
  private let text = """
    ## What the gauges say

    Since 1911 the gauge at the [old pier](https://coast.example/pier_(old)) has been read *by hand*. \
    “We write it down,” said the keeper, “because the sea does not.”

    > The mean level rose by 21 centimetres — most of it **after 1970** — and so on.

    - Snow\\_line \\* 2
    - the cafe\u{301} on the quay, the cafe on the hill

    | Years | Rise |
    | --- | --- |
    | 1911–1940 | 4 cm |

    The end of it. The end of it.
    """

  /// The selection must be verbatim, whatever was typed.
  private func exact(_ passage: String) throws -> String {
    let selector = TextAnchor(text).selector(for: passage)
    let position = try #require(selector.position, "not found: \(passage)")
    let scalars = Array(text.unicodeScalars)
    let slice = scalars[position.start..<position.end]
    #expect(selector.quote.exact == String(String.UnicodeScalarView(slice)))
    #expect(
      selector.quote.prefix
        == String(String.UnicodeScalarView(scalars[..<position.start].suffix(32)))
    )
    #expect(
      selector.quote.suffix == String(String.UnicodeScalarView(scalars[position.end...].prefix(32)))
    )
    return selector.quote.exact
  }

  @Test(arguments: [
    // Straight quotation marks and other white space
    ("\"We write it down,\"  said\nthe keeper", "“We write it down,” said the keeper"),
    // Dashes typed as people type them
    ("centimetres -- most of it", "centimetres — most of it"),
    ("centimetres - most of it", "centimetres — most of it"),
    ("1911-1940", "1911–1940"),
    // Soft hyphens and no-break spaces
    ("21\u{A0}centi\u{AD}metres", "21 centimetres"),
    // Unicode forms
    ("the café on", "the cafe\u{301} on"),
    ("the cafe on", "the cafe on"),
    // Markup within and at the ends
    (
      "gauge at the old pier has been",
      "gauge at the [old pier](https://coast.example/pier_(old)) has been"
    ),
    ("old pier", "old pier"),
    ("read by hand. “We", "read *by hand*. “We"),
    ("by hand", "by hand"),
    ("read by hand", "read *by hand*"),
    ("after 1970 — and", "**after 1970** — and"),
    ("the old pier", "the [old pier](https://coast.example/pier_(old))"),
    ("Snow_line * 2", "Snow\\_line \\* 2"),
    // The Markdown itself
    ("read *by hand*.", "read *by hand*."),
    // Case
    ("SINCE 1911 THE GAUGE", "Since 1911 the gauge"),
    // Across paragraphs
    ("does not.”\n\nThe mean level", "does not.”\n\n> The mean level"),
    ("sea does not.\" The mean level", "sea does not.”\n\n> The mean level"),
    ("What the gauges say Since 1911", "What the gauges say\n\nSince 1911"),
    // Torn and joined words
    ("by 21centimetres — most ofit", "by 21 centimetres — most of it"),
    ("The mean level rose by 21 centi-\nmetres", "The mean level rose by 21 centimetres"),
    // Quotation marks and dots of the person's own
    ("\"The mean level rose\"", "The mean level rose"),
    ("…rose by 21 centimetres…", "rose by 21 centimetres"),
  ])
  func `a passage is found as the text has it`(typed: String, found: String) throws {
    #expect(try exact(typed) == found)
  }

  @Test(arguments: ["The harbour is dry all year", "", "   ", "***", "https://coast.example/pier"])
  func `what is not in the text keeps its words and has no position`(passage: String) {
    let selector = TextAnchor(text).selector(for: passage)
    #expect(selector.position == nil)
    #expect(selector.quote == TextQuoteSelector(exact: passage))
  }

  @Test func `an accent is no matter of chance`() throws {
    // "the cafe" is in "the café" when that is written with a combining accent.
    let selector = TextAnchor("the cafe\u{301}, the cafe").selector(for: "the cafe")
    #expect(selector.position == TextPositionSelector(start: 11, end: 19))
  }

  @Test func `of several places the first is chosen, or the nearest`() throws {
    let anchor = TextAnchor("The end of it. The end of it.")
    #expect(anchor.selector(for: "end of it").position?.start == 4)
    #expect(anchor.selector(for: "end of it", near: 16).position?.start == 19)
  }

  @Test func `the words around a quotation choose among equals`() throws {
    let text = "One: the tide. Two: the tide. Three: the tide."
    let quote = TextQuoteSelector(exact: "the tide", prefix: "Two: ", suffix: ". Three")
    #expect(TextAnchor(text).selector(for: quote).position?.start == 20)
  }

  @Test(arguments: ["", "a", "\u{301}", "**", "[](", "\\", "`", "- ", "> ", "|", "[a](b"])
  func `any text can be anchored in`(text: String) {
    _ = TextAnchor(text).selector(for: "a")
    _ = TextAnchor(text).selector(for: text)
  }

  @Test func `an article of a hundred thousand characters takes milliseconds`() throws {
    let long = String(repeating: text + "\n\n", count: 160) + "Here it is.\n"
    let clock = ContinuousClock()
    let anchor = TextAnchor(long)
    var selector = anchor.selector(for: "not in it at all, wherever one looks")
    let time = clock.measure { selector = anchor.selector(for: "here it is") }
    #expect(selector.position != nil)
    // Generous, as tests run unoptimised on busy machines.
    #expect(time < .seconds(2))
  }
}

/// Passages out of a text, changed as copying and typing changes them, are found where they were.
@Suite(.serialized) struct AnchoringLaws {
  @Test(arguments: UInt64(1)...8)
  func `a passage changed harmlessly is found in its place`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let article = try Article(reading: Input(try fixture("tides.html"), fileName: "tides.html"))
    let scalars = Array(article.text.unicodeScalars)
    let markup = MarkdownText.markup(in: scalars)
    let words = scalars.indices.dropFirst().filter {
      !markup[$0] && scalars[$0].properties.isAlphabetic && scalars[$0 - 1] == " "
    }
    let anchor = TextAnchor(article.text)
    for _ in 0..<8 {
      // Given a passage of the page as a reader sees it, from one word to before another
      let place = Int.random(in: 0..<(words.count - 6), using: &random)
      let end = Int.random(in: (place + 5)..<min(place + 60, words.count), using: &random)
      let range = words[place]..<(words[end] - 1)
      let seen = range.filter { !markup[$0] }.map { scalars[$0] }
      // When it is changed
      let changed = harmlessly(changed: String(String.UnicodeScalarView(seen)), using: &random)
      let position = try #require(anchor.selector(for: changed, near: range.lowerBound).position)
      // Then it is found where it was, give or take the markup at its ends
      #expect(abs(position.start - range.lowerBound) <= 4, "\(changed)")
      let visible = (position.start..<position.end).filter { !markup[$0] }.map { scalars[$0] }
      #expect(
        String(String.UnicodeScalarView(visible)).split(whereSeparator: \.isWhitespace)
          == String(String.UnicodeScalarView(seen)).split(whereSeparator: \.isWhitespace)
      )
    }
  }

  private func harmlessly(changed passage: String, using random: inout SeededGenerator) -> String {
    var result = ""
    for character in passage {
      switch character {
      case " ": result += ["\u{A0}", "  ", "\n", "\t", " "].randomElement(using: &random) ?? " "
      case "“", "”": result += ["\"", "“", "”", "«"].randomElement(using: &random) ?? "\""
      case "–": result += ["-", "—", "\u{2212}", "--"].randomElement(using: &random) ?? "-"
      default:
        result.append(character)
        if character.isLetter, Int.random(in: 0..<12, using: &random) == 0 { result += "\u{AD}" }
      }
    }
    return Bool.random(using: &random)
      ? result.decomposedStringWithCanonicalMapping : result.precomposedStringWithCanonicalMapping
  }
}
