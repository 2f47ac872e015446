@testable import Replication
@testable import Sync

private let library = LibraryID(high: 1, low: 2)

extension FuzzTarget {
  /// The bytes are a body without the hash of its last change, which the reader's own chain gives:
  /// otherwise no mutation would come past it.
  func runSegment(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let changes = try? reader.changesOfSegment().changes else { return }
    let segment = Segment(changes)
    guard let file = try? segment.encoded(library: library) else { return }
    let read = try? Segment(
      decoding: file.bytes,
      named: file.name,
      of: segment.replica,
      library: library
    )
    law(read?.changes == changes, "a segment changed on its way")
    // All but the claimed hash of the last change.
    var body = bytes
    let place = Segment.placeOfLastHash(first: segment.first)
    body.replaceSubrange(place, with: changes[changes.count - 1].hash.bytes)
    law(segment.encodedBody() == body, "a segment has two forms")
  }

  /// The bytes are a body, of whichever replica it says.
  func runHead(_ bytes: [UInt8]) {
    guard bytes.count <= Sync.Limits.headBody, let replica = writer(ofHead: bytes) else { return }
    let file = FolderFile(kind: .head, library: library, body: bytes).encoded()
    guard let head = try? Head(decoding: file, of: replica, library: library) else { return }
    // Sections of a later version are passed over, so only what is known comes back.
    let again = try? Head(
      decoding: head.encoded(library: library),
      of: replica,
      library: library
    )
    law(again == head, "a head changed on its way")
  }

  private func writer(ofHead body: [UInt8]) -> ReplicaID? {
    guard let sections = try? Sections(decoding: body) else { return nil }
    return try? sections.read(1) { reader throws(CodecError) in
      let replica: ReplicaID = try reader.id()
      _ = try reader.raw(reader.remaining)
      return replica
    }
  }

  /// The bytes are what a file says behind its magic, but for the length of its body in it and the
  /// checksum; the first byte says whether the magic is right.
  func runFile(_ bytes: [UInt8]) {
    let start = FolderFile.headerSize - Digest.size
    guard bytes.count > start else { return }
    let content = Array(bytes[start...])
    var header = Array(bytes[..<start])
    if header[0] & 1 == 0 { header.replaceSubrange(..<7, with: FolderFile.magic) }
    var length = ByteWriter()
    length.append(fixed: UInt64(content.count))
    header.replaceSubrange(56..<64, with: length.bytes)
    let file = header + Blake2b.digest(of: header, content).bytes + content
    for kind in FileKind.allCases {
      guard let read = try? FolderFile(decoding: file, as: kind) else { continue }
      law(read.body.count <= kind.limit, "a body is longer than allowed")
      let again = try? FolderFile(decoding: read.encoded(), as: kind)
      law(again?.body == read.body && again?.library == read.library, "a file changed on its way")
      if kind == .identity { _ = try? IdentityFile(decoding: file) }
    }
  }
}
