/// A table in columns as wide as their text, narrower where the line is too short; where that does
/// not do, each row as lines of its own, named by the head.
struct TableLayout {
  private let title: [StyledText]
  private let head: [[StyledText]]
  private let rows: [[[StyledText]]]
  private let columns: Int

  private static let gap = 2
  /// Columns narrower than this tear most words.
  private static let narrowest = 8

  /// - Parameters:
  ///   - rows: The cells; the first row is the head.
  ///   - columns: What a line may take.
  init(rows: [[[StyledText]]], columns: Int) {
    let width = rows.map(\.count).max() ?? 0
    let even = rows.map { $0 + [[StyledText]](repeating: [], count: width - $0.count) }
    // Columns without a word are those that wide cells of the page took.
    let used = (0..<width).filter { column in even.contains { !$0[column].isEmpty } }
    let kept = even.map { row in used.map { row[$0] } }
    let first = kept.first?.map { cell in cell.map { $0.adding(.strong) } } ?? []
    // What stands alone above several columns is their title.
    let full = first.filter { !$0.isEmpty }
    let isTitle = first.count > 1 && full.count == 1 && kept.count > 1
    title = isTitle ? full[0] : []
    head = isTitle ? first.map { _ in [] } : first
    self.rows = Array(kept.dropFirst())
    self.columns = columns
  }

  /// The lines, their pieces shown by `shown`.
  func lines(_ shown: ([StyledText]) -> String) -> [String] {
    guard !head.isEmpty else { return [] }
    let natural = head.indices.map { column in
      ([head] + rows).map { Self.width(of: $0[column]) }.max() ?? 0
    }
    let top = title.isEmpty ? [] : TextFold.lines(of: title, columns: columns).map(shown)
    guard let widths = fitted(natural) else { return top + records(shown) }
    let isFolded = widths != natural
    var lines = top
    if head.contains(where: { !$0.isEmpty }) || !title.isEmpty {
      if title.isEmpty { lines += row(head, widths, shown) }
      let rule = widths.map { String(repeating: "─", count: $0) }
      let gap = String(repeating: " ", count: Self.gap)
      lines.append(shown([StyledText(text: rule.joined(separator: gap), face: .faint)]))
    }
    for (place, cells) in rows.enumerated() {
      if isFolded, place > 0 { lines.append("") }
      lines += row(cells, widths, shown)
    }
    return lines
  }

  /// Columns that take no more than the line has, the widest giving way; `nil` where they cannot.
  private func fitted(_ natural: [Int]) -> [Int]? {
    let room = columns - Self.gap * (natural.count - 1)
    if natural.reduce(0, +) <= room { return natural }
    let least = head.indices.map { column in
      let longest = ([head] + rows).flatMap { Self.words(of: $0[column]) }.max() ?? 0
      return min(natural[column], max(longest, Self.narrowest))
    }
    let wanted = natural.reduce(0, +) - least.reduce(0, +)
    let spare = room - least.reduce(0, +)
    guard spare >= 0, wanted > 0 else { return nil }
    return natural.indices.map { least[$0] + (natural[$0] - least[$0]) * spare / wanted }
  }

  private static func width(of cell: [StyledText]) -> Int {
    cell.map(\.text).joined().split(separator: "\n").map { Terminal.width(of: $0) }.max() ?? 0
  }

  private static func words(of cell: [StyledText]) -> [Int] {
    cell.map(\.text).joined().split { $0 == " " || $0 == "\n" }.map { word in
      // Words of wide characters break anywhere.
      word.allSatisfy { Terminal.width(of: $0) == 2 } ? narrowest : Terminal.width(of: word)
    }
  }

  private func row(
    _ cells: [[StyledText]],
    _ widths: [Int],
    _ shown: ([StyledText]) -> String
  ) -> [String] {
    let folded = zip(cells, widths).map { TextFold.lines(of: $0, columns: $1) }
    let height = folded.map(\.count).max() ?? 1
    return (0..<height).map { number in
      zip(folded, widths).enumerated().map { column, cell in
        let line = cell.0.indices.contains(number) ? cell.0[number] : []
        let isLast = column == widths.count - 1
        let width = line.reduce(0) { $0 + Terminal.width(of: $1.text) }
        let gap = isLast ? 0 : max(cell.1 - width, 0) + Self.gap
        return shown(line) + String(repeating: " ", count: gap)
      }
      .joined()
    }
  }

  private func records(_ shown: ([StyledText]) -> String) -> [String] {
    var lines: [String] = []
    for (place, cells) in rows.enumerated() {
      if place > 0 { lines.append("") }
      for (name, cell) in zip(head, cells) where !cell.isEmpty {
        let label = name.isEmpty ? [] : name + [StyledText(text: ": ", face: .strong)]
        let folded = TextFold.lines(of: label + cell, columns: columns - 2)
        lines += folded.enumerated().map { ($0 == 0 ? "" : "  ") + shown($1) }
      }
    }
    return lines
  }
}
