import Testing

@testable import clip

@Suite struct LayingArticlesOut {
  private func page(_ columns: Int = 40, colored: Bool = false) -> ReadingPage {
    ReadingPage(style: Style(isColored: colored), columns: columns)
  }

  private func text(_ markdown: String, columns: Int = 40) -> String {
    page(columns).text(of: markdown)
  }

  @Test(arguments: [
    ("https://example.org/a", true), ("HTTP://example.org", true), ("mailto:a@example.org", true),
    ("file://host/share", false), ("javascript://x%0aalert(1)", false),
    ("editor://open?f=/etc", false),
    ("smb://host/a", false), ("/tides", false), ("#note", false),
  ])
  func `only addresses of the web and of mail are links`(address: String, isLink: Bool) {
    let shown = page(colored: true).text(of: "[tide](\(address))")
    #expect(shown.contains("tide"))
    #expect(shown.contains("\u{1b}]8;;") == isLink)
  }

  // MARK: Laws

  /// Markdown of pieces that nest, with every mark that articles have.
  private func article(_ generator: inout SeededGenerator) -> String {
    let words = ["tide", "gauge", "ein", "längeres", "潮位", "の", "記録。", "q\\*", "x\\_", "[^1]"]
    func line(_ count: Int) -> String {
      (0..<count).map { _ in
        let word = words[generator.pick(words.count)]
        switch generator.pick(9) {
        case 0: return "*\(word)*"
        case 1: return "**\(word)**"
        case 2: return "[\(word)](https://example.org/\(generator.pick(99)))"
        case 3: return "`\(word)`"
        default: return word
        }
      }.joined(separator: " ")
    }
    func block(_ depth: Int) -> String {
      switch generator.pick(depth > 2 ? 3 : 7) {
      case 0: return "## " + line(4)
      case 1, 2: return line(1 + generator.pick(30))
      case 3: return "> " + block(depth + 1).replacing("\n", with: "\n> ")
      case 4: return "- " + block(depth + 1).replacing("\n", with: "\n  ") + "\n- " + line(5)
      case 5: return "3. " + block(depth + 1).replacing("\n", with: "\n   ")
      default:
        return "| \(line(1)) | \(line(2)) |\n| --- | --- |\n| \(line(9)) | \(line(20)) |"
      }
    }
    return (0..<6).map { _ in block(0) }.joined(separator: "\n\n")
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `every word is shown, in lines that fit`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let markdown = article(&generator)
    let columns = 24 + generator.pick(80)
    let shown = text(markdown, columns: columns)
    for line in shown.split(separator: "\n") {
      #expect(Terminal.width(of: line) <= columns, "seed \(seed): \(line)")
    }
    func letters(_ text: String) -> [Character: Int] {
      text.filter { $0.isLetter }.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
    // Tables that do not fit name each cell by its head, which repeats words.
    let given = letters(markdown.replacing(/\]\(https[^)]*\)/, with: ""))
    let found = letters(shown)
    for (letter, count) in given {
      #expect(found[letter, default: 0] >= count, "seed \(seed), \(columns): \(markdown)\n\(shown)")
    }
  }

  @Test func `without its faces a page is the same text`() {
    var generator = SeededGenerator(seed: 7)
    let markdown = article(&generator)
    let colored = page(60, colored: true).text(of: markdown)
    let faces = /\u{1b}\[[0-9;]*m|\u{1b}\]8;[^\u{1b}]*\u{1b}\\/
    #expect(colored.replacing(faces, with: "") == text(markdown, columns: 60))
  }

  // MARK: Lines

  @Test func `lines break between words and not within`() {
    #expect(
      text("The gauge at the harbour was read twice a day for a century.")
        == "The gauge at the harbour was read twice\na day for a century.\n"
    )
  }

  @Test func `marks and escapes are not shown`() {
    #expect(text("It **was** *not* \\*said\\* in `a*b`.") == "It was not *said* in a*b.\n")
  }

  @Test func `an address stands behind its words and not among them`() {
    let colored = page(colored: true).text(of: "See [the log](https://example.org/a?b=1&amp;lt;).")
    #expect(
      colored == "See \u{1b}]8;;https://example.org/a?b=1&lt;\u{1b}\\\u{1b}[4mthe log\u{1b}[0m"
        + "\u{1b}]8;;\u{1b}\\.\n"
    )
    #expect(text("See [the log](https://example.org/very/long/address).") == "See the log.\n")
  }

  @Test func `a picture is named by its words and its caption`() {
    #expect(
      text("![A gauge](https://example.org/g.png \"Read \\\"daily\\\"\")", columns: 60)
        == "[picture: A gauge — Read \"daily\"]\n"
    )
    #expect(
      text("![A gauge](https://example.org/g.png \"A gauge [2]\")") == "[picture: A gauge [2]]\n"
    )
    #expect(text("[![](https://example.org/g.png)](https://example.org/)") == "[picture]\n")
  }

  @Test func `Chinese breaks between characters, not before a full stop`() {
    #expect(
      text("港口的潮位计每天读取两次持续了一个世纪。这是记录", columns: 38)
        == "港口的潮位计每天读取两次持续了一个世\n纪。这是记录\n"
    )
  }

  @Test func `a word that is wider than the line is left to the terminal`() {
    let word = String(repeating: "x", count: 50)
    #expect(text("a \(word) b") == "a\n\(word)\nb\n")
  }

  @Test func `what stands above or below the line does so, or says so`() {
    #expect(
      text("10<sup>−3</sup> m<sup>2</sup> CO<sub>2</sub> x<sup>ab</sup> y<sup>[1-2]</sup>")
        == "10^−3 m² CO₂ x^ab y[1-2]\n"
    )
  }

  @Test func `a break that is marked breaks`() {
    #expect(text("one\\\ntwo\nthree") == "one\ntwo three\n")
  }

  // MARK: Blocks

  @Test func `blocks hang behind their marks`() {
    #expect(
      text(
        """
        > The gauge was read twice a day, and then no more.

        - One item that is longer than its line is
          - within
        - Two

        9. nine
        10. ten

        term

        : what it means

        Word.[^1]

        [^1]: A note that is longer than one line is.
        """
      ) == """
        │ The gauge was read twice a day, and
        │ then no more.

        • One item that is longer than its line
          is
          • within
        • Two

         9. nine
        10. ten

        term
            what it means

        Word.[1]

        ────────────────────────

        [1] A note that is longer than one line
            is.

        """
    )
  }

  @Test func `code and formulas keep their lines and their signs`() {
    #expect(
      text("```swift\nlet a = b * c // **x**\n\n  d\n```\n\n$$\na_1 * b\n$$\n\nSo $a_1*b_2$ it is.")
        == "    let a = b * c // **x**\n\n      d\n\n    a_1 * b\n\nSo $a_1*b_2$ it is.\n"
    )
  }

  @Test func `a formula that is longer than a line breaks where its own lines end`() {
    #expect(
      text("$$\n\\begin{aligned} a & = b \\\\ c & = d \\end{aligned}\n$$")
        == "    \\begin{aligned} a & = b \\\\\n    c & = d \\end{aligned}\n"
    )
  }

  @Test func `a definition hangs below its term, and below nothing else`() {
    #expect(text("term\n\n: one\n\n: two") == "term\n    one\n    two\n")
    #expect(text("## Words\n\n: one") == "## Words\n\n    one\n")
  }

  @Test func `a callout says its kind`() {
    #expect(text("> [!note]\n>\n> Mind the gap.") == "│ Note\n│ Mind the gap.\n")
    #expect(text("> [!tip] Do this\n>\n> Now.") == "│ Do this\n│ Now.\n")
  }

  @Test func `a table stands in columns`() {
    #expect(
      text("| Port | Tide |\n| --- | --- |\n| Brest \\| B | 7 m |\n| Łeba | |") == """
        Port       Tide
        ─────────  ────
        Brest | B  7 m
        Łeba

        """
    )
  }

  @Test func `what stands alone above columns is their title`() {
    #expect(
      text("| October 2020 | |\n| --- | --- |\n| Mo | Di |\n| 5 | 6 |") == """
        October 2020
        ──  ──
        Mo  Di
        5   6

        """
    )
  }

  @Test func `a table that is too wide folds its cells`() {
    #expect(
      text("| Port | Words |\n| --- | --- |\n| Brest | \(words(9)) |\n| Łeba | none |") == """
        Port   Words
        ─────  ─────────────────────────────────
        Brest  word word word word word word
               word word word

        Łeba   none

        """
    )
  }

  @Test func `a table of too many columns becomes a list of its rows`() {
    let head = (1...9).map { "Column\($0)" }.joined(separator: " | ")
    let row = (1...9).map { "\($0)" }.joined(separator: " | ")
    let rule = String(repeating: " --- |", count: 9)
    let shown = text("| \(head) |\n|\(rule)\n| \(row) |")
    #expect(shown == (1...9).map { "Column\($0): \($0)\n" }.joined())
  }

  @Test func `a hostile text is laid out in time`() {
    let nested = String(repeating: "> ", count: 20_000) + "deep"
    #expect(text(nested).contains("deep"))
    let open = String(repeating: "[`*<$![", count: 20_000)
    #expect(text(open).count > 20_000)
    #expect(text(String(repeating: "\n", count: 300_000) + "end") == "end\n")
  }

  private func words(_ count: Int) -> String {
    [String](repeating: "word", count: count).joined(separator: " ")
  }
}

/// The same numbers for the same seed.
private struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func pick(_ count: Int) -> Int { Int(next() >> 33) % count }
}
