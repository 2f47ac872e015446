/// Pages of everything that Markdown can say, full of signs that it could take for its own.
struct RandomPage {
  private var random: SeededGenerator
  private var depth = 0
  /// Whether only what reads the same everywhere is drawn.
  var isStable = false

  /// A page; a `small` one is so small that what went wrong can be seen.
  init(seed: UInt64, small: Bool = false) {
    random = SeededGenerator(seed: seed)
    if small { depth = 3 }
  }

  mutating func html() -> String {
    let blocks = (0..<Int.random(in: depth > 0 ? 1...2 : 1...5, using: &random)).map { _ in block()
    }
    return "<!doctype html><html><body>" + blocks.joined() + "<p>end</p></body></html>"
  }

  private mutating func pick(_ list: [String]) -> String {
    list.randomElement(using: &random) ?? ""
  }

  private mutating func some(_ range: ClosedRange<Int>, _ make: (inout RandomPage) -> String)
    -> String
  {
    (0..<Int.random(in: range, using: &random)).map { _ in make(&self) }.joined()
  }

  // MARK: Blocks

  private mutating func block() -> String {
    depth += 1
    defer { depth -= 1 }
    switch Int.random(in: 0..<(depth < 4 ? 16 : 8), using: &random) {
    case 0..<6: return "<p>\(line())</p>"
    case 6: return "<h\(Int.random(in: 2...6, using: &random))>\(line())</h2>"
    case 7: return "<pre>\(Self.escaped(some(1...6) { $0.piece() }))</pre>"
    case 8: return "<blockquote>\(some(1...3) { $0.block() })</blockquote>"
    case 9, 10: return "<ul>\(some(1...3) { $0.item() })</ul>"
    case 11: return "<ol start=\(pick(["1", "3", "0", "77"]))>\(some(1...3) { $0.item() })</ol>"
    case 12: return "<div>\(some(1...3) { $0.block() })</div>"
    case 13: return "<div>\(line())\(block())\(line())</div>"
    case 14: return table()
    default: return "<hr><p>\(line())</p>"
    }
  }

  private mutating func item() -> String {
    let content = Bool.random(using: &random) ? line() : ""
    return "<li>\(content)\(some(0...2) { $0.block() })</li>"
  }

  private mutating func table() -> String {
    let width = Int.random(in: 2...3, using: &random)
    let rows = (0..<Int.random(in: 2...3, using: &random)).map { _ in
      "<tr>" + (0..<width).map { _ in "<td>\(line())</td>" }.joined() + "</tr>"
    }
    return "<table>\(rows.joined())</table>"
  }

  // MARK: Lines

  private mutating func line() -> String { some(depth > 3 ? 1...3 : 1...6) { $0.inline() } }

  private mutating func inline() -> String {
    depth += 1
    defer { depth -= 1 }
    switch Int.random(in: 0..<(depth < 6 ? 16 : 8), using: &random) {
    case 0..<7: return Self.escaped(some(1...4) { $0.piece() })
    case 7: return " "
    case 8: return "<b>\(line())</b>"
    case 9: return "<i>\(line())</i>"
    // No struck text: with libcmark-gfm 0.29.0.gfm.6 the same line comes out struck in one run and
    // with plain tildes in another.
    case 10: return "<em>\(line())</em>"
    case 11: return "<code>\(Self.escaped(some(1...3) { $0.piece() }))</code>"
    case 12:
      return
        "<a href=\"\(pick(["/a", "https://b.example/(c)?d=e&amp;copy;", "x y*_"]))\">\(line())</a>"
    case 13: return "<br>"
    case 14: return "<sup>\(line())</sup>"
    default: return "<span>\(line())</span>"
    }
  }

  private mutating func piece() -> String {
    let piece = pick(Self.pieces)
    return isStable && Self.fleeting.contains(piece) ? "" : piece
  }

  /// What reads differently where its neighbours came from another element: addresses, which readers
  /// make links of, and signs whose escape depends on what follows.
  private static let fleeting: Set<String> = [
    "http://a.example/~b*c", "www.a.example/_d_", "a@b.example", "<?", "[^1]: ", "[^1]", "!", "![",
  ]

  private static let pieces =
    [
      "a", "word", "Ünder", "漢字", "。", "“q”", "—", " ", " ", " ", "\n", "1.", "12) ", "- ", "+ ",
      "* ",
      "# ", "#", "> ", "=", "===", "---", "- - -", "***", "___", "*", "**", "_", "__", "a_b", "~",
      "~~",
      "`", "``", "```", "[", "]", "(", ")", "[a]", "](b)", "[^1]", "[^1]: ", "[a]: /b ", "!", "![",
      "<",
      ">", "<b>", "</b>", "<!--", "<?", "&", "&amp;", "&#42;", "amp;", "\\", "\\*", "|", "| --- |",
      "--- | ---", ":--", "\t", "$5", "http://a.example/~b*c", "www.a.example/_d_", "a@b.example",
      "[ ] ", "[x] ", "\u{3000}", ":", ": ", "é", "’", "…", "0", "10^6^", "==m==", "{.c}", "%",
      "@c", ".",
    ]

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }
}
