/// What the beginning of a line of Markdown makes of it.
enum LineMark {
  struct Item {
    /// Lists of one kind go on, another kind begins a new one.
    var kind: Character
    var number: String
    /// Characters before the content.
    var length: Int
  }

  /// Whether a line ends the paragraph above it.
  static func begins(_ line: Substring) -> Bool {
    guard let first = line.first, "#>|$:[`~-+*_0123456789".contains(first) else { return false }
    if first == ">" || line.hasPrefix(": ") || fence(line) != nil || headingLevel(line) != nil
      || isRule(line)
    {
      return true
    }
    guard let item = item(line) else { return noteLabel(line) != nil || line == "$$" }
    return item.number.isEmpty || item.number.dropLast() == "1"
  }

  static func fence(_ line: Substring) -> Substring? {
    guard let mark = line.first, mark == "`" || mark == "~" else { return nil }
    let fence = line.prefix { $0 == mark }
    let isFence = fence.count >= 3 && (mark == "~" || !line.dropFirst(fence.count).contains("`"))
    return isFence ? fence : nil
  }

  static func headingLevel(_ line: Substring) -> Int? {
    let level = line.prefix(7).prefix { $0 == "#" }.count
    guard (1...6).contains(level) else { return nil }
    let rest = line.dropFirst(level)
    return rest.isEmpty || rest.first == " " ? level : nil
  }

  static func isRule(_ line: Substring) -> Bool {
    guard let mark = line.first, "-*_".contains(mark) else { return false }
    return line.allSatisfy { $0 == mark || $0 == " " } && line.count { $0 == mark } >= 3
  }

  static func isTableRule(_ line: Substring) -> Bool {
    line.hasPrefix("|") && line.contains("-") && line.allSatisfy { "|-: ".contains($0) }
  }

  static func item(_ line: Substring) -> Item? {
    guard let first = line.first else { return nil }
    if "-*+".contains(first) {
      let rest = line.dropFirst()
      guard rest.isEmpty || rest.first == " " else { return nil }
      return Item(kind: first, number: "", length: 2)
    }
    let digits = line.prefix(10).prefix { $0.isASCII && $0.isNumber }
    let rest = line.dropFirst(digits.count)
    guard (1...9).contains(digits.count), let mark = rest.first, mark == "." || mark == ")",
      rest.dropFirst().first == " "
    else { return nil }
    return Item(kind: mark, number: digits + String(mark), length: digits.count + 2)
  }

  /// The label of a note that is defined here.
  static func noteLabel(_ line: Substring) -> String? {
    guard line.hasPrefix("[^"), let end = line.prefix(80).firstIndex(of: "]"),
      line[end...].hasPrefix("]: ")
    else { return nil }
    return String(line[..<end].dropFirst(2))
  }

  /// What stands between the bars of a row.
  static func cells(of line: Substring) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isEscaped = false
    for character in line.trimmed.dropFirst() {
      if character == "|", !isEscaped {
        cells.append(cell[...].trimmed)
        cell = ""
      } else {
        // The bar is the row's own escape, whatever stands in the cell.
        if character == "|" { cell.removeLast() }
        cell.append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    if !cell[...].isBlank { cells.append(cell[...].trimmed) }
    return cells
  }
}

extension Substring {
  var isBlank: Bool { allSatisfy { $0 == " " || $0 == "\t" } }

  var trimmed: String {
    var rest = self
    while let first = rest.first, first == " " || first == "\t" { rest.removeFirst() }
    while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
    return String(rest)
  }

  func isIndented(by count: Int) -> Bool {
    var rest = self[...]
    for _ in 0..<count where rest.popFirst() != " " { return false }
    return true
  }
}
