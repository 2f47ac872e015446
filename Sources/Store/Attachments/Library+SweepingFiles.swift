import GRDB
import Replication

extension Library {
  /// Removes files that nobody will ever ask for: what was being added when a process ended, what
  /// came of attachments that nothing refers to any more, and what was purged.
  ///
  /// What was interrupted between giving a file its name and taking note of it is received once
  /// more, from what is there. Other files are left alone: they are somebody else's.
  ///
  /// - Complexity: O(attachments in files).
  func sweepFiles() throws {
    guard try database.read({ try !strays($0).isEmpty }) else { return }
    // A file is given its name while the database is held for writing: what is no attachment now
    // is not becoming one.
    try database.write { db in
      for name in try strays(db) {
        if case .whole(let hash) = name, try AttachmentTable(db: db).isExpected(hash) {
          try environment.files.rename(name, to: .partial(hash))
        } else {
          try environment.files.remove(name)
        }
      }
    }
  }

  private func strays(_ db: Database) throws -> [AttachmentFileName] {
    let table = AttachmentTable(db: db)
    return try environment.files.names().compactMap(AttachmentFileName.init).filter { name in
      switch name {
      case .whole(let hash): try !table.isInFile(hash)
      case .partial(let hash): try !table.isExpected(hash)
      case .staged: !environment.files.isClaimed(name.text)
      }
    }
  }
}
