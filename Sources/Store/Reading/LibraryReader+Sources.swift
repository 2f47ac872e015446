import Foundation
import GRDB
public import Model
public import Replication

extension LibraryReader {
  public func sources(_ listing: Listing = Listing()) throws -> [Source] {
    try rows(Self.sourceColumns, of: .source, listing).compactMap(source)
  }

  /// `nil` when there is none with this id.
  public func source(_ id: SourceID) throws -> Source? {
    try row(Self.sourceColumns, of: .source, id: id.databaseValue).flatMap(source)
  }

  /// The source that was seen under an address.
  public func source(at address: WebAddress) throws -> SourceID? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT id FROM addresses JOIN items ON number = source WHERE address = ?
        ORDER BY added, id LIMIT 1
        """,
      arguments: [address.normalized]
    )?.id("id").map { SourceID($0 as ItemID) }
  }

  /// The source's text as Markdown.
  ///
  /// - Returns: `nil` when there is none, or when it has not arrived yet.
  public func text(of source: SourceID) throws -> String? {
    try textHash(of: source).flatMap { try text(of: $0) }
  }

  /// The tags by which the source's page described itself, as found, in JSON; `nil` without a page.
  public func pageMetadata(of source: SourceID) throws -> String? {
    try ItemStateTable(db: db).load(ItemID(source), .source)?.state.pageMetadata
  }

  /// The hash of the source's text, which may not be here; `nil` when there is none.
  public func textHash(of source: SourceID) throws -> Digest? {
    try row("text", of: .source, id: source.databaseValue)?.digest("text")
  }

  /// The page as it was when it was captured, in memory.
  ///
  /// For one that may be large, see ``pageHash(of:)`` and ``Library/attachment(_:from:count:)``.
  /// - Returns: `nil` when none was kept, or when it has not arrived yet.
  public func page(of source: SourceID) throws -> [UInt8]? {
    try pageHash(of: source).flatMap { try AttachmentTable(db: db).content($0, environment) }
  }

  /// The hash of the source's page, which may not be here; `nil` when none was kept.
  public func pageHash(of source: SourceID) throws -> Digest? {
    try row("page", of: .source, id: source.databaseValue)?.digest("page")
  }

  /// Where the pages of a printed document begin in the source's text; none for what has no pages.
  public func pages(of source: SourceID) throws -> [PageStart] {
    try ItemStateTable(db: db).load(ItemID(source), .source)?.state.captures.last?.pages ?? []
  }

  private static let sourceColumns = """
    title, authors, published, site, url, language, excerpt, doi, isbn, citation_key, words, (
      SELECT count(*) FROM clippings JOIN items AS clipped ON clipped.number = clippings.item
      WHERE clippings.source = items.id AND clipped.trashed = 0) AS clippings
    """

  private func source(_ row: Row) throws -> Source? {
    guard let id: ItemID = row.id("id") else { return nil }
    let state = try ItemStateTable(db: db).load(id, .source)?.state
    var source = Source(
      id: SourceID(id),
      title: row["title"],
      authors: (row["authors"] as String?).map(texts(ofJSONArray:)) ?? [],
      published: row["published"],
      modified: state?.text(.modified),
      site: row["site"],
      url: row["url"],
      urls: state?.urls ?? [],
      language: row["language"],
      excerpt: row["excerpt"],
      doi: row["doi"],
      isbn: row["isbn"],
      licence: state?.text(.licence),
      citationKey: row["citation_key"],
      words: row["words"],
      added: row.date("added"),
      edited: row.date("edited"),
      tags: try tags(of: row["number"]),
      clippings: row["clippings"],
      trashed: row["trashed"]
    )
    source.pendingFetch = try state.flatMap { try pendingFetch(of: id, $0) }
    return source
  }
}
