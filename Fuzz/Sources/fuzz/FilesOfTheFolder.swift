@testable import Replication
@testable import Sync

let library = LibraryID(high: 1, low: 2)
let keys = FolderKeys(
  naming: [UInt8](repeating: 7, count: 32),
  epochs: [
    .init(key: [UInt8](repeating: 9, count: 32)), .init(key: [UInt8](repeating: 8, count: 32)),
  ]
)
let format = FolderFormat(library)
let sealedFormat = FolderFormat(library, keys: keys)

extension FuzzTarget {
  /// The bytes are a body without the hash of its last change, which the reader's own chain gives:
  /// otherwise no mutation would come past it.
  func runSegment(_ bytes: [UInt8]) {
    guard let body = claimingItsTip(bytes), let segment = try? Segment(body: body),
      let changes = try? segment.changes()
    else { return }
    let writer = SegmentWriter(changes)
    law(writer.body == body, "a segment has two forms")
    let carrier = segment.replica
    for format in [format, sealedFormat] {
      guard let file = try? writer.encoded(in: format, by: carrier) else { return }
      let read = try? Segment(
        decoding: file.bytes,
        named: file.name,
        of: segment.replica,
        by: carrier,
        in: format
      )
      law((try? read?.changes()) == changes, "a segment changed on its way")
    }
  }

  /// The same body with the hash that its last change has.
  private func claimingItsTip(_ bytes: [UInt8]) -> [UInt8]? {
    var reader = ByteReader(bytes)
    guard (try? reader.raw(16)) != nil, let first = try? reader.number() else { return nil }
    let place = Segment.placeOfLastHash(first: first)
    guard place.upperBound <= bytes.count, let tip = try? Segment.tip(ofBody: bytes) else {
      return nil
    }
    var body = bytes
    body.replaceSubrange(place, with: tip.bytes)
    return body
  }

  /// The bytes are a body, of whichever replica it says.
  func runHead(_ bytes: [UInt8]) {
    guard bytes.count <= Sync.Limits.headBody, let replica = writer(ofHead: bytes) else { return }
    let file = FolderFile(kind: .head, library: library, body: bytes).encoded()
    guard let counter = counter(ofHead: bytes), counter <= Sync.Limits.largestNumber else { return }
    let name = HeadName(counter: counter)
    guard let head = try? Head(decoding: file, named: name, of: replica, in: format) else { return }
    // Sections of a later version are passed over, so only what is known comes back.
    for format in [format, sealedFormat] {
      let again = try? Head(
        decoding: head.encoded(in: format),
        named: name,
        of: replica,
        in: format
      )
      law(again == head, "a head changed on its way")
    }
  }

  private func counter(ofHead body: [UInt8]) -> UInt64? {
    guard let sections = try? Sections(decoding: body) else { return nil }
    return try? sections.read(1) { reader throws(CodecError) in
      _ = try reader.raw(16)
      let counter = try reader.number()
      _ = try reader.raw(reader.remaining)
      return counter
    }
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
