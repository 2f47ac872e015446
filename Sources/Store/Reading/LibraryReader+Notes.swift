import Foundation
import GRDB
public import Model
import Replication

extension LibraryReader {
  public func notes(_ listing: Listing = Listing()) throws -> [Note] {
    try rows("title, text, about", of: .note, listing).compactMap(note)
  }

  /// The notes about an item outside the trash, oldest first.
  public func notes(about item: AnyItemID) throws -> [Note] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT items.id AS id, number, added, edited, trashed, title, text, about
        FROM notes JOIN items ON number = item WHERE about = ? AND trashed = 0
        ORDER BY added, items.id
        """,
      arguments: [item.databaseValue]
    ).compactMap(note)
  }

  /// `nil` when there is none with this id.
  ///
  /// - Complexity: one row; no history is read.
  public func note(_ id: NoteID) throws -> Note? {
    try row("title, text, about", of: .note, id: id.databaseValue).flatMap(note)
  }

  /// The version that a note is in now, to edit it from.
  public func base(of note: NoteID) throws -> NoteBase {
    guard let state = try ItemStateTable(db: db).load(ItemID(note), .note)?.state else {
      throw StoreError(.unknownItem, "there is no note \(note.short)")
    }
    let text = state.texts[.text]
    return NoteBase(text: text?.content ?? "", version: text?.version ?? [])
  }

  private func note(_ row: Row) throws -> Note? {
    guard let id: ItemID = row.id("id") else { return nil }
    return Note(
      id: NoteID(id),
      title: row["title"],
      text: row["text"] ?? "",
      about: row.id("about").map { AnyItemID($0 as ItemID) },
      added: row.date("added"),
      edited: row.date("edited"),
      tags: try tags(of: row["number"]),
      trashed: row["trashed"]
    )
  }
}
