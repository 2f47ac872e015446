import Foundation
import Model
import Store

extension Session {
  /// An item's object, or its line.
  func printItem(_ reference: ItemReference) throws {
    guard let item = try read({ try $0.item(reference) }) else { return }
    let line = ItemLine(output)
    switch item {
    case .source(let source): output.print(source.json) { _ in line.text(source) }
    case .clipping(let clipping): output.print(clipping.json) { _ in line.text(clipping) }
    case .note(let note): output.print(note.json) { _ in line.text(note) }
    case .notebook(let notebook): output.print(notebook.json) { _ in line.text(notebook) }
    }
  }

  /// An item's object, or a page about it.
  func printWhole(_ reference: ItemReference) throws {
    try read { reader in
      guard let item = try reader.item(reference) else { return }
      guard output.isJSON else {
        try ItemPage(reader: reader, output: output).print(item)
        return
      }
      switch item {
      case .source(let source): output.print(object: source.json)
      case .clipping(let clipping): output.print(object: clipping.json)
      case .note(let note): output.print(object: note.json)
      case .notebook(let notebook): output.print(object: try notebook.json(with: reader))
      }
    }
  }
}

extension Notebook {
  /// The notebook with its outline.
  func json(with reader: LibraryReader) throws -> JSON {
    let entries = try reader.entries(of: id).map { entry -> JSON in
      var kind: ItemReference.Kind?
      if case .item(let item) = entry.content { kind = try reader.reference(to: item)?.kind }
      return entry.json(kind: kind)
    }
    return .object(fields + [("entries", .array(entries))])
  }
}
