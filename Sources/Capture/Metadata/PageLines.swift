/// The lines of text that a page shows around a place, as readers see them: broken at blocks.
struct PageLines {
  struct Line {
    /// The first node of it.
    var start: Int
    var text: String
  }

  /// The lines from a node on, down to the first that are prose.
  static func after(_ index: Int, in tree: HTMLTree, limit: Int, proseLimit: Int = 3) -> [Line] {
    var lines: [Line] = []
    var prose = 0
    collect(tree, from: index, to: tree.nodes.count) { line in
      if line.text.utf8.count > proseBytes { prose += 1 }
      lines.append(line)
      return lines.count < limit && prose < proseLimit
    }
    return lines
  }

  /// The lines before a node, the nearest first.
  static func before(_ index: Int, in tree: HTMLTree, limit: Int) -> [Line] {
    var lines: [Line] = []
    // Nodes enough for some lines; frames of pages have thousands.
    collect(tree, from: max(0, index - 40 * limit), to: index) { line in
      lines.append(line)
      return true
    }
    return Array(lines.reversed().prefix(limit))
  }

  /// Bytes from which a line is read as prose.
  private static let proseBytes = 220

  private static func collect(
    _ tree: HTMLTree,
    from start: Int,
    to end: Int,
    _ take: (Line) -> Bool
  ) {
    var line = Line(start: start, text: "")
    var openEnds: [Int] = []
    /// Whether to go on.
    func finish(next: Int) -> Bool {
      let text = line.text.collapsingWhitespace()
      line.text = ""
      defer { line.start = next }
      return text.isEmpty || take(Line(start: line.start, text: text))
    }
    var index = start
    while index < end {
      while let last = openEnds.last, last <= index {
        openEnds.removeLast()
        if !finish(next: index) { return }
      }
      let node = tree.nodes[index]
      if node.isText {
        line.text += node.text
      } else if Elements.unread.contains(node.name), node.name != "head" {
        index = max(index + 1, node.end)
        continue
      } else if node.name == "br" || !Elements.inline.contains(node.name) {
        if !finish(next: index) { return }
        openEnds.append(node.end)
      } else if !line.text.isEmpty, node.name != "b", node.name != "i", node.name != "em" {
        line.text += " "
      }
      index += 1
    }
    _ = finish(next: end)
  }
}
