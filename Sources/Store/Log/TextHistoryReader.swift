import GRDB
import Replication

/// Reads the events of one text out of the log. Nothing else reads them: a text that is merely
/// shown does without.
struct TextHistoryReader {
  let db: Database
  let hash: HashFunction

  /// - Complexity: O(changes that edited the item).
  func history(
    of item: ItemID,
    _ number: Int64?,
    _ field: FieldID,
    before position: Int64 = .max
  ) throws -> TextHistory {
    var history = TextHistory()
    guard let number else { return history }
    try ChangeTable(db: db, hash: hash).each(
      """
      WHERE position < ? AND position IN (
        SELECT first_change FROM items WHERE number = ?
        UNION ALL SELECT change FROM history WHERE item = ?)
      ORDER BY position
      """,
      [position, number, number]
    ) { _, change in
      for operation in try change.operations() where operation.item == item {
        if case .edit(field, let edit) = operation.action {
          try history.append(edit, by: change.id.replica)
        }
      }
      return true
    }
    return history
  }
}
