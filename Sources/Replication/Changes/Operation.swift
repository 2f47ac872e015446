/// The smallest edit, of one item.
public struct Operation: Hashable, Sendable {
  public let item: ItemID
  public let kind: ItemKind
  public let action: Action

  public init(_ item: ItemID, _ kind: ItemKind, _ action: Action) {
    self.item = item
    self.kind = kind
    self.action = action
  }

  public enum Action: Hashable, Sendable {
    /// Writes a field, see ``Register``.
    case set(FieldID, Value)
    /// Merges into a field that the program keeps, see ``KeptValue``.
    case keep(FieldID, KeptValue.Rule, Value)
    /// Adds to a set, see ``AddWinsSet``.
    case insert(FieldID, Value)
    /// Removes from a set what this replica has seen there.
    case remove(FieldID, Value)
    /// Edits a text, see ``TextHistory``.
    case edit(FieldID, TextEdit)
    /// Places an entry, see ``OutlineMerge``.
    case move(Placement)
    /// See ``Trash``.
    case trash
    /// Brings the item back from the trash.
    case restore
    /// Takes away all that the item ever held, for ever: see ``Redaction``.
    case purge
    /// Of a later version of clip: kept and passed on, applied after an upgrade.
    case unknown(code: UInt64, body: [UInt8])
  }
}
