import Model
import Replication
import Store
import Sync

extension Session {
  /// A version of a source by its number.
  ///
  /// - Throws: ``CommandError`` when there is none.
  func version(_ number: Int, of source: SourceID) throws -> SourceVersion {
    let versions = try read { try $0.versions(of: source) }
    guard let version = versions.first(where: { $0.number == number }) else {
      throw CommandError(
        "noVersion",
        "\(source.short) has no version \(number)",
        hint: versions.isEmpty ? nil : "It has \(counted(versions.count, "version"))."
      )
    }
    return version
  }

  /// A text that is an attachment, fetched from a sync folder when it was left there.
  func text(of hash: Digest) throws -> String? {
    if let text = try read({ try $0.text(of: hash) }) { return text }
    guard try fetch(hash) else { return nil }
    return try read { try $0.text(of: hash) }
  }

  /// Fetches an attachment from one of the sync folders.
  ///
  /// - Returns: whether it is here now.
  func fetch(_ hash: Digest) throws -> Bool {
    for folder in try read({ try $0.folders() }) {
      let isFetched = try? Carrier(folder).exchange(self) { folder in
        try SyncEngine(
          log: library,
          attachments: library,
          folder: folder,
          environment: .live
        ).fetchAttachment(hash)
      }
      // A folder that is not here now keeps nobody from trying the next one.
      if isFetched == true { return true }
    }
    return false
  }
}
