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
  ///
  /// For one that was added, of any size, see ``store(_:_:)``.
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
    try insert(
      hash,
      size: UInt64(content.count),
      content: isShorter ? packed : content,
      isCompressed: isShorter
    )
  }

  /// Keeps a verified, flushed file as an attachment: gives it its name and takes note of it.
  ///
  /// The transaction must hold the database for writing: see ``Library/sweepFiles()``.
  func store(
    _ file: AttachmentFileName,
    size: UInt64,
    as hash: Digest,
    _ environment: StoreEnvironment
  ) throws {
    guard try !has(hash, isText: true) else { return try environment.files.remove(file) }
    try environment.files.rename(file, to: .whole(hash))
    try insert(hash, size: size, content: [], isInFile: true)
  }

  private func insert(
    _ hash: Digest,
    size: UInt64,
    content: [UInt8],
    isCompressed: Bool = false,
    isInFile: Bool = false
  ) throws {
    let statement = try db.cachedStatement(sql: "SELECT item FROM sources WHERE text = ?")
    let readers = try Int64.fetchAll(statement, arguments: [hash.databaseValue])
    for reader in readers { try SearchIndex(db: db).removeSource(reader) }
    try db.cachedStatement(
      sql: """
        INSERT INTO attachments (hash, size, compressed, content, file) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (hash) DO UPDATE SET
          compressed = excluded.compressed, content = excluded.content, file = excluded.file
        """
    ).execute(
      arguments: [
        hash.databaseValue, Int64(size), isCompressed, content.databaseValue, isInFile,
      ])
    for reader in readers { try SearchIndex(db: db).insertSource(reader) }
    for table in ["missing_attachments", "purged_attachments"] {
      try db.run("DELETE FROM \(table) WHERE hash = ?", [.blob(hash.bytes)])
    }
  }

  /// Bytes of the content; `nil` when it is not here.
  func size(_ hash: Digest) throws -> UInt64? {
    let statement = try db.cachedStatement(sql: "SELECT size FROM attachments WHERE hash = ?")
    return try Int64.fetchOne(statement, arguments: [hash.databaseValue]).map {
      UInt64(clamping: $0)
    }
  }

  /// The whole content, in memory; `nil` when it is not here.
  func content(_ hash: Digest, _ environment: StoreEnvironment) throws -> [UInt8]? {
    try content(hash, from: 0, count: .max, environment)
  }

  /// Some of the content; `nil` when it is not here.
  ///
  /// - Complexity: of one in the database, O(its size).
  func content(
    _ hash: Digest,
    from offset: UInt64,
    count: Int,
    _ environment: StoreEnvironment
  ) throws -> [UInt8]? {
    let statement = try db.cachedStatement(
      sql: "SELECT size, compressed, content, file FROM attachments WHERE hash = ?"
    )
    guard let row = try Row.fetchOne(statement, arguments: [hash.databaseValue]),
      let stored = row.bytes("content")
    else { return nil }
    if row["file"] {
      let size = UInt64(clamping: row["size"] as Int64)
      let rest = size - min(offset, size)
      return try environment.files.read(
        .whole(hash),
        from: offset,
        count: Int(min(rest, UInt64(count)))
      )
    }
    let content = row["compressed"] ? try environment.decompress(stored, row["size"]) : stored
    if offset == 0, count >= content.count { return content }
    return Array(content.dropFirst(Int(clamping: offset)).prefix(count))
  }

  /// Whether the content is what its name says, all of it.
  func isWhole(_ hash: Digest, _ environment: StoreEnvironment) throws -> Bool {
    guard let size = try size(hash) else { return false }
    if try isInFile(hash) {
      let files = environment.files
      return try files.size(of: .whole(hash)) == size
        && files.hash(of: .whole(hash), size: size, by: environment.hash) == hash
    }
    guard let content = try content(hash, environment) else { return false }
    return UInt64(content.count) == size && environment.hash(content) == hash
  }

  /// Whether it lies in a file of its own.
  func isInFile(_ hash: Digest) throws -> Bool {
    let statement = try db.cachedStatement(
      sql: "SELECT 1 FROM attachments WHERE hash = ? AND file = 1"
    )
    return try Int.fetchOne(statement, arguments: [hash.databaseValue]) != nil
  }

  /// Whether something refers to it and it is not here.
  func isExpected(_ hash: Digest) throws -> Bool {
    let statement = try db.cachedStatement(sql: "SELECT 1 FROM missing_attachments WHERE hash = ?")
    return try Int.fetchOne(statement, arguments: [hash.databaseValue]) != nil
  }

  /// Lets go of what nothing refers to any more, whether it was here or still to come.
  ///
  /// Its file goes when the transaction has ended: see ``Library/sweep()``.
  func purge(_ hash: Digest) throws {
    for table in ["attachments", "missing_attachments"] {
      try db.run("DELETE FROM \(table) WHERE hash = ?", [.blob(hash.bytes)])
    }
    try db.run(
      "INSERT OR REPLACE INTO purged_attachments (hash) VALUES (?)",
      [.blob(hash.bytes)]
    )
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
      sql: """
        SELECT item FROM sources WHERE text = ?1 OR page = ?1
        UNION SELECT source FROM resources WHERE hash = ?1
        """,
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
