import Model
import Store

extension Session {
  /// Edits the items that were named, all in one change, and prints what they are then.
  ///
  /// - Parameters:
  ///   - ids: as they were typed.
  ///   - done: what was done to them, in front of each line for people.
  ///   - body: edits one of them.
  /// - Throws: what `body` throws, and when an id names nothing or several items.
  func edit(
    _ ids: [String],
    saying done: String = "",
    _ body: (LibraryWriter, ItemReference) throws -> Void
  ) throws {
    let items = try read { reader in try ids.map { try reader.item(matching: $0) } }
    try write { writer in for item in items { try body(writer, item) } }
    for item in items { try printItem(item, saying: done) }
    output.flush()
  }

  /// An item's object, or its line.
  func printItem(_ reference: ItemReference, saying done: String = "") throws {
    guard let item = try read({ try $0.item(reference) }) else { return }
    output.print(.object(item.shownFields)) { _ in done + ItemLine(output).text(item) }
  }

  /// An item's object, or a page about it.
  func printWhole(_ reference: ItemReference) throws {
    try read { reader in
      guard let item = try reader.item(reference) else { return }
      guard output.isJSON else {
        try ItemPage(reader: reader, output: output).print(item)
        return
      }
      var fields = item.shownFields
      if case .notebook(let notebook) = item {
        fields.append(("entries", .array(try reader.outline(of: notebook.id))))
      }
      output.print(object: .object(fields))
    }
  }
}

extension LibraryReader {
  /// The objects of a notebook's entries.
  func outline(of notebook: NotebookID) throws -> [JSON] {
    try entries(of: notebook).map { try json(of: $0) }
  }
}
