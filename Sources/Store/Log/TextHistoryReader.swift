import Foundation
import GRDB
import Replication

/// Reads the events of one text out of the log, backwards and no further than a merge needs.
///
/// Nothing else reads them: a text that is merely shown does without.
struct TextHistoryReader {
  /// Says which changes edited an item.
  let db: Database
  /// Holds them; the same database, except where a state is made beside the live one.
  let log: ChangeTable

  /// Puts the edits of changes before a position in front of those of a window, until it is complete.
  ///
  /// - Complexity: O(changes that edited the item since all its edits led to one event).
  func complete(
    _ window: inout TextWindow,
    of item: ItemID,
    _ kind: ItemKind,
    _ number: Int64,
    _ field: FieldID,
    before position: Int64
  ) throws {
    guard !window.isComplete else { return }
    let positions = try Int64.fetchCursor(
      db.cachedStatement(
        sql: """
          SELECT change AS position FROM history WHERE item = :item AND change < :before
          UNION ALL SELECT first_change FROM items WHERE number = :item AND first_change < :before
          ORDER BY position DESC
          """
      ),
      arguments: ["item": number, "before": position]
    )
    let reader = try HistoryReader(db: log.db, hash: log.hash)
    while !window.isComplete, let position = try positions.next() {
      guard let change = try log.change(at: position) else {
        throw StoreError(.damaged, "the log lacks the change at \(position)")
      }
      let operations = try change.operations().filter { $0.item == item && $0.kind == kind }
      for operation in try reader.operations(operations, of: change.id).reversed() {
        window.prepend(operation.action, of: field, by: change.id.replica)
      }
    }
  }
}

extension TextWindow {
  /// Takes in an operation that comes before those that were read, if it edits this text.
  mutating func prepend(_ action: Operation.Action, of field: FieldID, by replica: ReplicaID) {
    guard case .edit(field, let edit) = action else { return }
    prepend(edit, by: replica)
  }
}
