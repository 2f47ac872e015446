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
  /// a backup was put back, or from a copy of it. All that is here stays under the old id, and is
  /// carried where the folder lacks it; from now on that id is read like anyone's.
  mutating func checkWhoWeAre(_ own: inout OwnStream, _ heads: inout [Head]) throws {
    let copies = try copiedHeads(of: own.replica, among: own.names)
    guard try isPublishedByOthers(&own, heads + copies) else { return }
    note(
      .newReplica,
      "The folder holds changes of replica \(own.replica) that this library does not have: it is "
        + "a copy or was put back from a backup. It goes on as a replica of its own; nothing is "
        + "lost."
    )
    // Said with this already, should it be so.
    memory.forked.insert(own.replica)
    guard !isDryRun else { return }
    heads += try goOnAsNewReplica(&own)
  }

  /// Takes a new id, under which nothing was published yet.
  /// - Returns: the heads under the old id, which is another replica's from now on.
  mutating func goOnAsNewReplica(_ own: inout OwnStream) throws -> [Head] {
    let old = own.replica
    let replica = try log.takeNewReplica()
    memory.former.insert(old)
    forgetOwn(replica)
    own = OwnStream(replica: replica, names: try folder.list(FolderPath.directory(of: replica)))
    return try newHeads(of: old)
  }

  /// Whether the folder shows changes of ours that our log does not hold.
  ///
  /// They are in our own directory and, where we were copied or lost files, in those of carriers.
  /// Costs one hash for each head that names what we have, else reads what is unknown.
  private mutating func isPublishedByOthers(
    _ own: inout OwnStream,
    _ heads: [Head]
  ) throws -> Bool {
    let here = try log.version[own.replica]
    if heads.contains(where: { $0.merged[own.replica] > here }) { return true }
    let known = sources(in: [own.head].compactMap { $0 } + heads)
    for source in known[own.replica] ?? [] {
      let last = ChangeID(replica: own.replica, sequence: source.stream.last)
      if try log.hash(of: last) != source.stream.tip { return true }
    }
    let carried = Set(own.carried.flatMap(\.segments).map(\.name))
    let listed = Set(own.changes.segments.map(\.name))
    let unlisted = own.names.compactMap { SegmentName($0) }.filter {
      $0.last > own.changes.last && !carried.contains($0) && !listed.contains($0)
    }
    for name in unlisted.sorted() {
      let place = ReplicaStream.Place(carrier: own.replica, name: name)
      guard case .whole(let segment) = try readSegment(at: place) else {
        // Not one that we remember to have published: to be taken for somebody else's.
        if name.last > min(here, memory.published) { return true }
        continue
      }
      // Others' that a sync carried and did not come to name, or whose removal was undone.
      guard segment.replica == own.replica else { continue }
      guard try isHere(segment) else { return true }
      own.unlisted.append(name)
    }
    return false
  }

  private func isHere(_ segment: Segment) throws -> Bool {
    var changes = segment.reader()
    while let change = try changes.next() {
      guard try log.hash(of: change.id) == change.hash else { return false }
    }
    return true
  }
}
