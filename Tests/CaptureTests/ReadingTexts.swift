import Foundation
import Model
import Testing

@testable import Capture

@Suite struct ReadingTexts {
  private func markdown(_ text: String, name: String? = nil) throws -> Article {
    try Article(reading: Input(Data(text.utf8), fileName: name, format: .markdown))
  }

  private func plain(_ text: String, name: String? = nil) throws -> Article {
    try Article(reading: Input(Data(text.utf8), fileName: name, format: .plainText))
  }

  @Test func `front matter says what the article is`() throws {
    let article = try markdown(
      """
      ---
      title: "Tides of the \\"inner\\" harbour"
      authors:
        - Ada Marlow
        - Ben Okri
      date: 2025-03-04
      source: https://coast.example/tides
      tags: [sea, harbour]
      ---

      # Another heading

      The tide.
      """
    )
    #expect(article.title == "Tides of the \"inner\" harbour")
    #expect(article.authors == ["Ada Marlow", "Ben Okri"])
    #expect(article.published == "2025-03-04")
    #expect(article.url == "https://coast.example/tides")
    #expect(article.text == "# Another heading\n\nThe tide.\n")
  }

  @Test func `front matter is read as YAML, and all of it is kept`() throws {
    let article = try markdown(
      """
      ---
      title: >-
        Tides of the
        inner harbour
      author:
        - name: Ada Marlow
          affiliation: Coast
        - {given: Ben, family: Okri}
      date: 2025-03-04 # when it was printed
      project: {code: T-17, open: true}
      aliases: [one,
        two]
      ---
      The tide.
      """
    )
    #expect(article.title == "Tides of the inner harbour")
    #expect(article.authors == ["Ada Marlow", "Ben Okri"])
    #expect(article.published == "2025-03-04")
    #expect(article.text == "The tide.\n")
    let kept = try #require(article.pageMetadata)
    for pair in [
      #"["project.code","T-17"]"#, #"["project.open","true"]"#, #"["aliases","one"]"#,
      #"["aliases","two"]"#,
    ] {
      #expect(kept.contains(pair), "\(kept)")
    }
  }

  @Test func `front matter that is no YAML is read line by line`() throws {
    let article = try markdown(
      "---\ntitle: Tides: a history\nauthor: Ada Marlow\nlink: @none\n---\nThe tide.\n"
    )
    #expect(article.title == "Tides: a history")
    #expect(article.authors == ["Ada Marlow"])
  }

  @Test(arguments: [
    "a: &a [x, x]\nb: &b [*a, *a, *a, *a]\nc: &c [*b, *b, *b, *b]\n? *c\n: v",
    "a: " + String(repeating: "[", count: 50_000),
    "a: " + String(repeating: "{b: ", count: 10_000),
    String(repeating: "- ", count: 20_000),
    String(repeating: "? ", count: 20_000) + "a",
    "a: \"" + String(repeating: "\\u", count: 10_000),
    (0..<2_000).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"),
  ])
  func `a hostile head breaks nothing`(head: String) throws {
    let article = try markdown("---\n\(head)\n---\nThe tide.\n", name: "a.md")
    #expect(article.text == "The tide.\n")
  }

  @Test(arguments: ["# Tides *of* 1911", "Tides of 1911\n=====", "## Tides of 1911 ##"])
  func `the first heading is the title and leaves the text`(heading: String) throws {
    let article = try markdown("\(heading)\n\nBy Ada Marlow, March 4, 2025\n\nThe *tide*.\n")
    #expect(article.title == "Tides of 1911")
    #expect(article.authors == ["Ada Marlow"])
    #expect(article.published == "2025-03-04")
    #expect(article.text.hasSuffix("\n\nThe *tide*.\n"))
    #expect(!article.text.contains("1911"))
  }

  @Test func `lines of keys below the title are read`() throws {
    let article = try markdown(
      "# Tides\n\n**Author:** Ada Marlow\nDate: 4. März 2025\nSource: https://coast.example/a\n\nText."
    )
    #expect(article.authors == ["Ada Marlow"])
    #expect(article.published == "2025-03-04")
    #expect(article.url == "https://coast.example/a")
  }

  @Test func `prose is not taken for a header`() throws {
    let article = try markdown(
      "# Tides\n\nBy and large the tide of 4 March 2025 was a low one, as everyone along the quay agreed."
    )
    #expect(article.authors.isEmpty)
    #expect(article.published == nil)
  }

  @Test func `a text without a heading is called by its file`() throws {
    #expect(try markdown("The tide.", name: "notes/on tides.md").title == "on tides")
    #expect(try markdown("The tide.").title == nil)
  }

  @Test func `wrapped lines are paragraphs again, and torn words whole`() throws {
    let article = try plain(
      """
      Tides of the inner harbour

      By Ada Marlow
      4 March 2025

      The inner harbour empties twice a day, and twice a day it
      fills again. Nobody who lives here needs a ta-
      ble to know the hour, and the well-
      known gauge, well-known everywhere, is read all the same.

      Second paragraph of it, with * and # and [a](b).
      """
    )
    #expect(article.title == "Tides of the inner harbour")
    #expect(article.authors == ["Ada Marlow"])
    #expect(article.published == "2025-03-04")
    #expect(
      article.text.contains(
        "twice a day it fills again. Nobody who lives here needs a table to know"
      )
    )
    #expect(article.text.contains("the well-known gauge"))
    #expect(article.text.contains("\\* and # and [a\\](b)."))
  }

  @Test func `one line a paragraph stays so`() throws {
    let long =
      "The inner harbour empties twice a day, and twice a day it fills again, as it always did. "
    let text = "\(long)\(long)\(long)\nShort line.\n\(long)\(long)\n"
    #expect(try plain(text).text.components(separatedBy: "\n\n").count == 3)
  }

  @Test func `paragraphs torn by page breaks are joined, headers and numbers gone`() throws {
    let pages = (1...4).map { number in
      "The Coast Paper   \(number)\n\nParagraph \(number) begins here and goes on until the page\n\n- \(number) -\n"
    }
    let article = try plain(
      "Title line\n\nBody.\n\u{C}" + pages.joined(separator: "\u{C}")
        + "\u{C}The Coast Paper 5\n\nends at last."
    )
    #expect(article.text.contains("until the page ends at last."))
    #expect(!article.text.contains("Coast Paper"))
    #expect(!article.text.contains("- 4 -"))
  }

  @Test func `a page number in the middle of a sentence is taken out of Markdown too`() throws {
    let article = try markdown("# T\n\nThe tide was\n\n12\n\nlow that day.\n\n13\n\nThe end.")
    #expect(article.text == "The tide was\nlow that day.\n\n13\n\nThe end.\n")
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `line ends of all systems are one`(end: String) throws {
    #expect(try markdown("# T" + end + end + "a" + end + "b").text == "a\nb\n")
  }
}
