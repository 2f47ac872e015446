/// A table as rows of cells between bars; one that only lays out a page as the blocks in its cells.
struct MarkdownTable {
  let writer: MarkdownWriter
  let table: Int

  func blocks() -> [String] {
    let rows = self.rows
    let caption = firstCaption.map { writer.inner($0) } ?? []
    guard isData(rows) else {
      return caption + rows.flatMap { row in row.flatMap { writer.inner($0) } }
    }
    let texts = rows.map { row in row.flatMap { cell($0) } }.filter { row in
      row.contains { !$0.isEmpty }
    }
    guard let width = texts.map(\.count).max(), width > 0 else { return caption }
    var lines = texts.map { row in
      "| " + (row + [String](repeating: "", count: width - row.count)).joined(separator: " | ")
        + " |"
    }
    lines.insert("|" + String(repeating: " --- |", count: width), at: 1)
    return caption + [lines.joined(separator: "\n")]
  }

  private var firstCaption: Int? {
    writer.tree.children(of: table).first { writer.tree.nodes[$0].name == "caption" }
  }

  /// The cells of each row, without those of tables within.
  private var rows: [[Int]] {
    var rows: [[Int]] = []
    var index = table + 1
    while index < writer.tree.nodes[table].end {
      let name = writer.tree.nodes[index].name
      if writer.dropped[index] || name == "caption" {
        index = writer.tree.nodes[index].end
        continue
      }
      if name == "tr" { rows.append([]) }
      if name == "td" || name == "th", !rows.isEmpty {
        rows[rows.count - 1].append(index)
        index = writer.tree.nodes[index].end
      } else {
        index += 1
      }
    }
    return rows.filter { !$0.isEmpty }
  }

  /// Whether cells hold values: no blocks of their own, and more than one in a row.
  private func isData(_ rows: [[Int]]) -> Bool {
    guard writer.tree.nodes[table]["role"] != "presentation", rows.count > 1,
      rows.contains(where: { $0.count > 1 })
    else { return false }
    return rows.allSatisfy { row in
      row.allSatisfy { cell in
        !writer.tree.subtree(of: cell).dropFirst().contains {
          !writer.dropped[$0] && Self.layout.contains(writer.tree.nodes[$0].name)
        } && writer.inner(cell).count < 3
      }
    }
  }

  private static let layout: Set<String> = [
    "table", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "article", "section",
  ]

  /// A cell's text in one line, and empty ones for the further columns it spans.
  private func cell(_ index: Int) -> [String] {
    let text = writer.inner(index)
      .map { $0.replacingLineBreaks(with: " ") }
      .joined(separator: " ")
      .replacing("|", with: "\\|")
    let span = writer.tree.nodes[index]["colspan"].flatMap { Int($0) } ?? 1
    return [text] + [String](repeating: "", count: min(max(span, 1), 50) - 1)
  }
}
