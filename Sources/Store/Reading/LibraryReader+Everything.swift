public import Foundation
import GRDB
public import Model
public import Replication

/// One reading of a source's page: when, and the attachments that hold what it gave.
public struct CaptureSummary: Hashable, Sendable {
  public let fetched: Date
  /// The attachment that holds the text as Markdown.
  public let text: Digest
  public let words: Int
  /// The attachment that holds the page as it was; `nil` when none was kept.
  public let page: Digest?
  /// Of the page.
  public let mediaType: String
}

// Reading all of a library without holding all of it.
extension LibraryReader {
  /// Every item of a kind, in the trash or not, in the order of ids; nothing for entries.
  ///
  /// - Complexity: linear; one item is held at a time.
  public func eachItem(
    _ kind: ItemReference.Kind,
    _ body: (LibraryItem) throws -> Void
  ) throws {
    // The index of ids covers this: nothing is sorted, and no row is read twice.
    let ids = try Row.fetchCursor(
      db,
      sql: "SELECT id, kind FROM items WHERE kind = \(kind.replicated.rawValue) ORDER BY id"
    )
    while let row = try ids.next() {
      guard let reference = reference(row), let item = try item(reference) else { continue }
      try body(item)
    }
  }

  /// Every conflict, in the order of ids.
  ///
  /// - Complexity: linear in the conflicting items; those of one item are held at a time.
  public func eachConflict(_ body: (Conflict) throws -> Void) throws {
    let ids = try Row.fetchCursor(
      db,
      sql: "SELECT id, kind FROM items WHERE conflicting = 1 ORDER BY id, kind"
    )
    while let row = try ids.next() {
      guard let reference = reference(row) else { continue }
      try conflicts(of: reference).forEach(body)
    }
  }

  /// All readings of a source's page, the shown one first.
  public func captures(of source: SourceID) throws -> [CaptureSummary] {
    let state = try ItemStateTable(db: db).load(ItemID(source), .source)?.state
    return (state?.captures ?? []).reversed().map { capture in
      CaptureSummary(
        fetched: Date(timeIntervalSince1970: Double(capture.fetched) / 1000),
        text: capture.text,
        words: capture.words,
        page: capture.page,
        mediaType: capture.mediaType
      )
    }
  }
}
