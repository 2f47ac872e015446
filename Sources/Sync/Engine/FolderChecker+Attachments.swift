import Replication

extension FolderChecker {
  /// Verifies every larger attachment, and that what this library published of attachments is there.
  mutating func checkAttachments() throws {
    var parts: [(list: String, part: Digest)] = []
    for aa in try folder.list(FolderPath.attachments).sorted() {
      guard aa.utf8.count == 2, [UInt8](hexadecimal: aa) != nil, aa == aa.lowercased() else {
        passOver(aa, in: FolderPath.attachments)
        continue
      }
      let directory = "\(FolderPath.attachments)/\(aa)"
      for name in try folder.list(directory).sorted() {
        let stem = String(name.prefix(64))
        guard let digest = [UInt8](hexadecimal: stem).flatMap({ Digest($0) }),
          stem == "\(digest)", stem.hasPrefix(aa)
        else {
          passOver(name, in: directory)
          continue
        }
        switch name.dropFirst(64) {
        case ".attachment": try checkAttachment(digest, at: "\(directory)/\(name)")
        case ".chunks":
          let list = try checkChunkList(digest, at: "\(directory)/\(name)")
          parts += (list?.chunks ?? []).map { ("\(directory)/\(name)", $0) }
        default: passOver(name, in: directory)
        }
      }
    }
    for hash in Set(parts.map(\.part)) where !large.contains(format.name(of: hash)) {
      check.inFlight.append(FolderPath.attachment(hash, in: format))
    }
    try findLost()
    check.inFlight.sort()
  }

  /// In an encrypted folder a name does not tell the hash: the content does.
  private mutating func checkAttachment(_ name: Digest, at path: String) throws {
    let format = format
    let content = try verify(path, as: .attachment) { bytes throws(FileDefect) -> [UInt8] in
      let content = try format.decode(bytes, as: .attachment, at: path)
      guard format.name(of: Blake2b.hash(content)) == name else {
        throw FileDefect("its content is not what its name says")
      }
      return content
    }
    if content != nil { large.insert(name) }
  }

  private mutating func checkChunkList(_ name: Digest, at path: String) throws -> ChunkList? {
    let format = format
    let list = try verify(path, as: .chunks) { bytes throws(FileDefect) -> ChunkList in
      let body = try format.decode(bytes, as: .chunks, at: path)
      let hash: Digest
      do throws(CodecError) {
        var reader = ByteReader(body)
        hash = try reader.digest()
      } catch {
        throw FileDefect(error)
      }
      guard format.name(of: hash) == name else {
        throw FileDefect("its content is not what its name says")
      }
      return try ChunkList(decoding: bytes, of: hash, in: format)
    }
    if list != nil { large.insert(name) }
    return list
  }

  /// Names what this library once published and the folder does not hold.
  private mutating func findLost() throws {
    let published = session.memory.attachments
    var position: Int64 = 0
    while position < published {
      let page = try session.attachments.attachments(after: position, limit: Limits.attachmentPage)
      guard let last = page.last else { return }
      for (place, hash) in page where place <= published {
        guard !packed.contains(hash), !large.contains(format.name(of: hash)) else { continue }
        check.inFlight.append(FolderPath.attachment(hash, in: format))
      }
      position = last.position
    }
  }
}
