import Model
import Testing

@testable import Capture

@Suite struct FindingDates {
  /// One day in the words of many languages.
  @Test(arguments: [
    "4 March 2025", "March 4th, 2025", "Mar 4 2025", "4. März 2025", "4 mars 2025",
    "4 de marzo de 2025",
    "4 marzo 2025", "4 de março de 2025", "4 maart 2025", "4 marca 2025", "4. března 2025",
    "4. marts 2025", "4. mars 2025", "4. maaliskuuta 2025", "4 марта 2025 г.", "4 березня 2025",
    "4 Mart 2025", "2025年3月4日", "2025년 3월 4일", "2025. március 4.", "4 martie 2025", "4. marca 2025",
    "4. ožujka 2025.", "2025 m. kovo 4 d.", "4 Maret 2025", "4 Μαρτίου 2025", "4 مارس 2025",
    "4 במרץ 2025",
    "4 मार्च 2025", "04.03.2025", "4.3.25", "2025/03/04", "20250304", "Mon Mar 04 12:45:00 EDT 2025",
    "2025-03-04",
  ])
  func `a day is found in any language`(text: String) {
    for line in [text, "(\(text))", "Coast – \(text) – Walls"] {
      #expect(DateText.dates(in: line).first?.iso == "2025-03-04", "\(line)")
    }
  }

  @Test(arguments: [
    "Version 1.2.3.2025", "10.0.12.2024.1", "May we?", "5 of 12", "2025", "31.02.2025",
    "99/99/2025",
    "call 030 12 34 56", "1234567890", "03/04/2025", "",
  ])
  func `what is no certain day is none`(text: String) {
    #expect(DateText.dates(in: text).isEmpty, "\(DateText.dates(in: text))")
  }

  @Test func `dates are found in order with their places`() {
    let found = DateText.dates(in: "März: 4. März 2025, 5.4.2025")
    #expect(found.map(\.iso) == ["2025-03-04", "2025-04-05"])
    #expect(found.first?.offset == 7)
    #expect(found.first?.length == 13)
  }

  @Test(arguments: ["fr", "de", "en-GB", "en-AU"])
  func `most languages write the day first`(language: String) {
    #expect(DateText.dates(in: "03/04/2025", language: language).first?.iso == "2025-04-03")
  }

  @Test func `no text takes the finder down`() {
    var random = SeededGenerator(seed: 20_250_304)
    let pieces = [
      "2025", "3", "März", "年", "-", ".", "/", "12", " ", "de", "٣", "\u{301}", "Mar", ":", "00",
    ]
    for _ in 0..<2000 {
      let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }.joined()
      for found in DateText.dates(in: text) {
        #expect(found.offset + found.length <= text.utf8.count, "seed 20250304: \(text)")
        #expect(Dates.iso(found.iso) != nil, "seed 20250304: \(text)")
      }
    }
  }
}
