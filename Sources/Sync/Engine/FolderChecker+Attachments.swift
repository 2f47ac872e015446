import Replication

extension FolderChecker {
  /// Verifies every larger attachment, and that what this library published of attachments is there.
  ///
  /// Lists of parts come first: a part is read where its list is verified, and only there.
  mutating func checkAttachments() throws {
    var alone: [(name: Digest, path: String)] = []
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
        case ".attachment": alone.append((digest, "\(directory)/\(name)"))
        case ".chunks": try checkChunkList(digest, at: "\(directory)/\(name)")
        default: passOver(name, in: directory)
        }
      }
    }
    for (name, path) in alone where !parts.contains(name) {
      _ = try checkAttachment(name, at: path)
    }
    try findLost()
    check.inFlight.sort()
  }

  /// In an encrypted folder a name does not tell the hash: the content does.
  private mutating func checkAttachment(_ name: Digest, at path: String) throws -> [UInt8]? {
    let format = format
    let content = try verify(path, as: .attachment) { bytes throws(FileDefect) -> [UInt8] in
      let content = try format.decode(bytes, as: .attachment, at: path)
      guard format.name(of: Blake2b.hash(content)) == name else {
        throw FileDefect("its content is not what its name says")
      }
      return content
    }
    if content != nil { large.insert(name) }
    return content
  }

  private mutating func checkChunkList(_ name: Digest, at path: String) throws {
    let format = format
    let read = try verify(path, as: .chunks) {
      bytes throws(FileDefect) -> (hash: Digest, list: ChunkList) in
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
      return (hash, try ChunkList(decoding: bytes, of: hash, in: format))
    }
    guard let (hash, list) = read else { return }
    large.insert(name)
    guard try !isWhole(list, hash) else { return }
    let defect = FileDefect("its parts do not make what its name says")
    check.damaged.append(.init(name: path, reason: defect.reason))
  }

  /// Verifies the parts of a list, one at a time.
  ///
  /// - Returns: `false` when all are whole and do not make the whole.
  private mutating func isWhole(_ list: ChunkList, _ hash: Digest) throws -> Bool {
    let whole = Blake2b.Stream()
    var isComplete = true
    for (index, chunk) in list.chunks.enumerated() {
      let name = format.name(of: chunk)
      let path = FolderPath.attachment(chunk, in: format)
      // A part that several lists name is verified and counted once.
      let isFirst = parts.insert(name).inserted
      guard let part = try isFirst ? checkAttachment(name, at: path) : partAgain(chunk, path) else {
        isComplete = false
        continue
      }
      guard part.count == list.length(ofPart: index) else { return false }
      whole.append(part)
    }
    return !isComplete || whole.digest() == hash
  }

  private func partAgain(_ hash: Digest, _ path: String) throws -> [UInt8]? {
    guard large.contains(format.name(of: hash)) else { return nil }
    let format = format
    let reading = try session.readOne(path, as: .attachment) { bytes throws(FileDefect) in
      try AttachmentFile.decode(bytes, hash: hash, in: format)
    }
    guard case .whole(let part) = reading else { return nil }
    return part
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
