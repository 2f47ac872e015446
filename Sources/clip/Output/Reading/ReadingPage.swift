/// An article's Markdown laid out for reading on a terminal: folded between words, its marks turned
/// into faces, tables in columns, addresses behind what leads to them.
///
/// All its words are there; who wants the Markdown itself writes it to a file or another program.
struct ReadingPage {
  let style: Style
  /// Columns of the terminal.
  let columns: Int

  /// Lines longer than this are hard to read.
  private static let widest = 88

  private var width: Int { max(min(columns, Self.widest), 20) }

  /// The lines of a text that is safe to show, with their ends.
  func text(of markdown: String) -> String {
    lines(of: MarkdownBlocks.read(markdown), columns: width)
      .map { Self.withoutEnd($0) + "\n" }.joined()
  }

  /// Words of a page's own above its text, in one face.
  func line(_ text: String, _ face: StyledText.Face) -> String {
    text.isEmpty
      ? "" : folded([StyledText(text: text, face: face)], width).map { $0 + "\n" }.joined()
  }

  private static func withoutEnd(_ line: String) -> Substring {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return line
  }

  // MARK: Blocks

  private func lines(of blocks: [MarkdownBlock], columns: Int, tightly: Bool = false) -> [String] {
    var lines: [String] = []
    var hasNotes = false
    for (place, block) in blocks.enumerated() {
      let hangs = place > 0 && Self.isDefinition(block) && Self.hasDefinition(blocks[place - 1])
      if place > 0, !tightly, !hangs { lines.append("") }
      if case .note = block, !hasNotes {
        hasNotes = true
        lines += [rule(columns), ""]
      }
      lines += self.lines(of: block, columns: columns)
    }
    return lines
  }

  private static func isDefinition(_ block: MarkdownBlock) -> Bool {
    if case .definition = block { true } else { false }
  }

  /// Whether definitions may stand directly below a block: below a term or another.
  private static func hasDefinition(_ block: MarkdownBlock) -> Bool {
    switch block {
    case .paragraph, .definition: true
    default: false
    }
  }

  private func lines(of block: MarkdownBlock, columns: Int) -> [String] {
    switch block {
    case .paragraph(let text): return folded(StyledLine.read(text), columns)
    case .heading(let level, let text):
      let mark = String(repeating: "#", count: level) + " "
      let words = StyledLine.read(text).map { $0.adding(.strong) }
      return indented(folded(words, columns - level - 1), first: style.dim(mark), rest: mark.blank)
    case .quotation(let blocks): return quotation(blocks, columns)
    case .list(let items, let isLoose): return list(items, isLoose: isLoose, columns)
    case .code(let code): return code.map { "    " + style.code($0) }
    case .formula(let lines): return formula(lines, columns)
    case .table(let rows):
      return TableLayout(rows: rows.map { $0.map { StyledLine.read($0) } }, columns: columns)
        .lines { shown($0) }
    case .definition(let blocks):
      return indented(lines(of: blocks, columns: columns - 4), first: "    ", rest: "    ")
    case .note(let label, let blocks):
      let mark = "[\(label)] "
      let width = Terminal.width(of: mark)
      let inside = lines(of: blocks, columns: columns - width)
      return indented(inside, first: style.dim(mark), rest: mark.blank)
    case .rule: return [rule(columns)]
    }
  }

  /// White space says nothing in a formula: its lines break where its own do, and where they must.
  private func formula(_ lines: [String], _ columns: Int) -> [String] {
    lines.map { $0.replacing("\\\\ ", with: "\\\\\n") }.flatMap { line in
      let folded = folded([StyledText(text: line, face: .code)], columns - 4)
      return indented(folded, first: "    ", rest: "    ")
    }
  }

  private func rule(_ columns: Int) -> String {
    style.dim(String(repeating: "─", count: min(columns, 24)))
  }

  private func quotation(_ blocks: [MarkdownBlock], _ columns: Int) -> [String] {
    var blocks = blocks
    var head: [String] = []
    // A callout says its kind in its first line.
    if case .paragraph(let text)? = blocks.first, text.hasPrefix("[!"),
      let end = text.firstIndex(of: "]"), text[..<end].count < 24
    {
      let kind = text[..<end].dropFirst(2)
      let title = text[text.index(after: end)...].trimmed
      let words = title.isEmpty ? kind.prefix(1).uppercased() + kind.dropFirst() : title
      blocks.removeFirst()
      head = folded(StyledLine.read(words).map { $0.adding(.strong) }, columns - 2)
    }
    let bar = style.dim("│ ")
    return indented(head + lines(of: blocks, columns: columns - 2), first: bar, rest: bar)
  }

  private func list(
    _ items: [MarkdownBlock.Item],
    isLoose: Bool,
    _ columns: Int
  ) -> [String] {
    let width = items.map { $0.number.count + 1 }.max() ?? 2
    return items.enumerated().flatMap { place, item -> [String] in
      var item = item
      let box = item.takeBox()
      let number = item.number.isEmpty ? box ?? "•" : item.number
      let mark = String(repeating: " ", count: max(width - number.count - 1, 0)) + number + " "
      let inside = max(width, 2)
      let body = lines(of: item.blocks, columns: columns - inside, tightly: !isLoose)
      let lines = indented(
        body.isEmpty ? [""] : body,
        first: style.dim(mark),
        rest: String(repeating: " ", count: inside)
      )
      return isLoose && place > 0 ? [""] + lines : lines
    }
  }

  private func indented(_ lines: [String], first: String, rest: String) -> [String] {
    lines.enumerated().map { ($0 == 0 ? first : rest) + $1 }
  }

  // MARK: Lines

  private func folded(_ pieces: [StyledText], _ columns: Int) -> [String] {
    TextFold.lines(of: pieces, columns: max(columns, 16)).map(shown)
  }

  private func shown(_ line: [StyledText]) -> String { line.map { style.shown($0) }.joined() }
}

extension String {
  /// As many spaces.
  fileprivate var blank: String { String(repeating: " ", count: Terminal.width(of: self)) }
}

extension StyledText {
  func adding(_ more: Face) -> StyledText {
    StyledText(text: text, face: face.union(more), link: link)
  }
}

extension MarkdownBlock.Item {
  /// Takes the box of a task off the text.
  fileprivate mutating func takeBox() -> String? {
    guard case .paragraph(let text)? = blocks.first else { return nil }
    for (mark, box) in [("[ ] ", "☐"), ("[x] ", "☑"), ("[X] ", "☑")] where text.hasPrefix(mark) {
      blocks[0] = .paragraph(String(text.dropFirst(mark.count)))
      return box
    }
    return nil
  }
}
