import Replication

/// Puts consecutive changes of one replica into a segment: `docs/format/sync-folder.md`, section 5.
///
/// Takes them one after the other; in memory is what the body will be.
struct SegmentWriter {
  private let replica: ReplicaID
  private let first: UInt64
  private let previousHash: Digest
  private(set) var count = 0
  /// The hash of the last change.
  private(set) var tip: Digest
  /// Bytes of the payloads so far.
  private(set) var payloadSize = 0
  private var clock: UInt64 = 0
  private var clocks = ByteWriter()
  private var dependencies: [Dependencies] = []
  private var lengths = ByteWriter()
  private var payloads = ByteWriter()

  var last: UInt64 { first + UInt64(count) - 1 }

  /// Whether the next change belongs into another segment.
  var isFull: Bool {
    payloadSize >= Limits.segmentPayload || count >= Limits.segmentChanges
  }

  /// A file ready to be written.
  struct File {
    let name: SegmentName
    let bytes: [UInt8]
    let isFull: Bool

    var live: PublishedStream.LiveSegment {
      .init(name: name, length: UInt64(bytes.count), isFull: isFull)
    }
  }

  /// Begins with one change.
  init(_ change: Change) {
    replica = change.id.replica
    first = change.id.sequence
    previousHash = change.previousHash
    tip = change.previousHash
    append(change)
  }

  /// All of some changes.
  init(_ changes: [Change]) {
    guard let first = changes.first else { preconditionFailure("a segment holds a change") }
    self.init(first)
    for change in changes.dropFirst() { append(change) }
  }

  mutating func append(_ change: Change) {
    precondition(change.previousHash == tip, "changes follow one another")
    precondition(change.id.replica == replica, "a segment has one replica")
    clocks.append(signed: Int64(bitPattern: change.clock.rawValue &- clock))
    clock = change.clock.rawValue
    dependencies.append(change.dependencies)
    let isRedacted = change.payload.map { Blake2b.hash($0) != change.payloadHash } ?? false
    lengths.append(PayloadLength(change.payload?.count, isRedacted: isRedacted).rawValue)
    if isRedacted || change.payload == nil { payloads.append(raw: change.payloadHash.bytes) }
    payloads.append(raw: change.payload ?? [])
    payloadSize += change.payload?.count ?? 0
    tip = change.hash
    count += 1
  }

  /// - Throws: ``SyncError/Code/tooLarge`` when a change is larger than a segment may be.
  func encoded(in format: FolderFormat, by carrier: ReplicaID) throws -> File {
    let body = body
    guard body.count <= Limits.segmentBody, last <= Limits.largestNumber else {
      throw SyncError(
        .tooLarge,
        "change \(first) of replica \(replica) has more than \(Limits.segmentBody >> 20) MiB and "
          + "cannot be published",
        hint: "Keep content of this size as a file of its own beside the library."
      )
    }
    let name = SegmentName(first: first, last: last, hash: format.shortName(of: body))
    let place = FolderPath.segment(name, of: carrier)
    return File(
      name: name,
      bytes: format.encode(body, as: .segment, at: place),
      isFull: isFull
    )
  }

  var body: [UInt8] {
    var writer = ByteWriter()
    writer.append(replica)
    writer.append(first)
    writer.append(raw: previousHash.bytes)
    writer.append(raw: tip.bytes)
    writer.append(count)
    writer.append(raw: clocks.bytes)
    writer.append(dependencies: dependencies)
    writer.append(raw: lengths.bytes)
    writer.append(raw: payloads.bytes)
    return writer.bytes
  }
}
