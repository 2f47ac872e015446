import Model
import Replication

extension LibraryWriter {
  /// Writes fields by the names that people know; an empty text clears one.
  ///
  /// A write supersedes every value that is here, so it also settles a conflict.
  /// - Throws: ``StoreError`` for a field that the item does not have, or a value it cannot take.
  public func set(_ values: [(field: String, value: String)], of item: ItemReference) throws {
    try expect(item.itemID, item.kind.replicated)
    let actions = try values.map { name, text -> Operation.Action in
      let field = try EditableField.named(name, of: item.kind)
      return .set(field.id, try field.value(text.withoutNulls))
    }
    try record(item.itemID, item.kind.replicated, actions)
  }

  /// Settles a conflict by choosing one of ``Conflict/values``, from 0.
  ///
  /// - Throws: ``StoreError`` when there is no such field or value.
  public func resolve(_ item: ItemReference, field name: String, choosing index: Int) throws {
    let field = try EditableField.named(name, of: item.kind)
    let writes = try state(of: item.itemID, item.kind.replicated).registers[field.id]?.writes ?? []
    guard writes.indices.contains(index) else {
      throw StoreError(
        .badValue,
        "the field \(name) has \(writes.count) values, so there is no number \(index + 1)"
      )
    }
    try record(item.itemID, item.kind.replicated, [.set(field.id, writes[index].value)])
  }

  public func addTags(_ tags: [String], to item: ItemReference) throws {
    try expect(item.itemID, item.kind.replicated)
    try record(item.itemID, item.kind.replicated, insertions(of: tags))
  }

  public func removeTags(_ tags: [String], from item: ItemReference) throws {
    let names = Set(try tags.map(TagName.normalized))
    // As they are spelled there: another client may not have normalised them.
    let removals = try state(of: item.itemID, item.kind.replicated).tags
      .filter { names.contains((try? TagName.normalized($0)) ?? $0) }
    try record(item.itemID, item.kind.replicated, removals.map { .remove(.tags, .text($0)) })
  }

  /// Moves an item to the trash; nothing else goes with it.
  public func trash(_ item: ItemReference) throws {
    guard try !state(of: item.itemID, item.kind.replicated).trash.isTrashed else { return }
    try record(item.itemID, item.kind.replicated, [.trash])
  }

  /// Takes away all that the item ever held, here at once and on every other replica when it learns
  /// of it, for ever: an edit that is not here yet does not bring it back.
  ///
  /// Nothing else goes with it; see ``LibraryReader/references(to:)``.
  /// - Throws: ``StoreError``: `purged` for one that is purged already.
  public func purge(_ item: ItemReference) throws {
    try expect(item.itemID, item.kind.replicated)
    try record(item.itemID, item.kind.replicated, [.purge])
  }

  /// Takes an item out of the trash.
  public func restore(_ item: ItemReference) throws {
    guard try state(of: item.itemID, item.kind.replicated).trash.isTrashed else { return }
    try record(item.itemID, item.kind.replicated, [.restore])
  }
}
