import Foundation
import Model
import Store

/// A library, or a notebook with all that it refers to, as the objects of docs/format/json-output.md,
/// one a line.
///
/// Items stand by kind and within it by id, fields in a fixed order: equal states give equal bytes on
/// all machines.
struct JSONLines {
  let reader: LibraryReader
  /// Takes one line after the other, so that the whole is never held.
  let write: (JSON) throws -> Void

  private static let kinds: [ItemReference.Kind] = [.source, .clipping, .note, .notebook]

  /// Everything, what is in the trash, too.
  func writeLibrary() throws {
    for kind in Self.kinds {
      try reader.eachItem(kind) { try write(json(of: $0)) }
    }
    for tag in try reader.tags() { try write(tag.json) }
    try reader.eachConflict { try write($0.json) }
  }

  /// A notebook, the items that its outline refers to, those that these are about, and what is in
  /// conflict among all of them.
  func write(notebook id: NotebookID) throws {
    let entries = try reader.entries(of: id)
    var items: Set = [ItemReference(.notebook, AnyItemID(id))]
    for case .item(let item) in entries.map(\.content) { try add(item, to: &items) }
    for kind in Self.kinds {
      for item in items.filter({ $0.kind == kind }).sorted(by: { $0.id < $1.id }) {
        if let item = try reader.item(item) { try write(json(of: item)) }
      }
    }
    items.formUnion(entries.map { ItemReference(.entry, AnyItemID($0.id)) })
    for item in items.sorted(by: { $0.id < $1.id }) {
      for conflict in try reader.conflicts(of: item) { try write(conflict.json) }
    }
  }

  /// Adds an item and what it is from or about.
  private func add(_ id: AnyItemID, to items: inout Set<ItemReference>) throws {
    guard let reference = try reader.reference(to: id), items.insert(reference).inserted else {
      return
    }
    switch try reader.item(reference) {
    case .clipping(let clipping):
      if let source = clipping.source { try add(AnyItemID(source), to: &items) }
    case .note(let note):
      if let about = note.about { try add(about, to: &items) }
    default: break
    }
  }

  private func json(of item: LibraryItem) throws -> JSON {
    var fields = item.fields
    switch item {
    case .source(let source):
      fields.append(("captures", .array(try reader.captures(of: source.id).map(\.json))))
    case .notebook(let notebook):
      fields.append(("entries", .array(try reader.outline(of: notebook.id))))
    case .clipping, .note: break
    }
    return .object(fields)
  }
}

extension CaptureSummary {
  fileprivate var json: JSON {
    .object([
      ("fetched", fetched.json), ("text", .string("\(text)")), ("words", .integer(words)),
      ("page", .optional(page.map { "\($0)" })), ("mediaType", .string(mediaType)),
    ])
  }
}
