/// One block of an article's Markdown, for showing it.
indirect enum MarkdownBlock: Equatable {
  case paragraph(String)
  case heading(level: Int, String)
  case quotation([MarkdownBlock])
  case list([Item], isLoose: Bool)
  case code([String])
  case formula([String])
  case table([[String]])
  case definition([MarkdownBlock])
  case note(label: String, [MarkdownBlock])
  case rule

  struct Item: Equatable {
    /// The number with its mark; empty in lists without.
    var number: String
    var blocks: [MarkdownBlock]
  }
}

/// Reads the blocks of the dialect that articles are written in (`docs/format/markdown.md`).
///
/// Not a parser of all of CommonMark: what it does not know is a paragraph, with all its words.
/// Linear in the length of the text for each level of nesting, and these are bounded.
struct MarkdownBlocks {
  private let lines: [Substring]
  private let depth: Int
  private var index = 0

  /// Levels of quotations and lists in each other; what is deeper is text.
  private static let deepest = 24

  static func read(_ text: String) -> [MarkdownBlock] {
    read(text.split(separator: "\n", omittingEmptySubsequences: false), depth: 0)
  }

  private static func read(_ lines: [Substring], depth: Int) -> [MarkdownBlock] {
    var reader = MarkdownBlocks(lines: lines, depth: depth)
    return reader.blocks()
  }

  private init(lines: [Substring], depth: Int) {
    self.lines = lines
    self.depth = depth
  }

  private mutating func blocks() -> [MarkdownBlock] {
    var blocks: [MarkdownBlock] = []
    while index < lines.count {
      if lines[index].isBlank {
        index += 1
      } else {
        blocks.append(block())
      }
    }
    return blocks
  }

  private mutating func block() -> MarkdownBlock {
    let line = lines[index]
    if let fence = LineMark.fence(line) { return code(fence) }
    if line == "$$" { return formula() }
    if let level = LineMark.headingLevel(line) {
      index += 1
      return .heading(level: level, line.dropFirst(level).trimmed)
    }
    if LineMark.isRule(line) {
      index += 1
      return .rule
    }
    if line.hasPrefix("|"), index + 1 < lines.count, LineMark.isTableRule(lines[index + 1]) {
      return table()
    }
    if depth < Self.deepest {
      if line.hasPrefix(">") { return quotation() }
      if LineMark.item(line) != nil { return list() }
      if line.hasPrefix(": ") {
        return .definition(Self.read(content(after: 2, indent: 2), depth: depth + 1))
      }
      if let label = LineMark.noteLabel(line) {
        let blocks = Self.read(content(after: label.count + 5, indent: 4), depth: depth + 1)
        return .note(label: label, blocks)
      }
    }
    return paragraph()
  }

  private mutating func paragraph() -> MarkdownBlock {
    var text = String(lines[index])
    index += 1
    while index < lines.count, !lines[index].isBlank, !LineMark.begins(lines[index]) {
      text += "\n" + lines[index]
      index += 1
    }
    return .paragraph(text)
  }

  private mutating func code(_ fence: Substring) -> MarkdownBlock {
    var code: [String] = []
    index += 1
    while index < lines.count {
      let line = lines[index]
      index += 1
      if line.hasPrefix(fence), line.allSatisfy({ $0 == fence.first || $0 == " " }) { break }
      code.append(String(line))
    }
    return .code(code)
  }

  private mutating func formula() -> MarkdownBlock {
    var formula: [String] = []
    index += 1
    while index < lines.count {
      let line = lines[index]
      index += 1
      if line == "$$" { break }
      formula.append(String(line))
    }
    return .formula(formula)
  }

  private mutating func table() -> MarkdownBlock {
    var rows = [LineMark.cells(of: lines[index])]
    index += 2
    while index < lines.count, lines[index].hasPrefix("|") {
      rows.append(LineMark.cells(of: lines[index]))
      index += 1
    }
    return .table(rows)
  }

  private mutating func quotation() -> MarkdownBlock {
    var inside: [Substring] = []
    while index < lines.count, lines[index].hasPrefix(">") {
      let line = lines[index].dropFirst()
      inside.append(line.hasPrefix(" ") ? line.dropFirst() : line)
      index += 1
    }
    return .quotation(Self.read(inside, depth: depth + 1))
  }

  /// The lines of a container: the first without its mark, the following without their indent, up
  /// to one that has none after an empty one.
  private mutating func content(after mark: Int, indent: Int) -> [Substring] {
    var inside = [lines[index].dropFirst(mark)]
    index += 1
    while index < lines.count {
      let line = lines[index]
      if line.isBlank {
        let next = lines[index...].firstIndex { !$0.isBlank }
        guard let next, lines[next].isIndented(by: indent) else { break }
        inside += [Substring](repeating: "", count: next - index)
        index = next
        continue
      } else if line.isIndented(by: indent) {
        inside.append(line.dropFirst(indent))
      } else if inside.last?.isBlank == false, !LineMark.begins(line), LineMark.item(line) == nil {
        inside.append(line)
      } else {
        break
      }
      index += 1
    }
    return inside
  }

  private mutating func list() -> MarkdownBlock {
    var items: [MarkdownBlock.Item] = []
    var isLoose = false
    let kind = LineMark.item(lines[index])?.kind
    while index < lines.count, let mark = LineMark.item(lines[index]), mark.kind == kind {
      let inside = content(after: mark.length, indent: mark.length)
      isLoose = isLoose || inside.contains(where: \.isBlank)
      items.append(
        MarkdownBlock.Item(number: mark.number, blocks: Self.read(inside, depth: depth + 1))
      )
      let next = lines[index...].firstIndex { !$0.isBlank } ?? lines.endIndex
      guard next < lines.count, LineMark.item(lines[next])?.kind == kind else { break }
      isLoose = isLoose || next > index
      index = next
    }
    return .list(items, isLoose: isLoose)
  }
}
