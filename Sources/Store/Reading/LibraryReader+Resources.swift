import GRDB
public import Model
public import Replication

/// A part of a source's page: where the page names it, and the attachment that holds it.
public struct PagePartSummary: Hashable, Sendable {
  public let address: String
  /// The attachment, which may not be here yet.
  public let hash: Digest
  public let mediaType: String
}

extension LibraryReader {
  /// What a source's page is made of, in the order of addresses; of several of one address the first.
  public func pageParts(of source: SourceID) throws -> [PagePartSummary] {
    var seen: Set<String> = []
    return try Row.fetchAll(
      db,
      sql: """
        SELECT address, hash, media_type FROM resources JOIN items ON number = source
        WHERE id = ? AND kind = \(ItemKind.source.rawValue) ORDER BY address, fetched, hash
        """,
      arguments: [source.databaseValue]
    ).compactMap { row in
      guard let hash = row.digest("hash"), seen.insert(row["address"]).inserted else { return nil }
      return PagePartSummary(address: row["address"], hash: hash, mediaType: row["media_type"])
    }
  }

  /// The content of a part of a page, in memory; `nil` when it has not arrived yet.
  public func content(of part: PagePartSummary) throws -> [UInt8]? {
    try AttachmentTable(db: db).content(part.hash, environment)
  }

  /// What the page that is shown was read as: `text/html`, `application/pdf`.
  public func pageMediaType(of source: SourceID) throws -> String? {
    try ItemStateTable(db: db).load(ItemID(source), .source)?.state.captures.last?.mediaType
  }
}
