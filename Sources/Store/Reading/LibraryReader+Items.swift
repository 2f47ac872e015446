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
    let candidates = try kinds.flatMap { try newest(of: $0, listing) }
      .sorted { ($1.added, $0.item.id) < ($0.added, $1.item.id) }
    return try candidates.prefix(listing.limit).compactMap { try item($0.item) }
  }

  /// The newest of each kind come from an index; all kinds at once would have to be sorted.
  private func newest(
    of kind: ItemReference.Kind,
    _ listing: Listing
  ) throws -> [(added: Int64, item: ItemReference)] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, kind, added FROM items
        WHERE kind = \(kind.replicated.rawValue) AND trashed = \(listing.trashed ? 1 : 0)
        ORDER BY added DESC, id LIMIT ?
        """
    )
    return try Row.fetchAll(statement, arguments: [listing.limit]).compactMap { row in
      reference(row).map { (row["added"], $0) }
    }
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
