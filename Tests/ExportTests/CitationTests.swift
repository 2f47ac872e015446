import Export
import Model
import Testing

@Suite struct CitingSources {
  /// The file's lines for one quotation of a source.
  private func lines(
    of source: Source?,
    page: String? = nil,
    exact: Bool = true
  ) -> [String] {
    let clipping = Sample.clipping("Words", from: source, page: page, exact: exact)
    let document = NotebookDocument(title: "T", entries: [.init(.clipping(clipping, from: source))])
    return MarkdownExport(document).text.split(separator: "\n").map(String.init)
  }

  private func footnote(_ change: (inout Source) -> Void) -> String? {
    lines(of: Sample.source(1, change)).first { $0.hasPrefix("[^1]: ") }.map {
      String($0.dropFirst("[^1]: ".count))
    }
  }

  @Test func `a missing field leaves no trace`() {
    #expect(footnote { _ in } == "Untitled source.")
    #expect(footnote { $0.title = "Tides" } == "“Tides”.")
    #expect(footnote { $0.authors = ["Ada", " "] } == "Ada, Untitled source.")
    #expect(
      footnote {
        $0.site = "Coast"
        $0.title = " "
      } == "Untitled source, *Coast*."
    )
    #expect(footnote { $0.url = "https://a.example" } == "Untitled page, <https://a.example>.")
  }

  @Test(arguments: [
    ("2025", "2025"), ("2025-03", "2025-03"), ("2025-03-04", "2025-03-04"),
    ("2025-03-04T08:00:00Z", "2025-03-04"), ("2025-03-04 08:00", "2025-03-04"),
    ("Spring 2024", "Spring 2024"),
  ])
  func `a date is as precise as the source has it`(published: String, shown: String) {
    #expect(
      footnote {
        $0.title = "T"
        $0.published = published
      } == "“T”, \(shown)."
    )
  }

  @Test(arguments: [
    (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C"),
    (["e. e. cummings"], #"e\. e. cummings"#), (["3. Kammer"], #"3\. Kammer"#), (["- x"], #"\- x"#),
    (["A. Marlow"], "A. Marlow"), (["@ada"], #"\@ada"#),
  ])
  func `authors are a list that begins no list of Markdown`(authors: [String], shown: String) {
    #expect(footnote { $0.authors = authors } == "\(shown), Untitled source.")
  }

  @Test func `one page or several`() {
    #expect(lines(of: Sample.tides, page: "xii").contains { $0.contains(", p. xii, <") })
    #expect(lines(of: Sample.tides, page: "125-126").contains { $0.contains(", pp. 125-126, <") })
    #expect(!lines(of: Sample.tides, page: " ").contains { $0.contains("p. ") })
  }

  @Test func `a DOI is an address where there is none other`() {
    #expect(
      footnote {
        $0.title = "T"
        $0.doi = "10.1/x<y>"
      } == "“T”, <https://doi.org/10.1/x%3Cy%3E>."
    )
  }

  @Test(arguments: [
    ("javascript:alert(1)", "javascript:alert(1)"),
    ("https://a.example/a b>c", "<https://a.example/a%20b%3Ec>"),
    ("HTTP://A.example", "<HTTP://A.example>"),
    ("https://a.example/\u{202E}x", "<https://a.example/x>"),
  ])
  func `only the web is linked`(address: String, shown: String) {
    #expect(
      footnote {
        $0.title = "T"
        $0.url = address
      } == "“T”, \(shown)."
    )
  }

  @Test func `a hostile title stays a title`() {
    let title =
      "](javascript:x) <script> `a` [^2]: **b**\n\n# c \u{202E}\u{7}d&amp; \\ $x$ ==y== %%z%%"
    #expect(
      footnote { $0.title = title }
        == ##"“\](javascript:x) \<script\> \`a\` \[\^2\]: \*\*b\*\* \# c d\&amp; \\ \$x\$ \=\=y\=\= \%\%z\%\%”."##
    )
  }

  @Test func `a quotation without a source says so`() {
    #expect(
      lines(of: nil, page: "3", exact: false) == [
        "# T", "> Words[^1]", "*Not checked against a source.*", "[^1]: Unknown source, p. 3.",
      ]
    )
  }

  @Test func `each source stands once, sorted by author and title`() {
    // Given sources cited out of order, one of them twice.
    func source(_ number: UInt64, _ author: String?, _ title: String) -> Source {
      Sample.source(number) {
        $0.authors = author.map { [$0] } ?? []
        $0.title = title
      }
    }
    let sources = [
      source(1, "Élan", "B"), source(2, nil, "Eland"), source(3, "zoe", "C"),
      source(4, "Élan", "a"),
      source(1, "Élan", "B"), source(5, "Zed", "D"),
    ]

    // When they are exported.
    let entries = sources.map {
      NotebookDocument.Entry(.clipping(Sample.clipping("Words", from: $0), from: $0))
    }
    let text = MarkdownExport(NotebookDocument(title: "T", entries: entries)).text

    // Then case and accents do not matter, and every quotation has its own footnote.
    #expect(
      text.hasSuffix(
        """
        ## Sources

        - Élan, “a”.
        - Élan, “B”.
        - “Eland”.
        - Zed, “D”.
        - zoe, “C”.

        """
      )
    )
    #expect(text.contains("[^6]: Zed, “D”."))
  }
}
