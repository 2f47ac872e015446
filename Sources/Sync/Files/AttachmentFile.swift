import Replication

/// One attachment; the body is its content.
///
/// `docs/format/sync-folder.md`, section 7.
enum AttachmentFile {
  static func encode(_ content: [UInt8], library: LibraryID) -> [UInt8] {
    FolderFile(kind: .attachment, library: library, body: content).encoded()
  }

  /// - Throws: ``FileDefect`` when the bytes are not the whole attachment of this hash.
  static func decode(
    _ bytes: [UInt8],
    hash: Digest,
    library: LibraryID
  ) throws(FileDefect) -> [UInt8] {
    let file = try FolderFile(decoding: bytes, as: .attachment)
    guard file.library == library else {
      throw FileDefect("it belongs to another library", .foreign)
    }
    guard Blake2b.hash(file.body) == hash else {
      throw FileDefect("its content is not what its name says")
    }
    return file.body
  }
}
