import Replication

/// Consecutive changes of one replica, written once.
///
/// `docs/format/sync-folder.md`, section 5. The changes lie as columns, because like compresses
/// well beside like. They are read one after the other, so that in memory is the body and no more.
struct Segment {
  let replica: ReplicaID
  let first: UInt64
  /// At least one, each following the one before it.
  let count: Int
  /// The hash of the change before the first.
  let previousHash: Digest
  /// The hash of the last change.
  let tip: Digest
  /// Bytes of the body.
  let size: Int
  private let start: Reader

  var last: UInt64 { first + UInt64(count) - 1 }

  /// Reads a segment of one replica's changes, or with `nil` of anyone's.
  ///
  /// - Throws: ``FileDefect`` when the bytes are not the whole segment of this name.
  init(
    decoding bytes: [UInt8],
    named name: SegmentName,
    of replica: ReplicaID?,
    by carrier: ReplicaID,
    in format: FolderFormat
  ) throws(FileDefect) {
    let place = FolderPath.segment(name, of: carrier)
    let body = try format.decode(bytes, as: .segment, at: place)
    do {
      try self.init(body: body)
    } catch {
      throw FileDefect(error)
    }
    guard replica == nil || self.replica == replica else {
      throw FileDefect("it is another replica's")
    }
    guard SegmentName(first: first, last: last, hash: format.shortName(of: body)) == name else {
      throw FileDefect("its content is not what its name says")
    }
  }

  /// Reads a body to its end, and follows its chain of hashes.
  init(body: [UInt8]) throws(CodecError) {
    let (segment, tip) = try Self.reading(body)
    guard segment.tip == tip else { throw CodecError("its chain of hashes is broken") }
    self = segment
  }

  /// The hash that the last change of a body has, whichever the body claims.
  static func tip(ofBody body: [UInt8]) throws(CodecError) -> Digest {
    try reading(body).tip
  }

  private static func reading(
    _ body: [UInt8]
  ) throws(CodecError) -> (claiming: Segment, tip: Digest) {
    let segment = try Segment(claimedBy: body)
    var changes = segment.start
    var tip = segment.previousHash
    while let change = try changes.next() { tip = change.hash }
    try changes.finish()
    return (segment, tip)
  }

  private init(claimedBy body: [UInt8]) throws(CodecError) {
    var reader = ByteReader(body)
    replica = try reader.id()
    first = try reader.number()
    previousHash = try reader.digest()
    tip = try reader.digest()
    // Of a change at least its clock and the length of its payload.
    count = try reader.count(ofSize: 2)
    guard count > 0, count <= Limits.segmentChanges, first > 0,
      first <= Limits.largestNumber - UInt64(count) + 1
    else { throw CodecError("its numbers are out of range") }
    size = body.count
    start = try Reader(&reader, replica, first, count, previousHash)
  }

  /// Reads its changes from the first one on.
  func reader() -> Reader { start }

  /// All its changes at once.
  func changes() throws(CodecError) -> [Change] {
    var reader = reader()
    var changes: [Change] = []
    while let change = try reader.next() { changes.append(change) }
    return changes
  }

  /// Where a body holds the hash of its last change.
  static func placeOfLastHash(first: UInt64) -> Range<Int> {
    var start = ByteWriter()
    start.append(ReplicaID(high: 0, low: 0))
    start.append(first)
    let place = start.bytes.count + Digest.size
    return place..<place + Digest.size
  }
}

extension Segment: RangeNamed {
  static let suffix = "segment"

  /// Reads the columns of a segment side by side.
  struct Reader {
    private let replica: ReplicaID
    private var sequence: UInt64
    private var remaining: Int
    private var clock: UInt64 = 0
    private var previousHash: Digest
    private var clocks: ByteReader
    private var dependencies: DependencyReader
    private var lengths: ByteReader
    private var payloads: ByteReader

    fileprivate init(
      _ reader: inout ByteReader,
      _ replica: ReplicaID,
      _ first: UInt64,
      _ count: Int,
      _ previousHash: Digest
    ) throws(CodecError) {
      self.replica = replica
      self.previousHash = previousHash
      sequence = first
      remaining = count
      clocks = reader
      for _ in 0..<count { _ = try reader.signed() }
      dependencies = try DependencyReader(&reader, ofChanges: count)
      lengths = reader
      for _ in 0..<count { _ = try reader.number() }
      payloads = reader
    }

    /// The sequence number of what ``next()`` gives.
    var nextSequence: UInt64 { sequence }

    /// The next change; `nil` after the last one.
    mutating func next() throws(CodecError) -> Change? {
      guard remaining > 0 else { return nil }
      clock &+= UInt64(bitPattern: try clocks.signed())
      let (payload, payloadHash) = try payload(PayloadLength(rawValue: try lengths.number()))
      let change = Change(
        id: ChangeID(replica: replica, sequence: sequence),
        clock: HybridTimestamp(rawValue: clock),
        dependencies: try dependencies.next(),
        payloadHash: payloadHash,
        payload: payload,
        after: previousHash,
        hashedBy: Blake2b.hash
      )
      previousHash = change.hash
      sequence += 1
      remaining -= 1
      return change
    }

    private mutating func payload(
      _ length: PayloadLength
    ) throws(CodecError) -> ([UInt8]?, Digest) {
      guard let size = length.size else { return (nil, try payloads.digest()) }
      let hash = length.isRedacted ? try payloads.digest() : nil
      guard size <= UInt64(payloads.remaining) else { throw .endsEarly }
      let payload = try payloads.raw(Int(size))
      let own = Blake2b.hash(payload)
      guard own != hash else { throw CodecError("a payload is whole and said to be redacted") }
      return (payload, hash ?? own)
    }

    fileprivate func finish() throws(CodecError) {
      try dependencies.finish()
      guard payloads.isAtEnd else { throw CodecError("something follows its end") }
    }
  }
}

/// How long a payload is, and whether it is the one that the change was made with.
struct PayloadLength: RawRepresentable {
  /// 0 where there is no payload; else twice its length, plus 1, and one more when it is redacted.
  let rawValue: UInt64

  /// `nil` where there is none.
  var size: UInt64? { rawValue == 0 ? nil : (rawValue - 1) / 2 }

  /// Whether purged operations were taken out of it, so that its own hash stands before it.
  var isRedacted: Bool { rawValue > 0 && rawValue % 2 == 0 }

  init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  init(_ size: Int?, isRedacted: Bool) {
    rawValue = size.map { UInt64($0) * 2 + (isRedacted ? 2 : 1) } ?? 0
  }
}
