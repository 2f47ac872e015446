public import Replication

/// A library as a dry run sees it: everything can be read, and nothing is changed, not even who a
/// copied library writes as.
public struct LibraryPreview: ChangeLog, AttachmentStore {
  private let base: Library
  /// Who the library would write as.
  public let replica: ReplicaID

  fileprivate init(_ base: Library, as replica: ReplicaID) {
    self.base = base
    self.replica = replica
  }

  public var library: LibraryID? { get throws { try base.library } }
  public var version: VersionVector { get throws { try base.version } }
  public var histories: Histories { get throws { try base.histories } }
  public var retired: Set<ReplicaID> { get throws { try base.retired } }
  public var checkedState: CheckedState? { get throws { try base.checkedState } }
  public var folders: [String] { get throws { try base.folders } }

  public func hash(of change: ChangeID) throws -> Digest? { try base.hash(of: change) }

  public func changes(
    of replica: ReplicaID,
    after sequence: UInt64,
    bytes: Int
  ) throws -> [Change] {
    try base.changes(of: replica, after: sequence, bytes: bytes)
  }

  public func memory(ofFolder folder: String) throws -> [UInt8]? {
    try base.memory(ofFolder: folder)
  }

  public func attachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] {
    try base.attachments(after: position, limit: limit)
  }

  public func size(ofAttachment hash: Digest) throws -> UInt64? {
    try base.size(ofAttachment: hash)
  }

  public func attachment(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8]? {
    try base.attachment(hash, from: offset, count: count)
  }

  public func received(_ hash: Digest) throws -> UInt64 { try base.received(hash) }

  public func received(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8] {
    try base.received(hash, from: offset, count: count)
  }

  public func missingAttachments() throws -> [Digest] { try base.missingAttachments() }

  public func redactions(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, change: ChangeID)] {
    try base.redactions(after: position, limit: limit)
  }

  public func purgedAttachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)] {
    try base.purgedAttachments(after: position, limit: limit)
  }

  public func isUsed(_ hash: Digest) throws -> Bool { try base.isUsed(hash) }
}

extension LibraryPreview {
  // What would write is never asked for by a dry run.

  public func join(_ library: LibraryID, leaving previous: LibraryID?) throws { throw Self.refusal }

  public func append(_ changes: [Change]) throws { throw Self.refusal }

  public func takeNewReplica() throws -> ReplicaID { throw Self.refusal }

  public func remember(_ memory: [UInt8]?, ofFolder folder: String) throws { throw Self.refusal }

  public func store(_ content: [UInt8], as hash: Digest) throws { throw Self.refusal }

  public func receive(_ part: [UInt8], of hash: Digest, at offset: UInt64) throws {
    throw Self.refusal
  }

  public func finishReceiving(_ hash: Digest, size: UInt64) throws -> Bool { throw Self.refusal }

  private static let refusal = StoreError(.notWritable, "a dry run would have changed the library")
}

extension Library {
  /// The library for a dry run.
  public func preview() throws -> LibraryPreview {
    let replica = try read {
      try ReplicaIdentity(db: $0.db, environment, directory).upcoming()
    }
    return LibraryPreview(self, as: replica)
  }
}
