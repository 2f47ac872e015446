/// A table as rows of cells between bars; one that only lays out a page as the blocks in its cells.
struct MarkdownTable {
  let writer: MarkdownWriter
  let table: Int

  /// Columns and rows that a cell may span; more is an accident or a trap.
  private static let widestSpan = 50

  func blocks() -> [Block] {
    let rows = self.rows
    let caption = firstCaption.map { writer.inner($0) } ?? []
    guard isData(rows) else {
      return caption + rows.flatMap { row in row.flatMap { writer.inner($0) } }
    }
    let texts = grid(rows).filter { row in row.contains { !$0.isEmpty } }
    guard let width = texts.map(\.count).max(), width > 0 else { return caption }
    var lines = texts.map { row in
      "| " + (row + [String](repeating: "", count: width - row.count)).joined(separator: " | ")
        + " |"
    }
    lines.insert("|" + String(repeating: " --- |", count: width), at: 1)
    return caption + [Block(.table, lines.joined(separator: "\n"))]
  }

  private var firstCaption: Int? {
    writer.tree.children(of: table).first {
      writer.tree.nodes[$0].name == "caption" && !writer.plan.dropped[$0]
    }
  }

  /// The cells of each row, without those of tables within.
  private var rows: [[Int]] {
    var rows: [[Int]] = []
    var index = table + 1
    while index < writer.tree.nodes[table].end {
      let name = writer.tree.nodes[index].name
      if writer.plan.dropped[index] || name == "caption" {
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
    let node = writer.tree.nodes[table]
    guard node["role"] != "presentation", node["role"] != "none", rows.count > 1,
      rows.contains(where: { $0.count > 1 })
    else { return false }
    return rows.allSatisfy { row in row.allSatisfy { isValue($0) } }
  }

  private func isValue(_ cell: Int) -> Bool {
    let tree = writer.tree
    let inside = tree.subtree(of: cell).dropFirst().filter { !writer.plan.dropped[$0] }
    if inside.contains(where: { Self.layout.contains(tree.nodes[$0].name) }) { return false }
    // A list of a few words is a value, chapters in cells are not.
    let paragraphs = inside.count { ["p", "li", "div"].contains(tree.nodes[$0].name) }
    return paragraphs < 3 || tree.text(of: cell).count < 300
  }

  private static let layout: Set<String> = [
    "table", "pre", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "article", "section",
  ]

  /// Rows of one length: what spans several columns or rows stands in the first, the rest is empty.
  private func grid(_ rows: [[Int]]) -> [[String]] {
    var grid: [[String]] = []
    /// Rows for which a column is still taken from above.
    var taken: [Int] = []
    for row in rows {
      var line: [String] = []
      func skipTaken() {
        while line.count < taken.count, taken[line.count] > 0 {
          taken[line.count] -= 1
          line.append("")
        }
      }
      for cell in row {
        skipTaken()
        let text = self.text(of: cell)
        for column in 0..<span(of: cell, "colspan") {
          while taken.count <= line.count { taken.append(0) }
          taken[line.count] = max(taken[line.count] - 1, span(of: cell, "rowspan") - 1)
          line.append(column == 0 ? text : "")
        }
      }
      skipTaken()
      grid.append(line)
    }
    return grid
  }

  private func span(of cell: Int, _ name: String) -> Int {
    let value = writer.tree.nodes[cell][name].flatMap { Int($0) } ?? 1
    return min(max(value, 1), Self.widestSpan)
  }

  /// A cell's text in one line, with a break where the page has a further line.
  private func text(of cell: Int) -> String {
    lines(of: cell).joined(separator: " <br> ").replacing("|", with: "\\|")
  }

  private func lines(of index: Int) -> [String] {
    let tree = writer.tree
    var lines: [String] = []
    var run: [Int] = []
    func flush() {
      guard let last = run.last else { return }
      var inline = InlineWriter(plan: writer.plan, end: tree.nodes[last].end, mode: .cell)
      inline.prepare(run)
      for index in run { inline.write(index) }
      lines.append(inline.text())
      run = []
    }
    var number = tree.nodes[index]["start"].flatMap { Int($0) } ?? 1
    for child in tree.children(of: index) where !writer.plan.dropped[child] {
      if writer.plan.isInline(child) {
        run.append(child)
        continue
      }
      flush()
      var inner = self.lines(of: child)
      if tree.nodes[child].name == "li", !inner.isEmpty {
        inner[0] = (tree.nodes[index].name == "ol" ? "\(number). " : "- ") + inner[0]
        number += 1
      }
      lines += inner
    }
    flush()
    return lines.filter { !$0.isEmpty }
  }
}
