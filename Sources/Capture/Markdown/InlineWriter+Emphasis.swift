/// Emphasis, raised and quoted text, readings: elements whose content is written between marks.
extension InlineWriter {
  /// What an element holds, and whether white space stood at its ends.
  struct Content {
    var text: String
    var leading: Bool
    var trailing: Bool
  }

  /// The content of an element by itself, with the white space at its ends outside.
  func content(
    of index: Int,
    mark: String? = nil,
    between edges: (before: Unicode.Scalar, after: Unicode.Scalar)? = nil,
    inLink: Bool = false
  ) -> Content {
    var inner = InlineWriter(
      plan: plan,
      end: tree.nodes[index].end,
      mode: mode == .cell ? .cell : .line
    )
    inner.isInLink = isInLink || inLink
    inner.escapesDollars = escapesDollars
    inner.open = open
    inner.edges = edges
    if let mark { inner.open.insert(mark) }
    inner.children(index)
    let trailing = inner.hasSpace || inner.breaks > 0
    let text = inner.text()
    return Content(
      text: text,
      leading: text.isEmpty ? trailing : inner.startsApart,
      trailing: trailing
    )
  }

  /// Writes what an element holds, unless that is nothing, with its white space outside.
  mutating func append(_ content: Content, as write: (inout InlineWriter, String) -> Void) {
    hasSpace = hasSpace || content.leading
    if !content.text.isEmpty { write(&self, content.text) }
    hasSpace = hasSpace || content.trailing
  }

  /// The marks that an element stands for, by its name or by what it says of its looks.
  func emphasis(of index: Int) -> String? {
    let node = tree.nodes[index]
    let style = node["style"]?.lowercased().filter { $0 != " " } ?? ""
    switch node.name {
    case "strong", "b": return Self.isLight(style) ? nil : "**"
    case "span", "font":
      if style.isEmpty { return nil }
      // Headings are bold as they are.
      if Self.isBold(style), !plan.isInHeading(index) { return "**" }
      return style.contains("font-style:italic") ? "*" : nil
    default: return style.contains("font-style:normal") ? nil : "*"
    }
  }

  private static func isBold(_ style: String) -> Bool {
    ["bold", "600", "700", "800", "900"].contains { style.contains("font-weight:" + $0) }
  }

  private static func isLight(_ style: String) -> Bool {
    ["normal", "300", "400"].contains { style.contains("font-weight:" + $0) }
  }

  mutating func wrapped(_ index: Int, in mark: String) {
    // Emphasis in the same emphasis says nothing more.
    if open.contains(mark) { return children(index) }
    let content = content(of: index, mark: mark)
    let (text, trailing) = (content.text, content.trailing)
    hasSpace = hasSpace || content.leading
    defer { hasSpace = hasSpace || trailing }
    if text.isEmpty { return }
    // Where marks cannot stand, what is within is written anew: its neighbours are others then.
    let isApart = hasSpace || breaks > 0 || line.isEmpty
    if !isApart, let lastMark, lastMark.length == line.utf8.count {
      let parts = Emphasis(
        text,
        before: nil,
        after: trailing ? nil : following(index),
        isNested: !open.isEmpty
      ).parts
      let isNested = Self.isMark(line.dropLast(mark.count).last) || Self.isMark(text.first)
      guard lastMark.mark == mark, !isNested, let parts, parts.before.isEmpty else {
        return children(index)
      }
      line.removeLast(mark.count)
      line += parts.inside + mark
      if parts.after.isEmpty {
        self.lastMark = (mark, line.utf8.count)
      } else {
        append(parts.after)
      }
      return
    }
    let emphasis = Emphasis(
      text,
      before: line.isEmpty ? edges?.before : isApart ? nil : line.unicodeScalars.last,
      after: trailing ? nil : following(index),
      isNested: !open.isEmpty
    )
    guard let parts = emphasis.parts, !text.hasPrefix("![") else { return children(index) }
    append(parts.before + mark + parts.inside + mark + parts.after)
    if parts.after.isEmpty { lastMark = (mark, line.utf8.count) }
  }

  private static func isMark(_ character: Character?) -> Bool {
    character == "*" || character == "~" || character == "`"
  }

  /// Raised and lowered text keeps its tags, which every Markdown reader passes on.
  mutating func raised(_ index: Int, name: String) {
    let holdsNote = tree.subtree(of: index).contains { plan.footnotes.references[$0] != nil }
    if holdsNote { return children(index) }
    append(content(of: index, between: (">", "<"))) { writer, text in
      // Endings of ordinal numbers and the signs of trade marks are read as well on the line.
      let isEnding = Self.endings.contains(text.lowercased())
      writer.append(isEnding ? text : "<\(name)>\(text)</\(name)>", isText: isEnding)
    }
  }

  private static let endings: Set<String> = [
    "st", "nd", "rd", "th", "er", "re", "ère", "ème", "ième", "®", "™", "©", "tm", "sm",
  ]

  mutating func quoted(_ index: Int) {
    append(content(of: index, between: ("“", "”"))) { $0.append("“" + $1 + "”") }
  }

  /// How a character is read stands behind it in parentheses, as where ruby is not known.
  mutating func reading(_ index: Int) {
    let text = content(of: index, between: ("(", ")")).text
    if !text.isEmpty { append("(" + text + ")", isText: true) }
    hasSpace = false
  }
}
