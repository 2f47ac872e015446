import Replication

/// Several small attachments in one file: `docs/format/sync-folder.md`, section 7.1.
struct Pack {
  /// Each content with its hash.
  let attachments: [(hash: Digest, content: [UInt8])]

  init(_ attachments: [(hash: Digest, content: [UInt8])]) {
    precondition(!attachments.isEmpty, "a pack holds an attachment")
    self.attachments = attachments
  }

  /// A file ready to be written.
  struct File {
    let name: PackName
    let bytes: [UInt8]
    let isFull: Bool

    var live: LiveFile<Pack> {
      .init(name: name, length: UInt64(bytes.count), isFull: isFull)
    }
  }

  /// The file, whose first attachment gets the number `first`.
  func encoded(from first: UInt64, in format: FolderFormat, by replica: ReplicaID) -> File {
    var writer = ByteWriter()
    writer.append(attachments.count)
    for attachment in attachments {
      writer.append(raw: attachment.hash.bytes)
      writer.append(attachment.content.count)
    }
    for attachment in attachments { writer.append(raw: attachment.content) }
    let name = PackName(
      first: first,
      last: first + UInt64(attachments.count) - 1,
      hash: format.shortName(of: writer.bytes)
    )
    let place = FolderPath.pack(name, of: replica)
    return File(
      name: name,
      bytes: format.encode(writer.bytes, as: .pack, at: place),
      isFull: writer.bytes.count >= Limits.pack
    )
  }

  /// - Throws: ``FileDefect`` when the bytes are not the whole pack of this name and replica.
  init(
    decoding bytes: [UInt8],
    named name: PackName,
    of replica: ReplicaID,
    in format: FolderFormat
  ) throws(FileDefect) {
    let body = try format.decode(bytes, as: .pack, at: FolderPath.pack(name, of: replica))
    do {
      attachments = try Self.attachments(in: body)
    } catch {
      throw FileDefect(error)
    }
    guard name.last - name.first == UInt64(attachments.count) - 1,
      format.shortName(of: body) == name.hash
    else { throw FileDefect("its content is not what its name says") }
  }

  private static func attachments(
    in body: [UInt8]
  ) throws(CodecError) -> [(hash: Digest, content: [UInt8])] {
    var reader = ByteReader(body)
    var index: [(hash: Digest, size: Int)] = []
    for _ in 0..<(try reader.count(ofSize: Digest.size + 1)) {
      let hash = try reader.digest()
      let size = try reader.number()
      guard size <= UInt64(reader.remaining) else { throw CodecError.endsEarly }
      index.append((hash, Int(size)))
    }
    guard !index.isEmpty else { throw CodecError("it holds nothing") }
    var attachments: [(hash: Digest, content: [UInt8])] = []
    for (hash, size) in index {
      let content = try reader.raw(size)
      guard Blake2b.hash(content) == hash else {
        throw CodecError("an attachment is not what its hash says")
      }
      attachments.append((hash, content))
    }
    guard reader.isAtEnd else { throw CodecError("something follows its end") }
    return attachments
  }
}

extension Pack: RangeNamed {
  static let suffix = "pack"
}
