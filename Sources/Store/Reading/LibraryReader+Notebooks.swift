import Foundation
import GRDB
public import Model
import Replication

extension LibraryReader {
  public func notebooks(_ listing: Listing = Listing()) throws -> [Notebook] {
    try rows("title", of: .notebook, listing).compactMap(notebook)
  }

  /// `nil` when there is none with this id.
  public func notebook(_ id: NotebookID) throws -> Notebook? {
    try row("title", of: .notebook, id: id.databaseValue).flatMap(notebook)
  }

  /// A notebook's outline from top to bottom.
  public func entries(of notebook: NotebookID) throws -> [Entry] {
    try OutlineReader(db: db).lines(of: ItemID(notebook)).compactMap { line in
      if let content = line.content {
        return Entry(id: EntryID(line.id), depth: line.depth, content: .item(AnyItemID(content)))
      }
      return Entry(id: EntryID(line.id), depth: line.depth, content: .heading(line.heading ?? ""))
    }
  }

  private func notebook(_ row: Row) throws -> Notebook? {
    guard let id: ItemID = row.id("id") else { return nil }
    return Notebook(
      id: NotebookID(id),
      title: row["title"] ?? "",
      added: row.date("added"),
      edited: row.date("edited"),
      tags: try tags(of: row["number"]),
      trashed: row["trashed"]
    )
  }
}
