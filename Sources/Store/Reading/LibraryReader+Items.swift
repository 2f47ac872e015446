import GRDB
public import Model
import Replication

/// An item of any kind that people list.
public enum LibraryItem: Hashable, Sendable {
  case source(Source)
  case clipping(Clipping)
  case note(Note)
  case notebook(Notebook)
}

extension LibraryReader {
  /// `nil` when there is none, and for entries.
  public func item(_ item: ItemReference) throws -> LibraryItem? {
    switch item.kind {
    case .source: try source(SourceID(item.id)).map(LibraryItem.source)
    case .clipping: try clipping(ClippingID(item.id)).map(LibraryItem.clipping)
    case .note: try note(NoteID(item.id)).map(LibraryItem.note)
    case .notebook: try notebook(NotebookID(item.id)).map(LibraryItem.notebook)
    case .entry: nil
    }
  }

  /// Items of several kinds together, newest first.
  public func items(
    _ kinds: [ItemReference.Kind],
    _ listing: Listing = Listing()
  ) throws -> [LibraryItem] {
    if kinds.count == 1, let only = kinds.first { return try items(only, listing) }
    let numbers = kinds.map { "\($0.replicated.rawValue)" }.joined(separator: ", ")
    let newest = try Row.fetchAll(
      db,
      sql: """
        SELECT id, kind FROM items WHERE kind IN (\(numbers)) AND trashed = ?
        ORDER BY added DESC, id LIMIT ?
        """,
      arguments: [listing.trashed, listing.limit]
    )
    return try newest.compactMap(reference).compactMap(item)
  }

  private func items(_ kind: ItemReference.Kind, _ listing: Listing) throws -> [LibraryItem] {
    switch kind {
    case .source: try sources(listing).map(LibraryItem.source)
    case .clipping: try clippings(listing).map(LibraryItem.clipping)
    case .note: try notes(listing).map(LibraryItem.note)
    case .notebook: try notebooks(listing).map(LibraryItem.notebook)
    case .entry: []
    }
  }

  /// The fields that people set, with what they show, in a fixed order.
  public func fields(of item: ItemReference) throws -> [(field: String, value: String)] {
    let state = try ItemStateTable(db: db).load(item.itemID, item.kind.replicated)?.state
    return EditableField.all(of: item.kind).map { ($0.name, state?[$0.id].words ?? "") }
  }
}
