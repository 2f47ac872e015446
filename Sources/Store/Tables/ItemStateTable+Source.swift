import GRDB
import Model
import Replication

extension ItemStateTable {
  /// What only sources have: the addresses they were seen under and the capture that is shown.
  func saveSource(_ state: ItemState, of number: Int64, over stored: Stored?) throws {
    if state.kept[.urls] != stored?.state.kept[.urls] {
      try db.cachedStatement(sql: "DELETE FROM addresses WHERE source = ?")
        .execute(arguments: [number])
      for address in state.urls.compactMap({ WebAddress($0)?.normalized }) {
        try db.cachedStatement(
          sql: "INSERT OR IGNORE INTO addresses (address, source) VALUES (?, ?)"
        ).execute(arguments: [address, number])
      }
    }
    let captures = state.captures
    guard captures != stored?.state.captures ?? [] else { return }
    let shown = captures.last
    try db.cachedStatement(
      sql: "UPDATE sources SET text = ?, page = ?, words = ? WHERE item = ?"
    ).execute(
      arguments: [
        shown?.text.databaseValue, shown?.page?.databaseValue, shown?.words, number,
      ])
    for capture in captures {
      try AttachmentTable(db: db).expect(capture.text, isText: true)
      if let page = capture.page { try AttachmentTable(db: db).expect(page, isText: false) }
    }
  }
}
