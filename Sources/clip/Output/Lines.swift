import Foundation
import Model
import Store

/// One line for an item, as lists show it: id, kind, what it says.
struct ItemLine {
  private let style: Style

  init(_ output: Output) {
    style = output.style
  }

  func text(_ item: LibraryItem) -> String {
    switch item {
    case .source(let source): text(source)
    case .clipping(let clipping): text(clipping)
    case .note(let note): text(note)
    case .notebook(let notebook): text(notebook)
    }
  }

  func text(_ source: Source) -> String {
    let state = source.pendingFetch.map { $0.isGivenUp ? "could not be fetched" : "to be fetched" }
    let rest = [Self.citation(of: source), state ?? ""].filter { !$0.isEmpty }.joined(
      separator: ", "
    )
    return line(
      source.id.short,
      "source",
      source.title ?? source.url ?? "(no title)",
      rest.isEmpty ? "" : "— \(rest)",
      source.tags
    )
  }

  func text(_ clipping: Clipping) -> String {
    let quote = "“\(clipping.quote)”" + (clipping.note.map { " — \($0)" } ?? "")
    return line(clipping.id.short, "clipping", quote, "", clipping.tags)
  }

  func text(_ note: Note) -> String {
    line(
      note.id.short,
      "note",
      note.title ?? note.text,
      note.title == nil ? "" : "— \(note.text)",
      note.tags
    )
  }

  func text(_ notebook: Notebook) -> String {
    line(notebook.id.short, "notebook", notebook.title, "", notebook.tags)
  }

  private func line(
    _ id: String,
    _ kind: String,
    _ main: String,
    _ rest: String,
    _ tags: [String]
  ) -> String {
    let kindColumn = kind.padding(toLength: 8, withPad: " ", startingAt: 0)
    let labels = tags.map { "#" + Sanitized.line($0) }.joined(separator: " ")
    // Id, kind and the spaces around them take 20 columns.
    let room = max(
      Terminal.lineWidth - 20 - (labels.isEmpty ? 0 : Terminal.width(of: labels) + 2),
      20
    )
    let main = Terminal.fitted(Sanitized.line(main), to: room)
    let left = room - Terminal.width(of: main)
    let rest = rest.isEmpty || left < 4 ? "" : Terminal.fitted(" " + Sanitized.line(rest), to: left)
    return "\(style.id(id))  \(style.dim(kindColumn))  \(main)\(style.dim(rest))"
      + (labels.isEmpty ? "" : "  \(style.tag(labels))")
  }

  /// Who, where and when: `Ada Marlow, The Coast Paper, 2025-03-04`.
  static func citation(of source: Source) -> String {
    ([source.authors.joined(separator: ", "), source.site ?? ""]
      + [source.published.map { String($0.prefix(10)) } ?? ""])
      .filter { !$0.isEmpty }
      .joined(separator: ", ")
  }
}
