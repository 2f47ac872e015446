import Replication

/// Consecutive changes of one replica, written once.
///
/// `docs/format/sync-folder.md`, section 5. The changes lie as columns, because like compresses
/// well beside like. Their hashes are not stored: the reader computes the chain and compares its
/// end.
struct Segment {
  let replica: ReplicaID
  /// At least one, each following the one before it.
  let changes: [Change]

  var first: UInt64 { changes.first?.id.sequence ?? 0 }
  var last: UInt64 { changes.last?.id.sequence ?? 0 }

  /// A file ready to be written.
  struct File {
    let name: SegmentName
    let bytes: [UInt8]

    var live: PublishedStream.LiveSegment { .init(name: name, length: UInt64(bytes.count)) }
  }

  init(_ changes: [Change]) {
    guard let first = changes.first else { preconditionFailure("a segment holds a change") }
    for (change, next) in zip(changes, changes.dropFirst()) {
      precondition(next.previousHash == change.hash, "changes follow one another")
      precondition(next.id.replica == first.id.replica, "a segment has one replica")
    }
    replica = first.id.replica
    self.changes = changes
  }

  /// - Throws: ``SyncError/Code/tooLarge`` when a change is larger than a segment may be.
  func encoded(library: LibraryID) throws -> File {
    let body = encodedBody()
    guard body.count <= Limits.segmentBody, last <= Limits.largestNumber else {
      throw SyncError(
        .tooLarge,
        "change \(first) of replica \(replica) has more than \(Limits.segmentBody >> 20) MiB and cannot be "
          + "published",
        hint: "Keep content of this size as a file of its own beside the library."
      )
    }
    return File(
      name: Self.name(first: first, last: last, body: body),
      bytes: FolderFile(kind: .segment, library: library, body: body).encoded()
    )
  }

  func encodedBody() -> [UInt8] {
    var writer = ByteWriter()
    writer.append(replica)
    writer.append(first)
    writer.append(raw: (changes.first?.previousHash ?? .zero).bytes)
    writer.append(raw: (changes.last?.hash ?? .zero).bytes)
    writer.append(changes.count)
    var clock: UInt64 = 0
    for change in changes {
      writer.append(signed: Int64(bitPattern: change.clock.rawValue &- clock))
      clock = change.clock.rawValue
    }
    writer.append(dependencies: changes.map(\.dependencies))
    for change in changes { writer.append(change.payload.map { $0.count + 1 } ?? 0) }
    for change in changes { writer.append(raw: change.payload ?? change.payloadHash.bytes) }
    return writer.bytes
  }

  /// Where a body holds the hash of its last change.
  static func placeOfLastHash(first: UInt64) -> Range<Int> {
    var start = ByteWriter()
    start.append(ReplicaID(high: 0, low: 0))
    start.append(first)
    let place = start.bytes.count + Digest.size
    return place..<place + Digest.size
  }

  private static func name(first: UInt64, last: UInt64, body: [UInt8]) -> SegmentName {
    let hash = Blake2b.hash(body).bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return SegmentName(first: first, last: last, hash: hash)
  }

  /// Reads a segment of one replica's changes, or with `nil` of anyone's.
  ///
  /// - Throws: ``FileDefect`` when the bytes are not the whole segment of this name.
  init(
    decoding bytes: [UInt8],
    named name: SegmentName,
    of replica: ReplicaID?,
    library: LibraryID
  ) throws(FileDefect) {
    let file = try FolderFile(decoding: bytes, as: .segment)
    guard file.library == library else {
      throw FileDefect("it belongs to another library", .foreign)
    }
    do {
      var reader = ByteReader(file.body)
      self = try reader.segment()
    } catch {
      throw FileDefect(error)
    }
    guard replica == nil || self.replica == replica else {
      throw FileDefect("it is another replica's")
    }
    guard Self.name(first: first, last: last, body: file.body) == name else {
      throw FileDefect("its content is not what its name says")
    }
  }
}

extension ByteReader {
  fileprivate mutating func segment() throws(CodecError) -> Segment {
    let (changes, last) = try changesOfSegment()
    guard changes.last?.hash == last else { throw CodecError("its chain of hashes is broken") }
    return Segment(changes)
  }

  /// A body's changes, and the hash that it claims for the last one.
  mutating func changesOfSegment() throws(CodecError) -> (changes: [Change], last: Digest) {
    let replica: ReplicaID = try id()
    let first = try number()
    var previousHash = try digest()
    let lastHash = try digest()
    // Of a change at least its clock and the length of its payload.
    let count = try count(ofSize: 2)
    guard count > 0, count <= Limits.segmentChanges, first > 0, first <= Limits.largestNumber else {
      throw CodecError("its numbers are out of range")
    }
    var clocks: [HybridTimestamp] = []
    var clock: UInt64 = 0
    for _ in 0..<count {
      clock &+= UInt64(bitPattern: try signed())
      clocks.append(HybridTimestamp(rawValue: clock))
    }
    let dependencies = try dependencies(ofChanges: count)
    var lengths: [UInt64] = []
    for _ in 0..<count { lengths.append(try number()) }

    var changes: [Change] = []
    for index in 0..<count {
      let length = lengths[index]
      guard length <= UInt64(remaining) + 1 else { throw .endsEarly }
      let payload = length == 0 ? nil : try raw(Int(length) - 1)
      let payloadHash = if let payload { Blake2b.hash(payload) } else { try digest() }
      let change = Change(
        id: ChangeID(replica: replica, sequence: first + UInt64(index)),
        clock: clocks[index],
        dependencies: dependencies[index],
        payloadHash: payloadHash,
        payload: payload,
        after: previousHash,
        hashedBy: Blake2b.hash
      )
      previousHash = change.hash
      changes.append(change)
    }
    guard isAtEnd else { throw CodecError("something follows its end") }
    return (changes, lastHash)
  }
}
