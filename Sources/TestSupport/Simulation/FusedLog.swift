import Replication

/// A log and its attachments whose process dies, at a call that would have written, when the fuse
/// blows.
final class FusedLog: ChangeLog, AttachmentStore {
  private let log: any ChangeLog & AttachmentStore
  private let fuse: Fuse

  init(_ log: any ChangeLog & AttachmentStore, fuse: Fuse) {
    self.log = log
    self.fuse = fuse
  }

  var replica: ReplicaID { get throws { try log.replica } }

  var histories: Histories { get throws { try log.histories } }

  var retired: Set<ReplicaID> { get throws { try log.retired } }

  var checkedState: CheckedState? { get throws { try log.checkedState } }

  var folders: [String] { get throws { try log.folders } }

  func redactions(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, change: ChangeID)] {
    try log.redactions(after: position, limit: limit)
  }

  var library: LibraryID? { get throws { try log.library } }

  var version: VersionVector { get throws { try log.version } }

  func join(_ library: LibraryID, leaving previous: LibraryID?) throws {
    try fuse.burn()
    try log.join(library, leaving: previous)
  }

  func hash(of change: ChangeID) throws -> Digest? { try log.hash(of: change) }

  func changes(of replica: ReplicaID, after sequence: UInt64, bytes: Int) throws -> [Change] {
    try log.changes(of: replica, after: sequence, bytes: bytes)
  }

  func append(_ changes: [Change]) throws {
    try fuse.burn()
    try log.append(changes)
  }

  func takeNewReplica() throws -> ReplicaID {
    try fuse.burn()
    return try log.takeNewReplica()
  }

  func memory(ofFolder folder: String) throws -> [UInt8]? { try log.memory(ofFolder: folder) }

  func remember(_ memory: [UInt8]?, ofFolder folder: String) throws {
    try fuse.burn()
    try log.remember(memory, ofFolder: folder)
  }

  func attachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] {
    try log.attachments(after: position, limit: limit)
  }

  func size(ofAttachment hash: Digest) throws -> UInt64? { try log.size(ofAttachment: hash) }

  func attachment(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8]? {
    try log.attachment(hash, from: offset, count: count)
  }

  func isUsed(_ hash: Digest) throws -> Bool { try log.isUsed(hash) }

  func purgedAttachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] {
    try log.purgedAttachments(after: position, limit: limit)
  }

  func missingAttachments() throws -> [Digest] { try log.missingAttachments() }

  func store(_ content: [UInt8], as hash: Digest) throws {
    try fuse.burn()
    try log.store(content, as: hash)
  }

  func received(_ hash: Digest) throws -> UInt64 { try log.received(hash) }

  func received(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8] {
    try log.received(hash, from: offset, count: count)
  }

  func receive(_ part: [UInt8], of hash: Digest, at offset: UInt64) throws {
    try fuse.burn()
    try log.receive(part, of: hash, at: offset)
  }

  func finishReceiving(_ hash: Digest, size: UInt64) throws -> Bool {
    try fuse.burn()
    return try log.finishReceiving(hash, size: size)
  }
}
