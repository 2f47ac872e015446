import Foundation
import Model
import Testing

@testable import Capture

@Suite struct ReadingPDFs {
  @Test func `a document says what it is`() throws {
    let article = try document("tides.pdf")
    #expect(article.title == "Tides of the inner harbour")
    #expect(article.authors == ["Ada Marlow", "Ben Okri"])
    #expect(article.published == "1998-05-14")
    #expect(article.site == "Lowland Review")
    #expect(article.doi == "10.5555/tides.1911")
    #expect(article.page?.mediaType == "application/pdf")
    #expect(article.warnings == [])
  }

  @Test func `columns are read one after the other, under their headings`() throws {
    let text = try document("tides.pdf").text
    let headings = text.split(separator: "\n").filter { $0.hasPrefix("#") }
    #expect(
      headings == [
        "## 1 Introduction", "## 2 The gauge", "## 3 Dredging", "### 4 What is left",
        "## 5 Introduction", "## 6 The gauge", "## 7 Dredging", "### 8 What is left",
      ]
    )
    // Each chapter has the same paragraphs: eight of each, whole.
    for begin in [
      "The tide gauge at Lowland Harbour was read by hand until 1911. The keeper of the harbour",
      "A second paragraph begins where the first one ended.",
      "Dredging is the fourth cause.",
    ] {
      #expect(text.ranges(of: "\n\n" + begin).count == 8, "\(begin)")
    }
  }

  @Test func `words torn by lines are whole, and a hyphen of their own stays`() throws {
    let text = try document("tides.pdf").text
    let whole = "Nobody compared the measurements of the self-taught keeper; a self-taught one is"
    #expect(text.ranges(of: whole).count == 8)
  }

  @Test func `running heads and page numbers are gone`() throws {
    let article = try document("tides.pdf")
    let lines = article.text.split(separator: "\n").map(String.init)
    #expect(!lines.contains("A. Marlow"))
    #expect(!lines.contains("Tides of the inner harbour"))
    #expect(!lines.contains { ["17", "18", "19", "20"].contains($0) })
    #expect(!article.text.contains("A. Marlow"))
  }

  @Test func `pages begin where their first words stand`() throws {
    let article = try document("tides.pdf")
    #expect(article.pages.map(\.label) == ["17", "18", "19", "20"])
    #expect(article.pages.first?.start == 0)
    #expect(article.pages.map(\.start) == article.pages.map(\.start).sorted())
    let scalars = Array(article.text.unicodeScalars)
    // Every page but the first begins within a word-separated text, not within a word.
    for page in article.pages.dropFirst() {
      #expect(scalars[page.start - 1].properties.isWhitespace, "page \(page.label)")
    }
  }

  @Test func `marks in the file are highlights with page, colour and comment`() throws {
    let highlights = try document("tides-highlighted.pdf").highlights
    #expect(
      highlights.map(\.quote) == [
        "was read by hand until 1911.", "so nothing was lost.",
        "One tree is a witness, not a jury;", "Dredging is the fourth cause. once asked what the",
      ]
    )
    #expect(highlights.map(\.label) == ["17", "17", "18", "18"])
    #expect(highlights.map(\.color) == ["yellow", "blue", "green", nil])
    // One program writes the marked words as the comment: that is none.
    #expect(highlights.map(\.note) == ["By whom?", nil, nil, "Ask the harbour office."])
    #expect(highlights.map(\.quads.count) == [2, 2, 1, 1])
    #expect(highlights.allSatisfy { $0.quads.allSatisfy { $0.count == 8 } })
  }

  @Test func `a page that lies on its side is read like one that stands`() throws {
    let upright = try document("tides-highlighted.pdf")
    let turned = try document("tides-turned.pdf")
    #expect(turned.text == upright.text)
    #expect(turned.pages == upright.pages)
    #expect(turned.highlights.map(\.note) == upright.highlights.map(\.note))
    let other = try document("marks-ghostscript.pdf")
    #expect(
      other.text == "The dredgers left accounts of their own. They are kept in the tower.\n"
    )
  }

  @Test(arguments: ["marks-mupdf.pdf", "marks-owner.pdf", "marks-broken.pdf"])
  func `marks of all kinds are read, in columns and on a turned page, whatever the file suffered`(
    name: String
  ) throws {
    let article = try document(name)
    #expect(article.warnings == [])
    #expect(article.title == "The gauge of the harbour")
    #expect(article.pages.map(\.label) == ["i", "ii", "1"])
    #expect(
      article.highlights.map(\.quote) == [
        "twice a day for forty years,", "Spring tides rose", "eleven books",
        "so nothing was lost. Spring tides", "neap tides did not.",
        // The line of the column that the comments stand beside.
        "dredged lets more water in, and it lets it", "dredged lets more water in, and it lets it",
        "", "pressure of the pen",
      ]
    )
    #expect(article.highlights.map(\.label) == ["i", "i", "i", "i", "ii", "ii", "ii", "ii", "1"])
    #expect(
      article.highlights.map(\.note) == [
        "Who paid?", nil, "Nine, by another count.", nil, nil, "See the books.", "Which?",
        "typed onto the page", "Felt.",
      ]
    )
    #expect(
      article.highlights.map(\.color) == [
        "yellow", "green", "red", "blue", "red", nil, nil, nil, "purple",
      ]
    )
    // Each stands in the text, the columns one after the other.
    var anchor = HighlightAnchor(article.text, pages: article.pages)
    for highlight in article.highlights where !highlight.quote.isEmpty {
      let selector = anchor.selector(for: highlight)
      let position = try #require(selector.position, "\(highlight.quote)")
      #expect(article.pages.label(at: position.start) == highlight.label, "\(highlight.quote)")
    }
  }

  @Test(arguments: [
    (
      "marks-fpdf.pdf",
      "He did so twice a day for forty years, whatever the weather, and never asked",
      "Twice?"
    ), ("marks-ghostscript.pdf", "They are kept in the tower.", "Which tower?"),
  ])
  func `corners of a mark may come in any order`(name: String, quote: String, note: String) throws {
    let mark = try #require(try document(name).highlights.first)
    #expect(mark.quote == quote)
    #expect(mark.note == note)
  }

  @Test func `a page that is turned has the same words under its marks`() throws {
    let upright = try document("tides-highlighted.pdf").highlights.filter { $0.color != nil }
    let turned = try document("tides-turned.pdf").highlights.filter { $0.color != nil }
    #expect(turned.map(\.quote) == upright.map(\.quote))
    // The file's own places are the same: one highlight, however its page is turned.
    #expect(turned.map(\.key) == upright.map(\.key))
  }

  @Test func `highlights are found on their page in the text`() throws {
    let article = try document("tides-highlighted.pdf")
    var anchor = HighlightAnchor(article.text, pages: article.pages, hash: "abc")
    let scalars = Array(article.text.unicodeScalars)
    for highlight in article.highlights {
      let selector = anchor.selector(for: highlight)
      let position = try #require(selector.position, "\(highlight.quote)")
      let words = String(String.UnicodeScalarView(scalars[position.start..<position.end]))
      #expect(words == selector.quote.exact)
      #expect(selector.page == highlight.label)
      #expect(position.text == "abc")
      #expect(selector.area?.page == highlight.page)
      // Hundredths of a point are kept.
      let quads = highlight.quads.map { $0.map { ($0 * 100).rounded() / 100 } }
      #expect(selector.area?.quads.map(\.corners) == quads)
      // Every chapter has these words: those of the right page are meant.
      #expect(article.pages.label(at: position.start) == highlight.label)
    }
  }

  @Test func `an encrypted document is kept and said so`() throws {
    let article = try document("tides-encrypted.pdf")
    #expect(article.warnings.map(\.code) == ["encrypted"])
    #expect(article.text.isEmpty)
    #expect(article.title == "tides-encrypted")
    #expect(try article.page?.content == fixture("Documents/tides-encrypted.pdf"))
  }

  @Test func `a scanned document is kept and said so`() throws {
    let article = try document("scanned.pdf")
    #expect(article.warnings.map(\.code) == ["noText"])
    #expect(article.text.isEmpty)
    #expect(article.page != nil)
  }

  @Test func `a document that names itself as its own part ends`() throws {
    let article = try document("looping.pdf")
    #expect(article.warnings.map(\.code) == ["noText"])
  }

  @Test func `whatever is cut off or overwritten, something is kept and nothing hangs`() throws {
    let whole = try fixture("Documents/tides-highlighted.pdf")
    let helper = try PDFProgram.locate()
    var generator = SeededGenerator(seed: 5)
    for round in 0..<24 {
      var content = whole
      if round % 2 == 0 {
        content = content.prefix(Int.random(in: 8..<whole.count, using: &generator))
      } else {
        for _ in 0..<20 {
          let place = Int.random(in: 8..<content.count, using: &generator)
          content[place] = UInt8.random(in: 0...255, using: &generator)
        }
      }
      let article = try Article(reading: Input(content, fileName: "x.pdf"), pdfHelper: helper)
      #expect(article.page?.content == content)
      #expect(!article.text.isEmpty || !article.warnings.isEmpty, "round \(round)")
    }
  }

  @Test func `without its reader a document is refused with what to do`() async {
    await expect(code: .noPDFReader) {
      _ = try Article(reading: Input(fixture("Documents/tides.pdf")), pdfHelper: nil)
    }
    await expect(code: .noPDFReader) {
      let missing = PDFHelper(executable: URL(fileURLWithPath: "/nowhere/clip-pdf"))
      _ = try Article(reading: Input(fixture("Documents/tides.pdf")), pdfHelper: missing)
    }
  }

  @Test(arguments: ["exit 0", "kill -9 $$", "echo nonsense; exit 1", "yes '{\"kind\":\"x\"}'"])
  func `a reader that breaks takes nothing with it`(script: String) throws {
    let file = FileManager.default.temporaryDirectory
      .appendingPathComponent("reader-\(ProcessInfo.processInfo.globallyUniqueString)")
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: file)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file.path)
    defer { try? FileManager.default.removeItem(at: file) }
    var helper = PDFHelper(executable: file)
    helper.answerBytes = 1 << 20
    let content = try fixture("Documents/tides.pdf")
    let article = try attempt {
      try Article(reading: Input(content, fileName: "x.pdf"), pdfHelper: helper)
    }
    #expect(article.warnings.map(\.code) == ["damaged"])
    #expect(article.page?.content == content)
  }

  /// A program that another test is just starting holds the script open for writing, and then the
  /// system starts it for nobody: not for long.
  private func attempt(_ body: () throws -> Article) throws -> Article {
    for _ in 0..<50 {
      do {
        return try body()
      } catch let error as CaptureError where error.message.contains("busy") {
        usleep(20_000)
      }
    }
    return try body()
  }

  @Test(arguments: [
    ("#ffd400", "yellow"), ("#ff6666", "red"), ("#5fb236", "green"), ("#2ea8e5", "blue"),
    ("#a28ae5", "purple"), ("#e56eee", "pink"), ("#f19837", "orange"), ("#aaaaaa", "gray"),
    ("#ffff00", "yellow"), ("#ffc0cb", "pink"), ("#000000", "black"),
  ])
  func `colours have names`(code: String, name: String) {
    #expect(PDFHighlights.name(ofColor: code) == name)
  }
}
