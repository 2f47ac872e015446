public import Model
import Replication

/// Where an entry is to stand.
public struct OutlinePlace: Hashable, Sendable {
  /// The entry it goes under; `nil` for the top level, or for that of the sibling it goes after.
  public var under: EntryID?
  public var among: Among

  /// Which of the entries there it follows.
  public enum Among: Hashable, Sendable {
    case first
    case last
    case after(EntryID)
  }

  public init(under: EntryID? = nil, _ among: Among = .last) {
    self.under = under
    self.among = among
  }
}

extension LibraryWriter {
  /// Makes an empty notebook.
  public func notebook(titled title: String) throws -> NotebookID {
    let id: ItemID = environment.randomID()
    try record(
      id,
      .notebook,
      [.keep(.added, .earliest, .integer(now)), .set(.title, .text(title.withoutNulls))]
    )
    return NotebookID(id)
  }

  /// Adds a heading or an item to a notebook.
  public func addEntry(
    _ content: Entry.Content,
    to notebook: NotebookID,
    at place: OutlinePlace = OutlinePlace()
  ) throws -> EntryID {
    let placement = try placement(place, in: notebook, of: nil)
    let id: ItemID = environment.randomID()
    let set: Operation.Action =
      switch content {
      case .heading(let text): .set(.heading, .text(text.withoutNulls))
      case .item(let item): .set(.content, .item(ItemID(item)))
      }
    try record(
      id,
      .entry,
      [.keep(.added, .earliest, .integer(now)), set, .move(placement)]
    )
    return EntryID(id)
  }

  /// Moves an entry, with all below it.
  ///
  /// - Throws: ``StoreError`` when it would come to stand under itself, or is not in the notebook.
  public func move(_ entry: EntryID, in notebook: NotebookID, to place: OutlinePlace) throws {
    _ = try self.entry(entry, in: notebook)
    let placement = try placement(place, in: notebook, of: entry)
    try record(ItemID(entry), .entry, [.move(placement)])
  }

  /// Takes an entry out of the outline, with or without all below it that is here.
  ///
  /// What stays below it, and what another machine put there meanwhile, moves up.
  public func removeEntry(
    _ entry: EntryID,
    from notebook: NotebookID,
    alone: Bool = false
  ) throws {
    let outline = try OutlineReader(db: db).lines(of: ItemID(notebook))
    guard let start = outline.firstIndex(where: { $0.id == ItemID(entry) }) else {
      throw unknown(entry, in: notebook)
    }
    let below = outline[(start + 1)...].prefix { !alone && $0.depth > outline[start].depth }
    for line in [outline[start]] + below { try record(line.id, .entry, [.trash]) }
  }

  private func placement(
    _ place: OutlinePlace,
    in notebook: NotebookID,
    of moved: EntryID?
  ) throws -> Placement {
    let reader = OutlineReader(db: db)
    var parent = try place.under.map { try self.entry($0, in: notebook) } ?? ItemID(notebook)
    if case .after(let after) = place.among {
      let sibling = try entry(after, in: notebook)
      guard let placed = try reader.parent(of: sibling) else { throw unknown(after, in: notebook) }
      if let under = place.under, ItemID(under) != placed {
        throw StoreError(
          .badValue,
          "the entry \(after.short) does not stand under \(under.short)",
          hint: "Leave out one of --under and --after."
        )
      }
      parent = placed
    }
    if let moved, try reader.isBelow(parent, ItemID(moved)) {
      throw StoreError(.badValue, "the entry \(moved.short) cannot stand under itself")
    }
    // Removed ones count: what is below them stands in their places.
    let siblings = try reader.children(of: parent).filter { $0.id != moved.map { ItemID($0) } }
    let next =
      switch place.among {
      case .first: 0
      case .last: siblings.endIndex
      case .after(let after):
        siblings.firstIndex { $0.id == ItemID(after) }.map { $0 + 1 } ?? siblings.endIndex
      }
    let left = next > 0 ? siblings[next - 1].position : nil
    let right = next < siblings.count ? siblings[next].position : nil
    return Placement(parent: parent, position: .between(left, right, by: replicaID))
  }

  private func entry(_ entry: EntryID, in notebook: NotebookID) throws -> ItemID {
    guard try OutlineReader(db: db).isBelow(ItemID(entry), ItemID(notebook)) else {
      throw unknown(entry, in: notebook)
    }
    return ItemID(entry)
  }

  private func unknown(_ entry: EntryID, in notebook: NotebookID) -> StoreError {
    StoreError(
      .unknownItem,
      "the notebook \(notebook.short) has no entry \(entry.short)",
      hint: "See them with: clip notebook show \(notebook.short)"
    )
  }
}
