import GRDB
public import Replication

extension Library: AttachmentStore {
  public func attachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] {
    try read { reader in
      try Row.fetchAll(
        reader.db,
        sql: "SELECT position, hash FROM attachments WHERE position > ? ORDER BY position LIMIT ?",
        arguments: [position, limit]
      ).compactMap { row in row.digest("hash").map { (row["position"], $0) } }
    }
  }

  public func size(ofAttachment hash: Digest) throws -> UInt64? {
    try read { try AttachmentTable(db: $0.db).size(hash) }
  }

  public func attachment(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8]? {
    try read {
      try AttachmentTable(db: $0.db).content(hash, from: offset, count: count, environment)
    }
  }

  public func missingAttachments() throws -> [Digest] {
    try read { try AttachmentTable(db: $0.db).expected().map(\.hash) }
  }

  public func isUsed(_ hash: Digest) throws -> Bool {
    try read { try AttachmentTable(db: $0.db).isUsed(hash) }
  }

  public func purgedAttachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] {
    try read { reader in
      try Row.fetchAll(
        reader.db,
        sql: """
          SELECT position, hash FROM purged_attachments WHERE position > ? ORDER BY position LIMIT ?
          """,
        arguments: [position, limit]
      ).compactMap { row in row.digest("hash").map { (row["position"], $0) } }
    }
  }

  public func store(_ content: [UInt8], as hash: Digest) throws {
    guard environment.hash(content) == hash else {
      throw StoreError(.badChange, "an attachment's content is not what its name says: \(hash)")
    }
    try inWords {
      try database.write { db in
        let table = AttachmentTable(db: db)
        // What referred to it may have been purged while it was on its way.
        guard try table.isExpected(hash) else { return }
        try table.store(content, as: hash, isText: false, environment)
      }
    }
  }
}
