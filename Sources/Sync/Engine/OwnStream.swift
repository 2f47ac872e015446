import Replication

/// What this replica has in the folder.
struct OwnStream {
  let replica: ReplicaID
  /// The names in its directory.
  let names: [String]
  /// Its newest whole head.
  var head: Head?
  /// Segments of our changes that no head names yet, because a crash came between.
  var unlisted: [SegmentName] = []
  /// Whether somebody else published under this id, and it cannot be told yet from where on:
  /// nothing is published until the files that tell it are here.
  var isUnclear = false
  /// Whether a head must be written even if nothing is new.
  var needsHead = false
  /// Whether the folder no longer holds all that was published.
  var lostSome = false

  init(replica: ReplicaID, names: [String] = []) {
    self.replica = replica
    self.names = names
  }
}

extension SyncSession {
  /// Reads what we published, and takes a new replica id when somebody else did so in our name.
  ///
  /// Changes under our id that our log does not have come from a later life of this library, before
  /// a backup was put back, or from a copy of it. Whatever we have made since then moves to a new
  /// id, and the old one is read like anyone's.
  mutating func openOwnStream() throws -> OwnStream {
    let replica = try log.replica
    let directory = FolderPath.directory(of: replica)
    var own = OwnStream(replica: replica, names: try folder.list(directory))
    own.head = try newestHead(of: replica, among: own.names, above: 0)
    let newest = own.names.compactMap { HeadName($0)?.counter }.max() ?? 0
    guard newest <= own.head?.counter ?? 0 || !report.notes.contains(where: \.isNewerFormat) else {
      throw SyncError(
        .newerFormat,
        "this library was synced with \(folder.name) by a newer clip",
        hint: "Update clip."
      )
    }
    memory.counter = max(memory.counter, newest, own.head?.counter ?? 0)
    own.needsHead = memory.counter > own.head?.counter ?? 0
    own.lostSome = own.needsHead

    switch try compareWithLog(&own) {
    case .same: return own
    case .forked(let common): return try takeNewReplica(after: common, insteadOf: own)
    case .unclear:
      noteFork(of: replica, at: own.head?.last ?? 0)
      own.isUnclear = true
      return own
    }
  }

  mutating func takeNewReplica(
    after sequence: UInt64,
    insteadOf own: OwnStream
  ) throws -> OwnStream {
    note(
      .newReplica,
      "The folder holds changes of replica \(own.replica) that this library does not have: it is a "
        + "copy or was put back from a backup. It goes on as a replica of its own; nothing is lost."
    )
    guard !isDryRun else { return own }
    let replica = try log.takeNewReplica(after: sequence)
    forgetOwn(replica)
    // Of the old stream nothing counts as applied: it was ours, and is now to be read.
    memory.applied[own.replica] = nil
    return OwnStream(replica: replica, names: try folder.list(FolderPath.directory(of: replica)))
  }

  /// Compares what our directory holds with what our log holds.
  ///
  /// Costs one hash when the head is ours and names everything, else reads what is unknown.
  private mutating func compareWithLog(_ own: inout OwnStream) throws -> Comparison {
    let published = own.head?.last ?? 0
    let tip = try log.hash(of: ChangeID(replica: own.replica, sequence: published))
    let headIsOurs = published == 0 || tip == own.head?.tip
    let listed = own.head?.segments.map(\.name) ?? []
    let unlisted = own.names.compactMap { SegmentName($0) }.filter { $0.last > published }
    let unknown = (headIsOurs ? [] : listed) + unlisted

    let here = try log.version[own.replica]
    var common = headIsOurs ? published : 0
    var hasMore = published > here
    var firstOther: UInt64?
    for name in unknown.sorted() {
      // The name alone says that there are more changes than we have made.
      if name.last > here { hasMore = true }
      guard case .whole(let segment) = try readSegment(name, of: own.replica) else {
        // Not one that we remember to have published: to be taken for somebody else's.
        if name.last > memory.published { hasMore = true }
        continue
      }
      let ours = try segment.changes.prefix { try log.hash(of: $0.id) == $0.hash }
      guard ours.count < segment.changes.count else {
        own.unlisted.append(name)
        common = max(common, segment.last)
        continue
      }
      let other = segment.changes[ours.count]
      let sequence = other.id.sequence
      let before = ChangeID(replica: own.replica, sequence: sequence - 1)
      guard try log.hash(of: before) ?? .zero == other.previousHash else { continue }
      common = max(common, sequence - 1)
      if sequence <= here { firstOther = min(firstOther ?? sequence, sequence) }
    }

    if let firstOther { return .forked(after: firstOther - 1) }
    // The head shows that they part, and no segment that can be read shows where.
    if !headIsOurs && published <= here { return .unclear }
    // What was published before this library was copied is common too, though it cannot be read.
    return hasMore ? .forked(after: max(common, min(memory.published, here))) : .same
  }

  private enum Comparison {
    /// Our directory holds nothing that we do not have.
    case same
    /// Somebody else went on after this change.
    case forked(after: UInt64)
    /// Somebody else went on, and it cannot be told yet after which change.
    case unclear
  }
}

extension SyncReport.Note {
  fileprivate var isNewerFormat: Bool { code == .newerFormat }
}
