import Replication

/// One attachment; the body is its content.
///
/// `docs/format/sync-folder.md`, section 7.
enum AttachmentFile {
  static func encode(_ content: [UInt8], as hash: Digest, in format: FolderFormat) -> [UInt8] {
    format.encode(content, as: .attachment, at: FolderPath.attachment(hash, in: format))
  }

  /// - Throws: ``FileDefect`` when the bytes are not the whole attachment of this hash.
  static func decode(
    _ bytes: [UInt8],
    hash: Digest,
    in format: FolderFormat
  ) throws(FileDefect) -> [UInt8] {
    let place = FolderPath.attachment(hash, in: format)
    let content = try format.decode(bytes, as: .attachment, at: place)
    guard Blake2b.hash(content) == hash else {
      throw FileDefect("its content is not what its name says")
    }
    return content
  }
}
