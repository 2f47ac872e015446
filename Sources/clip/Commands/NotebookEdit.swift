import ArgumentParser
import Model
import Store

struct NotebookEdit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Arrange the outline as text in the editor.",
    discussion: """
      One entry a line, indented by its depth, with its id at the end. Move and indent lines as you \
      like; change a heading's words; a line without an id is a new heading; a line that is gone is \
      taken out of the outline.

      \(ExitCode.help())
      """
  )

  /// What arranges an outline without an editor.
  private static let instead = "Use clip notebook add, heading, move and remove."

  @OptionGroup var options: GlobalOptions
  @OptionGroup var notebook: NotebookArgument

  func run() throws {
    let session = try Session(options)
    let id = try session.read { try notebook.resolve($0) }
    let before = try session.read { try OutlineText(id, $0) }
    try TypedText.editing(before.text, named: "outline", otherwise: Self.instead) { text in
      let after = try OutlineText.lines(in: text, of: before)
      try session.write { try before.apply(after, to: id, $0) }
    }
    try session.printWhole(ItemReference(.notebook, AnyItemID(id)))
    session.output.flush(paged: true)
  }
}

/// An outline as lines that a person edits.
struct OutlineText {
  struct Line: Equatable {
    var depth: Int
    var text: String
    /// `nil` for a new heading.
    var entry: EntryID?
  }

  let lines: [Line]
  /// The entries that are headings, whose words may be changed.
  let headings: Set<EntryID>

  init(_ notebook: NotebookID, _ reader: LibraryReader) throws {
    var headings: Set<EntryID> = []
    lines = try reader.entries(of: notebook).map { entry in
      switch entry.content {
      case .heading(let text):
        headings.insert(entry.id)
        return Line(depth: entry.depth, text: Sanitized.line(text), entry: entry.id)
      case .item(let item):
        let label = try reader.reference(to: item).flatMap(reader.label) ?? ""
        let words = Terminal.fitted(Sanitized.line(label), to: 72)
        return Line(depth: entry.depth, text: "“\(words)”", entry: entry.id)
      }
    }
    self.headings = headings
  }

  var text: String {
    lines.map { line in
      String(repeating: "  ", count: line.depth) + line.text
        + (line.entry.map { "  {\($0.short)}" } ?? "") + "\n"
    }.joined()
  }

  /// Reads edited text.
  ///
  /// - Throws: when a line names an entry that the outline does not have, or one twice.
  static func lines(in text: String, of outline: OutlineText) throws -> [Line] {
    let known = Dictionary(
      outline.lines.compactMap { line in line.entry.map { ($0.short, $0) } },
      uniquingKeysWith: { first, _ in first }
    )
    let shown = Dictionary(
      outline.lines.compactMap { line in line.entry.map { ($0, line.text) } },
      uniquingKeysWith: { first, _ in first }
    )
    var seen: Set<EntryID> = []
    var lines: [Line] = []
    for row in text.split(separator: "\n") where !row.allSatisfy(\.isWhitespace) {
      let spaces = row.prefix { $0 == " " || $0 == "\t" }
      let columns = spaces.reduce(0) { $0 + ($1 == "\t" ? 2 : 1) }
      // A line can stand one level below the one before it and no deeper.
      let depth = min(columns / 2, (lines.last?.depth ?? -1) + 1)
      var words = row.dropFirst(spaces.count)
      while words.last?.isWhitespace ?? false { words.removeLast() }
      var entry: EntryID?
      if words.hasSuffix("}"), let open = words.lastIndex(of: "{") {
        let name = String(words[words.index(after: open)...].dropLast())
        guard let found = known[name], seen.insert(found).inserted else {
          throw CommandError(
            "unknownItem",
            "the line \"\(row)\" names no entry of this outline, or one twice",
            hint: "Nothing was changed."
          )
        }
        entry = found
        words = words[..<open]
        while words.last?.isWhitespace ?? false { words.removeLast() }
        // An item's words are its own: what was typed over them must not pass unseen.
        guard outline.headings.contains(found) || shown[found] == String(words) else {
          throw CommandError(
            "notAHeading",
            "the line \"\(row)\" shows an item, and only headings can be worded here",
            hint: "Nothing was changed. Edit the item itself with clip edit."
          )
        }
      }
      lines.append(Line(depth: depth, text: String(words), entry: entry))
    }
    return lines
  }

  /// Writes what was changed, and nothing that was not.
  func apply(_ edited: [Line], to notebook: NotebookID, _ writer: LibraryWriter) throws {
    let words = Dictionary(
      uniqueKeysWithValues: lines.compactMap { line in line.entry.map { ($0, line.text) } }
    )
    var order = SiblingOrder(lines)
    var above: [EntryID] = []
    for line in edited {
      let parent = line.depth == 0 ? nil : above[line.depth - 1]
      let before = line.depth < above.count ? above[line.depth] : nil
      let place = OutlinePlace(under: parent, before.map { .after($0) } ?? .first)
      let entry: EntryID
      if let known = line.entry {
        entry = known
        if !order.isPlaced(known, under: parent, after: before) {
          try writer.move(known, in: notebook, to: place)
        }
        if headings.contains(known), words[known] != line.text {
          try writer.set([("heading", line.text)], of: ItemReference(.entry, AnyItemID(known)))
        }
      } else {
        entry = try writer.addEntry(.heading(line.text), to: notebook, at: place)
      }
      order.place(entry, under: parent, after: before)
      above = Array(above.prefix(line.depth)) + [entry]
    }
    let kept = Set(edited.compactMap(\.entry))
    for case let entry? in lines.map(\.entry) where !kept.contains(entry) {
      try writer.removeEntry(entry, from: notebook, alone: true)
    }
  }
}

/// The entries below each, while an outline is being rearranged.
private struct SiblingOrder {
  private var children: [EntryID?: [EntryID]] = [:]

  init(_ lines: [OutlineText.Line]) {
    var above: [EntryID] = []
    for line in lines {
      guard let entry = line.entry else { continue }
      children[line.depth == 0 ? nil : above[line.depth - 1], default: []].append(entry)
      above = Array(above.prefix(line.depth)) + [entry]
    }
  }

  func isPlaced(_ entry: EntryID, under parent: EntryID?, after before: EntryID?) -> Bool {
    let siblings = children[parent] ?? []
    guard let index = siblings.firstIndex(of: entry) else { return false }
    return (index == 0 ? nil : siblings[index - 1]) == before
  }

  mutating func place(_ entry: EntryID, under parent: EntryID?, after before: EntryID?) {
    for key in children.keys { children[key]?.removeAll { $0 == entry } }
    let siblings = children[parent] ?? []
    let index = before.flatMap { siblings.firstIndex(of: $0) }.map { $0 + 1 } ?? 0
    children[parent, default: []].insert(entry, at: index)
  }
}
