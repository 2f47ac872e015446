import Model
import Testing

@testable import Capture

@Suite struct ReadingDates {
  @Test(arguments: [
    ("2025", "2025"), ("2025-03", "2025-03"), ("2025-03-04", "2025-03-04"),
    ("20250304", "2025-03-04"),
    ("2025/03/04", "2025-03-04"), ("2025-03-04T08:00:00Z", "2025-03-04T08:00:00Z"),
    ("2025-03-04 08:00", "2025-03-04T08:00:00"),
    ("2025-03-04T08:00:00.123+0100", "2025-03-04T08:00:00+01:00"),
    ("2025-03-04T08:00:00+00:00", "2025-03-04T08:00:00Z"),
    ("Tue, 04 Mar 2025 08:00:00 +0100", "2025-03-04T08:00:00+01:00"),
    ("March 4, 2025", "2025-03-04"), ("4 March 2025", "2025-03-04"),
    ("Mar. 4th 2025", "2025-03-04"),
    ("Published on March 4, 2025 at 8 am", "2025-03-04"), ("March 2025", "2025-03"),
    ("4. März 2025", "2025-03-04"), ("Dienstag, 04.03.2025, 8 Uhr", "2025-03-04"),
    ("le 4 août 2025", "2025-08-04"), ("1er janvier 2025", "2025-01-01"),
    ("4 de marzo de 2025", "2025-03-04"), ("4 marca 2025", "2025-03-04"),
    ("4 марта 2025 г.", "2025-03-04"),
    ("2025年3月4日", "2025-03-04"), ("2025년 3월 4일", "2025-03-04"), ("25/03/2025", "2025-03-25"),
    ("03/25/2025", "2025-03-25"),
  ])
  func `dates are read as people and programs write them`(text: String, expected: String) {
    #expect(Dates.iso(text) == expected)
  }

  @Test(arguments: [
    "", "yesterday", "2025-13-04", "2025-02-30", "12345", "0001-01-01", "May we?", "03/04/2025",
    "5 minutes read", "Chapter 4 of 12",
  ])
  func `what is no certain date is none`(text: String) {
    #expect(Dates.iso(text) == nil)
  }

  @Test func `the page's language decides between day and month`() {
    #expect(Dates.iso("03/04/2025", language: "en-US") == "2025-03-04")
    #expect(Dates.iso("03/04/2025", language: "fr") == "2025-04-03")
  }

  @Test func `an address may hold the day`() {
    #expect(Dates.day(inAddress: "https://coast.example/2025/3/04/tides") == "2025-03-04")
    #expect(Dates.day(inAddress: "https://coast.example/2025/tides") == nil)
  }
}
