import Foundation
import GRDB
public import Model
import Replication

extension LibraryReader {
  public func clippings(_ listing: Listing = Listing()) throws -> [Clipping] {
    try rows(Self.clippingColumns, of: .clipping, listing).compactMap(clipping)
  }

  /// A source's clippings outside the trash, in the order of the text; those without a place last.
  public func clippings(of source: SourceID) throws -> [Clipping] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT items.id AS id, number, added, edited, trashed, \(Self.clippingColumns)
        FROM clippings JOIN items ON number = item WHERE source = ? AND trashed = 0
        ORDER BY start IS NULL, start, added, items.id
        """,
      arguments: [source.databaseValue]
    ).compactMap(clipping)
  }

  /// `nil` when there is none with this id.
  public func clipping(_ id: ClippingID) throws -> Clipping? {
    try row(Self.clippingColumns, of: .clipping, id: id.databaseValue)
      .flatMap(clipping)
  }

  private static let clippingColumns =
    "source, quote, prefix, suffix, start, \"end\", text, page, area, fragment, color, note"

  private func clipping(_ row: Row) throws -> Clipping? {
    guard let id: ItemID = row.id("id") else { return nil }
    let value = SelectorValue(
      exact: row["quote"] ?? "",
      prefix: row["prefix"] ?? "",
      suffix: row["suffix"] ?? "",
      start: row["start"],
      end: row["end"],
      text: row.digest("text")
    )
    var selector = value.selector(page: row["page"])
    selector.area = (row["area"] as String?).flatMap(PageArea.init)
    selector.fragment = (row["fragment"] as String?).flatMap(EPUBFragment.init)
    return Clipping(
      id: ClippingID(id),
      source: row.id("source").map { SourceID($0 as ItemID) },
      selector: selector,
      color: row["color"],
      note: row["note"],
      added: row.date("added"),
      edited: row.date("edited"),
      tags: try tags(of: row["number"]),
      trashed: row["trashed"]
    )
  }
}
