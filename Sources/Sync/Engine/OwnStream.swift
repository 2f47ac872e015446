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

  /// Own changes, as the head names them.
  var changes: PublishedStream { head?.own ?? PublishedStream(replica: replica, base: 0) }

  /// Others' changes, as the head names them.
  var carried: [PublishedStream] { head?.carried ?? [] }
}

extension SyncSession {
  /// Reads what we published.
  mutating func openOwnStream() throws -> OwnStream {
    let replica = try log.replica
    let directory = FolderPath.directory(of: replica)
    var own = OwnStream(replica: replica, names: isJoining ? [] : try folder.list(directory))
    own.head = try newestHead(of: replica, among: own.names, above: 0)
    let newest = own.names.compactMap { HeadName($0)?.counter }.max() ?? 0
    guard newest <= own.head?.counter ?? 0 || !newer.contains(replica) else {
      throw SyncError(
        .newerFormat,
        "this library was synced with \(folder.name) by a newer clip",
        hint: "Update clip."
      )
    }
    memory.counter = max(memory.counter, newest, own.head?.counter ?? 0)
    own.needsHead = memory.counter > own.head?.counter ?? 0
    let names = Set(own.names)
    let live = own.head?.streams.flatMap(\.segments) ?? []
    own.lostSome = own.needsHead || live.contains { !names.contains($0.name.description) }
    return own
  }

  /// Takes a new replica id when somebody else published in our name.
  ///
  /// Changes under our id that our log does not have come from a later life of this library, before
  /// a backup was put back, or from a copy of it. Whatever we have made since then moves to a new
  /// id, and the old one is read like anyone's.
  mutating func checkWhoWeAre(_ own: inout OwnStream, _ heads: inout [Head]) throws {
    let copies = try copiedHeads(of: own.replica, among: own.names)
    switch try compareWithLog(&own, heads + copies) {
    case .same: return
    case .unclear:
      note(
        .fork,
        "Somebody else published as this library, replica \(own.replica), and it cannot be told yet "
          + "from which change on. Nothing is published until it can."
      )
      own.isUnclear = true
    case .forked(let common):
      note(
        .newReplica,
        "The folder holds changes of replica \(own.replica) that this library does not have: it is "
          + "a copy or was put back from a backup. It goes on as a replica of its own; nothing is "
          + "lost."
      )
      guard !isDryRun else { return }
      let old = own.replica
      // What was published of ours stays under its name, beside what the other published.
      let replica = try log.takeNewReplica(after: max(common, try lastRemembered(own)))
      forgetOwn(replica)
      own = OwnStream(replica: replica, names: try folder.list(FolderPath.directory(of: replica)))
      heads += try newHeads(of: old)
    }
  }

  /// Compares what the folder shows of our changes with what our log holds.
  ///
  /// They are in our own directory and, where we were copied or lost files, in those of carriers.
  /// Costs one hash for each head that names what we have, else reads what is unknown.
  private mutating func compareWithLog(_ own: inout OwnStream, _ heads: [Head]) throws -> Comparison
  {
    let here = try log.version[own.replica]
    var common: UInt64 = 0
    var hasMore = heads.contains { $0.merged[own.replica] > here }
    var isOther = false
    var unknown: [ReplicaStream.Place] = []
    let known = sources(in: [own.head].compactMap { $0 } + heads)
    for source in known[own.replica] ?? [] {
      let last = source.stream.last
      if try log.hash(of: ChangeID(replica: own.replica, sequence: last)) == source.stream.tip {
        common = max(common, last)
        continue
      }
      // The head shows that they part, and perhaps no segment that can be read shows where.
      if last > here { hasMore = true } else { isOther = true }
      unknown += source.stream.segments.map { .init(carrier: source.carrier, name: $0.name) }
    }
    let carried = Set(own.carried.flatMap(\.segments).map(\.name))
    let listed = Set(own.changes.segments.map(\.name))
    let unlisted = own.names.compactMap { SegmentName($0) }.filter {
      $0.last > own.changes.last && !carried.contains($0) && !listed.contains($0)
    }
    unknown += unlisted.map { .init(carrier: own.replica, name: $0) }

    var firstOther: UInt64?
    for place in unknown.sorted(by: { $0.name < $1.name }) {
      guard case .whole(let segment) = try readSegment(at: place) else {
        // Not one that we remember to have published: to be taken for somebody else's.
        if place.name.last > min(here, memory.published) { hasMore = true }
        continue
      }
      // Others' that a sync carried and did not come to name, or whose removal was undone.
      guard segment.replica == own.replica else { continue }
      if segment.last > here { hasMore = true }
      guard let other = try firstUnknown(in: segment) else {
        if place.carrier == own.replica { own.unlisted.append(place.name) }
        common = max(common, segment.last)
        continue
      }
      let sequence = other.id.sequence
      guard try tip(of: own.replica, at: sequence - 1) == other.previousHash else { continue }
      common = max(common, sequence - 1)
      if sequence <= here { firstOther = min(firstOther ?? sequence, sequence) }
    }

    if let firstOther { return .forked(after: firstOther - 1) }
    if isOther { return .unclear }
    // What was published before this library was copied is common too, though it cannot be read.
    return hasMore ? .forked(after: max(common, min(memory.published, here))) : .same
  }

  /// The first change of a segment that the log does not hold.
  private func firstUnknown(in segment: Segment) throws -> Change? {
    var changes = segment.reader()
    while let change = try changes.next() {
      guard try log.hash(of: change.id) == change.hash else { return change }
    }
    return nil
  }

  private enum Comparison {
    /// The folder holds no changes of ours that we do not have.
    case same
    /// Somebody else went on after this change.
    case forked(after: UInt64)
    /// Somebody else went on, and it cannot be told yet after which change.
    case unclear
  }
}
