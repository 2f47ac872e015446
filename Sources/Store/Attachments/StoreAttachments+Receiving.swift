import GRDB
public import Replication

// What comes in parts waits in a file of its own until it is whole.
extension Library {
  public func received(_ hash: Digest) throws -> UInt64 {
    try environment.files.size(of: .partial(hash)) ?? 0
  }

  public func received(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8] {
    try environment.files.read(.partial(hash), from: offset, count: count) ?? []
  }

  public func receive(_ part: [UInt8], of hash: Digest, at offset: UInt64) throws {
    guard try read({ try AttachmentTable(db: $0.db).isExpected(hash) }) else { return }
    guard try received(hash) >= offset else {
      throw StoreError(.badChange, "a part of attachment \(hash) came before those before it")
    }
    // Nothing is cut: another process that receives the same writes the same bytes.
    try environment.files.write(part, to: AttachmentFileName.partial(hash).text, at: offset)
  }

  public func finishReceiving(_ hash: Digest, size: UInt64) throws -> Bool {
    let files = environment.files
    let partial = AttachmentFileName.partial(hash)
    guard try read({ try AttachmentTable(db: $0.db).isExpected(hash) }) else {
      try files.remove(partial)
      return true
    }
    // Another process may have finished it since.
    guard let here = try files.size(of: partial) else { return try hasAttachment(hash) }
    if here > size { try files.cut(partial.text, to: size) }
    guard try files.hash(of: partial, size: size, by: environment.hash) == hash else {
      try files.remove(partial)
      return false
    }
    if size <= Limits.attachmentInDatabase {
      guard let content = try files.read(partial, from: 0, count: Int(size)) else { return false }
      try store(content, as: hash)
      try files.remove(partial)
      return true
    }
    try files.flush(partial.text)
    do {
      try inWords {
        try database.write { db in
          let table = AttachmentTable(db: db)
          // What referred to it may have been purged meanwhile.
          guard try table.isExpected(hash) else { return try files.remove(partial) }
          try table.store(partial, size: size, as: hash, environment)
        }
      }
    } catch {
      // What was given its name already is a part received again; or the next opening makes it one.
      try? sweepFiles()
      throw error
    }
    return true
  }
}
