import Replication

/// Large attachments lie by themselves, whole or in parts.
extension SyncSession {
  /// Writes a large attachment as a file of its own, or as several parts and a list of them.
  mutating func sendAlone(_ hash: Digest, _ size: UInt64) throws {
    guard size <= Limits.attachment else {
      note(.tooLarge, "Attachment \(hash) has \(size >> 20) MiB and stays on this machine.")
      return
    }
    guard size > UInt64(Limits.chunk) else {
      guard let content = try attachments.attachment(hash), Blake2b.hash(content) == hash else {
        return noteDamage(of: hash)
      }
      try write(hash, content)
      inFolder.insert(hash)
      report.attachmentsSent += 1
      return
    }
    guard let list = try sendParts(of: hash, size) else { return noteDamage(of: hash) }
    let format = format
    let directory = FolderPath.attachmentDirectory(of: hash, in: format)
    let name = FolderPath.chunkListName(of: hash, in: format)
    try put(list.encoded(of: hash, in: format), to: "\(directory)/\(name)", as: .chunks) {
      bytes throws(FileDefect) in
      _ = try ChunkList(decoding: bytes, of: hash, in: format)
    }
    memory.unlisted[hash] = nil
    inFolder.insert(hash)
    report.attachmentsSent += 1
  }

  /// Writes the parts of an attachment that the folder has not.
  ///
  /// - Returns: the list of them; `nil` when what is here is not what its hash says: then those
  ///   that were written are gone again, because no list will ever name them.
  private mutating func sendParts(of hash: Digest, _ size: UInt64) throws -> ChunkList? {
    var list = ChunkList(size: size, chunks: [])
    let whole = Blake2b.Stream()
    var written: Set<Digest> = []
    while list.offset(ofPart: list.chunks.count) < size {
      let length = list.length(ofPart: list.chunks.count)
      let offset = list.offset(ofPart: list.chunks.count)
      let part = try attachments.attachment(hash, from: offset, count: length)
      guard let part, part.count == length else { break }
      let chunk = Blake2b.hash(part)
      // Many parts of one attachment may be alike, and another one may have the same.
      if !inFolder.contains(chunk), written.insert(chunk).inserted {
        try sendPart(part, as: chunk, of: hash)
      }
      whole.append(part)
      list.chunks.append(chunk)
      advance(.sendingAttachments, report.attachmentsSent)
    }
    guard whole.digest() == hash else {
      try removeUnlisted(of: hash)
      return nil
    }
    inFolder.formUnion(list.chunks)
    return list
  }

  private mutating func sendPart(_ part: [UInt8], as chunk: Digest, of hash: Digest) throws {
    let path = FolderPath.attachmentDirectory(of: chunk, in: format)
    let name = FolderPath.attachmentName(of: chunk, in: format)
    if try !listing(of: path).contains(name),
      memory.unlisted[hash, default: []].insert(chunk).inserted
    {
      try saveUnlisted()
    }
    try write(chunk, part)
  }

  /// Removes the parts of an attachment that no list names, and goes on to remember those that
  /// are not there: a carrier may have them still.
  mutating func removeUnlisted(of hash: Digest) throws {
    guard let parts = memory.unlisted.removeValue(forKey: hash) else { return }
    var absent: Set<Digest> = []
    for part in parts where !inFolder.contains(part) {
      let names = try listing(of: FolderPath.attachmentDirectory(of: part, in: format))
      try folder.remove(FolderPath.attachment(part, in: format))
      if !names.contains(FolderPath.attachmentName(of: part, in: format)) { absent.insert(part) }
    }
    memory.unlisted[hash] = absent.isEmpty ? nil : absent
  }

  /// Writes an attachment or a part of one under its name, unless it is listed there.
  private mutating func write(_ hash: Digest, _ content: [UInt8]) throws {
    let format = format
    let directory = FolderPath.attachmentDirectory(of: hash, in: format)
    let name = FolderPath.attachmentName(of: hash, in: format)
    // Encoding costs more than looking whether an earlier sync wrote it. One that was interrupted
    // there is cleared away by writing there again.
    let names = try listing(of: directory)
    guard !names.contains(name) || names.contains(where: TemporaryNames.contains) else { return }
    try put(
      AttachmentFile.encode(content, as: hash, in: format),
      to: "\(directory)/\(name)",
      as: .attachment
    ) { bytes throws(FileDefect) in
      _ = try AttachmentFile.decode(bytes, hash: hash, in: format)
    }
  }
}
