import Foundation
import Model
import Store

/// A page about one item, with what hangs on it.
struct ItemPage {
  let reader: LibraryReader
  let output: Output

  private var style: Style { output.style }

  func print(_ item: LibraryItem) throws {
    switch item {
    case .source(let source): try print(source)
    case .clipping(let clipping): try print(clipping)
    case .note(let note): try print(note)
    case .notebook(let notebook): try print(notebook)
    }
  }

  private func print(_ source: Source) throws {
    output.print(style.strong(Sanitized.line(source.title ?? "(no title)")))
    head("source", "\(source.id)", source.trashed, [ItemLine.citation(of: source)])
    field("", source.url)
    for other in source.urls where other != source.url { field("also seen at", other) }
    field("doi", source.doi)
    field("isbn", source.isbn)
    field("licence", source.licence)
    field("changed", source.modified)
    field("tags", source.tags.joined(separator: ", "))
    field("added", time(source.added))
    let pages = try reader.pages(of: source.id)
    field(
      "pages",
      pages.first.flatMap { first in
        pages.last.map { "\(pages.count), from \(first.label) to \($0.label)" }
      }
    )
    field(
      "text",
      source.words.map { words in
        words == 0
          ? "none could be read; clip show \(source.id.short) --page gives the file"
          : "\(counted(words, "word")); clip show \(source.id.short) --text"
      }
    )
    field("page", source.pendingFetch.map { FetchWords.state(of: $0, now: Date()) })
    field("", source.excerpt.map { "“\($0)”" })
    let clippings = try reader.clippings(of: source.id)
    if !clippings.isEmpty { output.print("\n" + style.strong("Clippings")) }
    for clipping in clippings { passage(clipping) }
    try printNotes(about: AnyItemID(source.id))
    try printConflicts(ItemReference(.source, AnyItemID(source.id)))
  }

  private func print(_ clipping: Clipping) throws {
    output.print(block("“\(clipping.quote)”"))
    head(
      "clipping",
      "\(clipping.id)",
      clipping.trashed,
      [
        clipping.exact ? "" : "not verbatim in the source", clipping.color ?? "",
        clipping.selector.page.map { "p. \($0)" } ?? "",
      ]
    )
    if let id = clipping.source, let source = try reader.source(id) {
      field("from", "\(source.title ?? "(no title)") (\(source.id.short))")
      field("", ItemLine.citation(of: source))
    }
    field("note", clipping.note)
    field("tags", clipping.tags.joined(separator: ", "))
    field("added", time(clipping.added))
    try printNotes(about: AnyItemID(clipping.id))
    try printConflicts(ItemReference(.clipping, AnyItemID(clipping.id)))
  }

  private func print(_ note: Note) throws {
    if let title = note.title { output.print(style.strong(Sanitized.line(title))) }
    head("note", "\(note.id)", note.trashed, [])
    if let about = note.about, let item = try reader.reference(to: about) {
      field("about", "\(item.kind.rawValue) \(about.short) \(try reader.label(of: item) ?? "")")
    }
    field("tags", note.tags.joined(separator: ", "))
    field("edited", time(note.edited))
    output.print("")
    output.print(Sanitized.text(note.text).trimmingCharacters(in: .newlines))
    try printNotes(about: AnyItemID(note.id))
    try printConflicts(ItemReference(.note, AnyItemID(note.id)))
  }

  private func print(_ notebook: Notebook) throws {
    output.print(style.strong(Sanitized.line(notebook.title)))
    head("notebook", "\(notebook.id)", notebook.trashed, [])
    field("tags", notebook.tags.joined(separator: ", "))
    let entries = try reader.entries(of: notebook.id)
    output.print(entries.isEmpty ? style.dim("  (empty)") : "")
    for entry in entries { output.print(try line(entry)) }
  }

  /// An entry with the id that moves it.
  func line(_ entry: Entry) throws -> String {
    let indent = String(repeating: "  ", count: entry.depth)
    let text: String
    switch entry.content {
    case .heading(let heading): text = style.strong(Sanitized.line(heading))
    case .item(let id):
      if let item = try reader.reference(to: id), try reader.isPurged(item) {
        text = style.dim("(\(id.short) is purged)")
      } else if let item = try reader.reference(to: id) {
        let label = Sanitized.line(try reader.label(of: item) ?? "")
        let room = max(Terminal.lineWidth - 2 * entry.depth - 24, 24)
        let shown = Terminal.fitted(label, to: room)
        text =
          (item.kind == .clipping ? "“\(shown)”" : shown) + style.dim("  \(item.kind.rawValue)")
      } else {
        text = style.dim("(\(id.short) is not here yet)")
      }
    }
    return "\(style.id(entry.id.short))  \(indent)\(text)"
  }

  private func head(_ kind: String, _ id: String, _ trashed: Bool, _ parts: [String]) {
    let words = [kind + " " + id] + parts.filter { !$0.isEmpty }.map(Sanitized.line)
    output.print(
      style.dim(words.joined(separator: " · ")) + (trashed ? style.warning(" · in the trash") : "")
    )
  }

  private func field(_ name: String, _ value: String?) {
    guard let value, !value.isEmpty else { return }
    let label = name.isEmpty ? "" : style.dim("\(name): ")
    output.print("  \(label)\(Sanitized.line(value))")
  }

  private func passage(_ clipping: Clipping) {
    output.print("  \(style.id(clipping.id.short))  “\(Sanitized.line(clipping.quote))”")
    if let note = clipping.note { output.print("            \(Sanitized.line(note))") }
  }

  private func printNotes(about item: AnyItemID) throws {
    let notes = try reader.notes(about: item)
    if !notes.isEmpty { output.print("\n" + style.strong("Notes")) }
    for note in notes {
      let label = [note.title ?? "", note.text].filter { !$0.isEmpty }.joined(separator: " — ")
      let shown = Terminal.fitted(Sanitized.line(label), to: max(Terminal.lineWidth - 14, 40))
      output.print("  \(style.id(note.id.short))  \(shown)")
    }
  }

  private func printConflicts(_ item: ItemReference) throws {
    for conflict in try reader.conflicts(of: item) {
      output.print("\n" + style.warning("Conflict in \(conflict.field)"))
      ConflictPage(output: output).printValues(of: conflict)
    }
  }

  private func block(_ text: String) -> String {
    Sanitized.text(text).split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  \($0)" }.joined(separator: "\n")
  }

  private func time(_ date: Date) -> String {
    date.formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space))
      .replacingOccurrences(of: "Z", with: " UTC")
  }
}
