import Replication

/// What a replica remembers about a folder between syncs, kept in its own log.
///
/// Losing it costs reading again, except that it exists at all: that is how an emptied folder is
/// told from a new one.
struct FolderMemory: Hashable {
  /// What another replica's newest head said when it was last read.
  struct KnownHead: Hashable {
    /// 0 when the folder no longer has a head of it.
    var counter: UInt64
    var clock: HybridTimestamp
    var merged: VersionVector
    /// The changes that the folder holds by it.
    var spans: [NamedSpan]
    /// The number of its last attachment of which all before it in its packs were looked through.
    var packed: UInt64
    /// A fingerprint of the names of segments, packs and copies of heads in its directory.
    var listed: UInt64
    /// Whether all its changes and packed attachments were taken in and all its files are in the
    /// folder: only then, and while the same files are listed, it need not be read again.
    var isDone: Bool
  }

  /// A file that larger ones took the place of.
  struct Superseded: Hashable {
    /// Whose changes or attachments it holds.
    var replica: ReplicaID
    /// The first head that did not name it.
    var since: UInt64
  }

  /// Which folder this is about: another one may be mounted at the same path.
  var folder: IdentityFile.FolderID
  /// Whom the next three are about; a log can take a new replica id.
  var replica: ReplicaID
  /// The highest counter of an own head.
  var counter: UInt64 = 0
  /// The last own change that was published.
  var published: UInt64 = 0
  /// Attachments up to this position are in the folder.
  var attachments: Int64 = 0
  /// Which large attachments are wanted from this folder.
  var policy = SyncOptions.AttachmentPolicy.all
  /// Where in the store the attachments of the own packs lie, so that a lost one can be made again.
  var packs: [PackName: ClosedRange<Int64>] = [:]
  /// The highest number of an attachment in an own pack.
  var packNumber: UInt64 = 0
  /// Parts of large attachments that no list names: those that were written and whose list is to
  /// follow, so that what is purged before it was published is found, and those of purged ones that
  /// were not there when they were to be removed.
  var unlisted: [Digest: Set<Digest>] = [:]
  /// Set while attachments are taken in: what was taken in before an interruption must not be
  /// published as new.
  var isReceivingAttachments = false
  /// Files in the own directory that heads no longer name.
  ///
  /// They stay for a while, for readers that have an older head.
  var superseded: [String: Superseded] = [:]
  /// The keys of an encrypted folder.
  var lock: FolderLock?
  /// Set while the folder is being made encrypted: it has no identity yet, and that is no loss.
  var isBeginning = false
  /// The history and purges that were last looked at for rewriting published files.
  var redactions: Int64 = 0
  var purgedAttachments: Int64 = 0
  /// Of every other replica that was ever seen in the folder.
  var heads: [ReplicaID: KnownHead] = [:]
  /// Replicas of which several histories are here, which was said.
  var forked: Set<ReplicaID> = []

  /// Ids as which this library went on no more.
  var former: Set<ReplicaID> = []

  init(folder: IdentityFile.FolderID, replica: ReplicaID) {
    self.folder = folder
    self.replica = replica
  }

}
