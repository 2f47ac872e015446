import Replication

/// The parts of a large attachment, each an attachment file of its own:
/// `docs/format/sync-folder.md`, section 7.2.
struct ChunkList: Hashable {
  /// Bytes of the whole.
  let size: UInt64
  /// Hashes of the parts, in order; all but the last have ``Limits/chunk`` bytes.
  var chunks: [Digest]

  init(size: UInt64, chunks: [Digest]) {
    self.size = size
    self.chunks = chunks
  }

  func encoded(of hash: Digest, in format: FolderFormat) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(raw: hash.bytes)
    writer.append(size)
    writer.append(chunks.count)
    for chunk in chunks { writer.append(raw: chunk.bytes) }
    return format.encode(writer.bytes, as: .chunks, at: Self.place(of: hash, in: format))
  }

  /// - Throws: ``FileDefect`` when the bytes are not the whole list of this attachment.
  init(decoding bytes: [UInt8], of hash: Digest, in format: FolderFormat) throws(FileDefect) {
    let body = try format.decode(bytes, as: .chunks, at: Self.place(of: hash, in: format))
    do throws(CodecError) {
      var reader = ByteReader(body)
      guard try reader.digest() == hash else {
        throw CodecError("its content is not what its name says")
      }
      size = try reader.number()
      var chunks: [Digest] = []
      for _ in 0..<(try reader.count(ofSize: Digest.size)) { chunks.append(try reader.digest()) }
      self.chunks = chunks
      guard reader.isAtEnd else { throw CodecError("something follows its end") }
    } catch {
      throw FileDefect(error)
    }
    let (needed, rest) = size.quotientAndRemainder(dividingBy: UInt64(Limits.chunk))
    guard size <= Limits.attachment, UInt64(chunks.count) == needed + (rest > 0 ? 1 : 0)
    else { throw FileDefect("its parts are not as long as the whole") }
  }

  /// Bytes of a part.
  func length(ofPart index: Int) -> Int {
    Int(min(UInt64(Limits.chunk), size - offset(ofPart: index)))
  }

  /// Bytes before a part.
  func offset(ofPart index: Int) -> UInt64 { UInt64(index) * UInt64(Limits.chunk) }

  private static func place(of hash: Digest, in format: FolderFormat) -> String {
    let directory = FolderPath.attachmentDirectory(of: hash, in: format)
    return "\(directory)/\(FolderPath.chunkListName(of: hash, in: format))"
  }
}
