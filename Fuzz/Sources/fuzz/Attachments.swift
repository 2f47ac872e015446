@testable import Replication
@testable import Sync

extension FuzzTarget {
  /// The bytes are a body but for the hashes in it, which are made right: otherwise no mutation
  /// would come past them.
  func runPack(_ bytes: [UInt8]) {
    let body = withHashesOfContents(bytes)
    let replica = ReplicaID(high: 3, low: 4)
    var reader = ByteReader(body)
    let count = (try? reader.number()).map { min($0, Sync.Limits.largestNumber - 1) } ?? 1
    for format in [format, sealedFormat] {
      let name = PackName(first: 1, last: max(1, count), hash: format.shortName(of: body))
      let file = format.encode(body, as: .pack, at: FolderPath.pack(name, of: replica))
      guard let pack = try? Pack(decoding: file, named: name, of: replica, in: format) else {
        continue
      }
      let again = pack.encoded(from: 1, in: format, by: replica)
      law(again.name == name && again.bytes == file, "a pack has two forms")
      let other = ReplicaID(high: 4, low: 4)
      guard format.keys != nil else { continue }
      let moved = try? Pack(decoding: file, named: name, of: other, in: format)
      law(moved == nil, "a sealed pack was read at another place")
    }
  }

  /// The index of the body as it is, with the hash of each content that is there.
  private func withHashesOfContents(_ bytes: [UInt8]) -> [UInt8] {
    var reader = ByteReader(bytes)
    var index: [(place: Int, size: Int)] = []
    guard let count = try? reader.count(ofSize: Digest.size + 1) else { return bytes }
    for _ in 0..<count {
      let place = bytes.count - reader.remaining
      guard (try? reader.raw(Digest.size)) != nil, let size = try? reader.number(),
        size <= UInt64(bytes.count)
      else { return bytes }
      index.append((place, Int(size)))
    }
    var body = bytes
    for (place, size) in index {
      guard let content = try? reader.raw(size) else { return body }
      body.replaceSubrange(place..<place + Digest.size, with: Blake2b.hash(content).bytes)
    }
    return body
  }

  /// The bytes are a body.
  func runChunks(_ bytes: [UInt8]) {
    guard let hash = Digest(Array(bytes.prefix(Digest.size))),
      bytes.count <= FileKind.chunks.limit
    else { return }
    for format in [format, sealedFormat] {
      let directory = FolderPath.attachmentDirectory(of: hash, in: format)
      let place = "\(directory)/\(FolderPath.chunkListName(of: hash, in: format))"
      let file = format.encode(bytes, as: .chunks, at: place)
      guard let list = try? ChunkList(decoding: file, of: hash, in: format) else { continue }
      law(list.encoded(of: hash, in: format) == file, "a list of chunks has two forms")
      law(list.size <= UInt64(Sync.Limits.attachment), "an attachment is larger than allowed")
    }
  }
}
