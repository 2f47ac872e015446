import Replication
import Sync

/// The log of a replica that only publishes: of its own changes it keeps all, of others' the hashes.
///
/// What it makes in a moment would take a library with its flushed transactions minutes. A class
/// because a sync changes it; unchecked because nothing here runs at the same time.
final class PublishedLog: ChangeLog, AttachmentStore, @unchecked Sendable {
  let replica: ReplicaID
  private(set) var library: LibraryID?
  private var own: [Change] = []
  private var hashes: [ReplicaID: [Digest]] = [:]
  private var memories: [String: [UInt8]] = [:]

  init(replica: ReplicaID) { self.replica = replica }

  var count: Int { own.count }
  var histories: Histories { Histories() }
  var retired: Set<ReplicaID> { [] }
  var folders: [String] { memories.keys.sorted() }

  var version: VersionVector {
    var version = VersionVector()
    for (replica, hashes) in hashes { version[replica] = UInt64(hashes.count) }
    return version
  }

  func make(_ operations: [Operation]) {
    let sequence = UInt64(own.count) + 1
    let change = Change(
      id: ChangeID(replica: replica, sequence: sequence),
      clock: HybridTimestamp(milliseconds: 1_767_225_600_000 + Int64(sequence)),
      dependencies: Dependencies(),
      payload: PayloadCodec.encode(operations),
      after: own.last?.hash ?? .zero,
      hashedBy: Blake2b.hash
    )
    own.append(change)
    hashes[replica, default: []].append(change.hash)
  }

  func join(_ library: LibraryID, leaving previous: LibraryID?) { self.library = library }

  func hash(of change: ChangeID) -> Digest? {
    guard let hashes = hashes[change.replica], change.sequence > 0,
      change.sequence <= UInt64(hashes.count)
    else { return nil }
    return hashes[Int(change.sequence) - 1]
  }

  func changes(of replica: ReplicaID, after sequence: UInt64, bytes: Int) -> [Change] {
    guard replica == self.replica else { return [] }
    var size = 0
    return Array(
      own.dropFirst(Int(sequence)).prefix { change in
        defer { size += change.payload?.count ?? 0 }
        return size < bytes
      }
    )
  }

  func append(_ changes: [Change]) {
    for change in changes { hashes[change.id.replica, default: []].append(change.hash) }
  }

  func takeNewReplica() throws -> ReplicaID { throw Unexpected() }

  func memory(ofFolder folder: String) -> [UInt8]? { memories[folder] }

  func remember(_ memory: [UInt8]?, ofFolder folder: String) { memories[folder] = memory }

  // Nobody is retired, nothing was checked or purged.

  var checkedState: CheckedState? { nil }

  // There are no attachments.

  func attachments(after position: Int64, limit: Int) -> [(position: Int64, hash: Digest)] { [] }
  func size(ofAttachment hash: Digest) -> UInt64? { nil }
  func attachment(_ hash: Digest, from offset: UInt64, count: Int) -> [UInt8]? { nil }
  func missingAttachments() -> [Digest] { [] }
  func isUsed(_ hash: Digest) -> Bool { false }
  func store(_ content: [UInt8], as hash: Digest) throws { throw Unexpected() }
  func received(_ hash: Digest) -> UInt64 { 0 }
  func received(_ hash: Digest, from offset: UInt64, count: Int) -> [UInt8] { [] }
  func receive(_ part: [UInt8], of hash: Digest, at offset: UInt64) throws { throw Unexpected() }
  func finishReceiving(_ hash: Digest, size: UInt64) throws -> Bool { throw Unexpected() }

  /// Nobody else writes under these ids, and nobody sends attachments.
  private struct Unexpected: Error {}

  func redactions(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, change: ChangeID)] { [] }

  func purgedAttachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] { [] }
}
