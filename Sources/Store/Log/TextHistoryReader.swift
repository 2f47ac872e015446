import Foundation
import GRDB
import Replication

/// Reads the events of one text out of the log.
///
/// Nothing else reads them: a text that is merely shown does without.
struct TextHistoryReader {
  /// Says which changes edited an item.
  let db: Database
  /// Holds them; the same database, except where a state is made beside the live one.
  let log: ChangeTable

  /// The events of all changes before a position.
  ///
  /// - Complexity: O(changes that edited the item).
  func history(
    of item: ItemID,
    _ kind: ItemKind,
    _ number: Int64?,
    _ field: FieldID,
    before position: Int64 = .max
  ) throws -> TextHistory {
    var history = TextHistory()
    guard let number else { return history }
    let positions = try Int64.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT first_change AS position FROM items WHERE number = ?
          UNION SELECT change FROM history WHERE item = ? ORDER BY position
          """
      ),
      arguments: [number, number]
    )
    for position in positions.prefix(while: { $0 < position }) {
      guard let change = try log.change(at: position) else {
        throw StoreError(.damaged, "the log lacks the change at \(position)")
      }
      for operation in try change.operations()
      where operation.item == item && operation.kind == kind {
        try history.append(operation.action, to: field, by: change.id.replica)
      }
    }
    return history
  }
}

extension TextHistory {
  /// Adds an operation's events, if it has any in this text.
  ///
  /// An edit without events may name any base; to merge it does not ask for the history either.
  mutating func append(
    _ action: Operation.Action,
    to field: FieldID,
    by replica: ReplicaID
  ) throws {
    guard case .edit(field, let edit) = action, edit.events > 0 else { return }
    try append(edit, by: replica)
  }
}
