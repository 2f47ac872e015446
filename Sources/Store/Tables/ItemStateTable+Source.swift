import GRDB
import Model
import Replication

extension ItemStateTable {
  /// What only sources have: the addresses they were seen under, the capture that is shown, and
  /// whether one is still to come.
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
    if state.fetching != stored?.state.fetching ?? .none {
      try db.cachedStatement(sql: "UPDATE sources SET fetching = ? WHERE item = ?")
        .execute(arguments: [state.fetching.rawValue, number])
    }
    if state.kept[.resources] != stored?.state.kept[.resources] {
      try saveResources(state.resources, of: number)
    }
    let captures = state.captures
    guard captures != stored?.state.captures ?? [] else { return }
    let shown = captures.first
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

  /// What the page is made of, which may still be to come.
  private func saveResources(_ resources: [PageResource], of number: Int64) throws {
    try db.cachedStatement(sql: "DELETE FROM resources WHERE source = ?")
      .execute(arguments: [number])
    for resource in resources {
      try db.cachedStatement(
        sql: """
          INSERT OR IGNORE INTO resources (source, address, hash, media_type, fetched)
          VALUES (?, ?, ?, ?, ?)
          """
      ).execute(
        arguments: [
          number, resource.address, resource.hash.databaseValue, resource.mediaType,
          resource.fetched,
        ])
      try AttachmentTable(db: db).expect(resource.hash, isText: false)
    }
  }
}
