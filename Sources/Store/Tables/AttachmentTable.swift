import Foundation
import GRDB
import Replication

/// Bytes named by their hash, and which of them are still to come.
struct AttachmentTable {
  let db: Database

  /// Whether it is here: for a text, as search can read it.
  func has(_ hash: Digest, isText: Bool) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT 1 FROM attachments WHERE hash = ? AND NOT (? AND compressed)"
    )
    return try Int.fetchOne(statement, arguments: [hash.databaseValue, isText]) != nil
  }

  /// Takes note that something refers to it.
  ///
  /// A text that is here as a page only is missing, too: storing it again makes it readable.
  func expect(_ hash: Digest, isText: Bool) throws {
    guard try !has(hash, isText: isText) else { return }
    // Text wins when the same bytes are expected as both: search must be able to read it.
    try db.cachedStatement(
      sql: """
        INSERT INTO missing_attachments (hash, text) VALUES (?, ?)
        ON CONFLICT DO UPDATE SET text = max(text, excluded.text)
        """
    ).execute(arguments: [hash.databaseValue, isText])
  }

  /// Keeps the content; text as it is, so that search can read it, the rest compressed where that
  /// is shorter.
  func store(
    _ content: [UInt8],
    as hash: Digest,
    isText: Bool,
    _ environment: StoreEnvironment
  ) throws {
    let isText = try isText || isExpectedAsText(hash)
    guard try !has(hash, isText: isText) else { return }
    let packed = isText ? content : try environment.compress(content)
    let isShorter = packed.count < content.count

    let statement = try db.cachedStatement(sql: "SELECT item FROM sources WHERE text = ?")
    let readers = try Int64.fetchAll(statement, arguments: [hash.databaseValue])
    for reader in readers { try SearchIndex(db: db).removeSource(reader) }
    try db.cachedStatement(
      sql: """
        INSERT INTO attachments (hash, size, compressed, content) VALUES (?, ?, ?, ?)
        ON CONFLICT (hash) DO UPDATE SET compressed = excluded.compressed, content = excluded.content
        """
    ).execute(
      arguments: [
        hash.databaseValue, content.count, isShorter,
        (isShorter ? packed : content).databaseValue,
      ])
    for reader in readers { try SearchIndex(db: db).insertSource(reader) }
    for table in ["missing_attachments", "purged_attachments"] {
      try db.run("DELETE FROM \(table) WHERE hash = ?", [.blob(hash.bytes)])
    }
  }

  func content(_ hash: Digest, _ environment: StoreEnvironment) throws -> [UInt8]? {
    let statement = try db.cachedStatement(
      sql: "SELECT size, compressed, content FROM attachments WHERE hash = ?"
    )
    guard let row = try Row.fetchOne(statement, arguments: [hash.databaseValue]),
      let content = row.bytes("content")
    else { return nil }
    return row["compressed"] ? try environment.decompress(content, row["size"]) : content
  }

  /// Lets go of what nothing refers to any more, whether it was here or still to come.
  func purge(_ hash: Digest) throws {
    for table in ["attachments", "missing_attachments"] {
      try db.run("DELETE FROM \(table) WHERE hash = ?", [.blob(hash.bytes)])
    }
    try db.run(
      "INSERT OR REPLACE INTO purged_attachments (hash) VALUES (?)",
      [.blob(hash.bytes)]
    )
  }

  /// Whether it was purged and nothing has referred to it since.
  func isPurged(_ hash: Digest) throws -> Bool {
    try db.first(
      """
      SELECT 1 FROM purged_attachments WHERE hash = ?1
        AND NOT EXISTS (SELECT 1 FROM missing_attachments WHERE hash = ?1)
      """,
      [.blob(hash.bytes)]
    ) { _ in true } ?? false
  }

  /// Whether the missing attachment is one that search reads.
  private func isExpectedAsText(_ hash: Digest) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT text FROM missing_attachments WHERE hash = ?"
    )
    return try Bool.fetchOne(statement, arguments: [hash.databaseValue]) ?? false
  }

  /// Whether something that is not in the trash has to do with a source that it belongs to.
  func isUsed(_ hash: Digest) throws -> Bool {
    let sources = try Int64.fetchAll(
      db,
      sql: "SELECT item FROM sources WHERE text = ?1 OR page = ?1",
      arguments: [hash.databaseValue]
    )
    return try sources.contains { source in
      try Bool.fetchOne(
        db,
        sql: """
          WITH source AS (SELECT id FROM items WHERE number = ?)
          SELECT EXISTS (
              SELECT 1 FROM clippings JOIN items ON number = item
              WHERE source = (SELECT id FROM source) AND trashed = 0)
            OR EXISTS (
              SELECT 1 FROM notes JOIN items ON number = item
              WHERE about = (SELECT id FROM source) AND trashed = 0)
            OR EXISTS (SELECT 1 FROM entries WHERE content = (SELECT id FROM source))
          """,
        arguments: [source]
      ) ?? false
    }
  }

  /// What is to come, in the order of hashes.
  func expected() throws -> [Expected] {
    try Row.fetchAll(db, sql: "SELECT hash, text FROM missing_attachments ORDER BY hash")
      .compactMap { row in row.digest("hash").map { Expected(hash: $0, isText: row["text"]) } }
  }

  struct Expected: Equatable {
    let hash: Digest
    let isText: Bool
  }
}
