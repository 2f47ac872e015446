/// The log of a replica's changes, as syncing sees it.
///
/// The store has one; so have tests in memory. All calls may come from any thread, one at a time.
///
/// Changes are asked for by the names that their histories have here: see ``Histories``. The changes
/// themselves bear the id under which their replica published them.
public protocol ChangeLog: Sendable {
  /// The replica that this log's own changes are made by.
  var replica: ReplicaID { get throws }

  /// The library this log belongs to; `nil` before it was ever synced.
  var library: LibraryID? { get throws }

  /// Makes the log belong to a library, for ever unless it leaves that one.
  ///
  /// - Throws: when it belongs to another one than `previous`.
  func join(_ library: LibraryID, leaving previous: LibraryID?) throws

  /// Which changes are here.
  var version: VersionVector { get throws }

  /// The histories of replicas of which there are several.
  var histories: Histories { get throws }

  /// The replicas that were retired by a change that is here: machines that will not come back.
  var retired: Set<ReplicaID> { get throws }

  /// The state as it was last checked; `nil` before the first time.
  var checkedState: CheckedState? { get throws }

  /// The hash of a change of a history that is here; `nil` for one that is not.
  func hash(of change: ChangeID) throws -> Digest?

  /// Changes of one history in their order, from after `sequence` on, until their payloads reach a
  /// size.
  func changes(of history: ReplicaID, after sequence: UInt64, bytes: Int) throws -> [Change]

  /// Changes whose payload was redacted here, in the order in which that was done, from after
  /// `position` on: what was published of them is to be published anew.
  ///
  /// One that is redacted once more moves to the end. Those that were redacted before or while they
  /// were taken in are not among them.
  func redactions(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, change: ChangeID)]

  /// Takes other replicas' changes in, with the state they make, in one transaction.
  ///
  /// Each must be ready after those before it; one that is here already is passed over. One that
  /// follows another change than what does so here begins another history of its replica, which may
  /// give what is here another name; the present replica has no other. What is
  /// purged here is redacted in them, and what they purge or come redacted of is purged here.
  /// - Throws: ``ChangeRefused`` when the reason lies in one of them: it does not continue a history
  ///   that is here, its payload cannot be read or is another without a purge in it, or its
  ///   operations do not fit the state that they meet. Another error when the log can take nothing now. Nothing is taken in either way.
  func append(_ changes: [Change]) throws

  /// Gives this log a new replica id. What is here stays under the old one.
  ///
  /// Asked for when somebody else was found to make changes under the present id, because this
  /// library is a copy or was put back from a backup, and when the present id was retired. The old
  /// id's changes are then taken in like anyone's, other histories of it among them, and the first
  /// change under the new id depends on all that is here. The log may make that change at once.
  ///
  /// - Returns: the new id.
  /// - Throws: when it cannot be done; the log is as it was then.
  @discardableResult
  func takeNewReplica() throws -> ReplicaID

  /// The folders about which something is remembered.
  var folders: [String] { get throws }

  /// What syncing wants remembered about a folder; `nil` for one never synced with.
  func memory(ofFolder folder: String) throws -> [UInt8]?

  /// Remembers it; `nil` forgets the folder.
  func remember(_ memory: [UInt8]?, ofFolder folder: String) throws
}

/// The attachments of a library, as syncing sees them: bytes named by their hash.
///
/// One may be far larger than memory, so whatever may be large goes in parts. Only what a change
/// that is here refers to is kept. All calls may come from any thread, one at a time.
public protocol AttachmentStore: Sendable {
  /// Attachments that are here, in the order in which they came, from after `position` on.
  func attachments(after position: Int64, limit: Int) throws -> [(position: Int64, hash: Digest)]

  /// Bytes of the content; `nil` when it is not here.
  func size(ofAttachment hash: Digest) throws -> UInt64?

  /// Some of the content: `count` bytes from `offset` on, or fewer where it ends; `nil` when it is
  /// not here.
  func attachment(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8]?

  /// Attachments that changes refer to and that are not here.
  func missingAttachments() throws -> [Digest]

  /// Whether a clipping, a note or a notebook has to do with what an attachment belongs to.
  func isUsed(_ hash: Digest) throws -> Bool

  /// Attachments that nothing refers to since something was purged, in the order in which they
  /// went, from after `position` on: what was published of them is to be removed.
  ///
  /// One that is referred to and stored again is no longer among them.
  func purgedAttachments(
    after position: Int64,
    limit: Int
  ) throws -> [(position: Int64, hash: Digest)]

  /// Keeps a small attachment; one that nothing refers to is passed over.
  ///
  /// - Throws: when the bytes do not have the hash.
  func store(_ content: [UInt8], as hash: Digest) throws

  /// Bytes that are here of an attachment that comes in parts: they outlast an interruption.
  ///
  /// They are not verified: after a crash some may be other bytes than those that came.
  func received(_ hash: Digest) throws -> UInt64

  /// Some of these bytes: `count` from `offset` on, or fewer where they end.
  func received(_ hash: Digest, from offset: UInt64, count: Int) throws -> [UInt8]

  /// Keeps a part where it belongs; of an attachment that nothing refers to, or that is here, it
  /// is passed over.
  ///
  /// - Throws: when there is a gap before it.
  func receive(_ part: [UInt8], of hash: Digest, at offset: UInt64) throws

  /// Makes an attachment of its parts, when together they have its hash; otherwise they go.
  ///
  /// Passes over one that nothing refers to.
  /// - Returns: `false` when the parts do not make it.
  func finishReceiving(_ hash: Digest, size: UInt64) throws -> Bool
}

extension AttachmentStore {
  /// Whether it is here.
  public func hasAttachment(_ hash: Digest) throws -> Bool {
    try size(ofAttachment: hash) != nil
  }

  /// The whole content of one that is known to be small; `nil` when it is not here.
  ///
  /// - Complexity: takes as much memory as it has bytes.
  public func attachment(_ hash: Digest) throws -> [UInt8]? {
    guard let size = try size(ofAttachment: hash) else { return nil }
    return try attachment(hash, from: 0, count: Int(size))
  }
}

extension ChangeLog {
  /// Makes a log that belongs to none belong to a library.
  public func join(_ library: LibraryID) throws { try join(library, leaving: nil) }
}
