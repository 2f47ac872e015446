import Replication

extension SyncSession {
  /// Takes in what the other replicas published, each change after all that it depends on.
  mutating func receiveChanges(beside own: inout OwnStream) throws {
    let heads = try newHeads(besides: own.replica)
    own = try checkWhatOthersSaw(of: own, heads)
    var version = try log.version
    var streams = try heads.compactMap { try stream(of: $0, version) }
    version = try merge(&streams, into: version)
    for head in heads {
      let here = version[head.replica]
      if here >= head.last && !forked.contains(head.replica) {
        memory.applied[head.replica] = head.counter
      }
      report.waiting.add(head.last - min(head.last, here))
    }
  }

  /// The heads that are newer than what was applied.
  private mutating func newHeads(besides own: ReplicaID) throws -> [Head] {
    var heads: [Head] = []
    for name in try folder.list(FolderPath.replicas).sorted() {
      guard let replica = ReplicaID(hexadecimal: name), replica != own else { continue }
      let names = try folder.list(FolderPath.directory(of: replica))
      // A folder that was put back to an earlier state begins with lower counters again.
      let newest = names.compactMap { HeadName($0)?.counter }.max() ?? 0
      let applied = memory.applied[replica] ?? 0
      let bound = newest < applied ? 0 : applied
      if let head = try newestHead(of: replica, among: names, above: bound) { heads.append(head) }
    }
    return heads
  }

  /// Notices that others have changes in our name that we do not have, though our own directory
  /// does not show them: a backup was put back, and our files are lost or late.
  private mutating func checkWhatOthersSaw(of own: OwnStream, _ heads: [Head]) throws -> OwnStream {
    let here = try log.version[own.replica]
    guard heads.contains(where: { $0.merged[own.replica] > here }) else { return own }
    let published = own.head?.last ?? 0
    return try takeNewReplica(
      after: min(here, max(published, memory.published)),
      insteadOf: own
    )
  }

  /// The stream that a head opens; `nil` when all of it is here or it is a fork of what is here.
  private mutating func stream(
    of head: Head,
    _ version: VersionVector
  ) throws -> ReplicaStream? {
    let here = version[head.replica]
    if head.last > here {
      return ReplicaStream(head, after: try tip(of: head.replica, at: here))
    }
    if head.last > 0, try tip(of: head.replica, at: head.last) != head.tip {
      noteFork(of: head.replica, at: head.last)
    }
    return nil
  }

  private func tip(of replica: ReplicaID, at sequence: UInt64) throws -> Digest {
    try log.hash(of: ChangeID(replica: replica, sequence: sequence)) ?? .zero
  }

  mutating func noteFork(of replica: ReplicaID, at sequence: UInt64) {
    forked.insert(replica)
    note(
      .fork,
      "Replica \(replica) published two histories, which differ at or before change \(sequence): "
        + "a library was copied. The one that came second is not taken in."
    )
  }

  /// Merges the streams in batches, as far as files and dependencies are here.
  ///
  /// Each round takes from every stream all that is ready; what one stream gives may make another
  /// ready, so rounds go on until one gives nothing. Costs the changes taken, and the streams for
  /// each turn between them.
  /// - Returns: the version that is reached.
  private mutating func merge(
    _ streams: inout [ReplicaStream],
    into start: VersionVector
  ) throws -> VersionVector {
    var version = start
    var total = 0
    for stream in streams { total.add(stream.head.last - version[stream.replica]) }
    var batch = Batch()
    var isMoving = true
    while isMoving {
      isMoving = false
      for index in streams.indices {
        while let change = try nextReady(&streams[index], version) {
          streams[index].takeNext()
          version.insert(change.id)
          batch.append(change)
          isMoving = true
          guard batch.isFull else { continue }
          try take(&batch, &streams, &version)
          advance(.receivingChanges, report.received, of: total)
        }
      }
      // What the last batch held may turn out not to be takeable: then others go on without it.
      if !isMoving && !batch.isEmpty {
        isMoving = try !take(&batch, &streams, &version)
      }
    }
    if report.received > 0 { advance(.receivingChanges, report.received, of: total) }
    return version
  }

  /// The next change of a stream if it is ready; loads the segment that holds it.
  private mutating func nextReady(
    _ stream: inout ReplicaStream,
    _ version: VersionVector
  ) throws -> Change? {
    let sequence = version[stream.replica] + 1
    if stream.next == nil, !stream.isBlocked, let name = stream.name(of: sequence) {
      guard case .whole(let segment) = try readSegment(name, of: stream.replica) else {
        // In flight, or damaged and reported: tried again with the next sync.
        stream.block()
        return nil
      }
      stream.load(segment, named: name, from: sequence)
    }
    guard let change = stream.next else { return nil }
    guard change.previousHash == stream.tip else {
      noteFork(of: stream.replica, at: sequence)
      stream.block()
      return nil
    }
    return change.isReady(after: version) ? change : nil
  }

  /// Gives a batch to the log.
  ///
  /// Where it is refused because a payload is malformed, that stream is blocked and all begin again
  /// from what the log holds.
  /// - Returns: whether it was taken.
  @discardableResult
  private mutating func take(
    _ batch: inout Batch,
    _ streams: inout [ReplicaStream],
    _ version: inout VersionVector
  ) throws -> Bool {
    defer { batch = Batch() }
    do {
      if !isDryRun { try log.append(batch.changes) }
      report.received += batch.changes.count
      return true
    } catch {
      let culprits = batch.changes.filter { (try? $0.operations()) == nil }.map(\.id.replica)
      guard !culprits.isEmpty else { throw error }
      version = try log.version
      for index in streams.indices {
        let replica = streams[index].replica
        if culprits.contains(replica) {
          let name = streams[index].segment?.description ?? ""
          let path = "\(FolderPath.directory(of: replica))/\(name)"
          report(FileDefect("a change in it cannot be read (\(error))"), in: path)
          streams[index].block()
        }
        streams[index].restart(after: try tip(of: replica, at: version[replica]))
      }
      return false
    }
  }
}

extension Int {
  /// Stops at the greatest number: heads of strangers may claim anything.
  fileprivate mutating func add(_ number: UInt64) {
    let (sum, isBeyond) = addingReportingOverflow(Int(clamping: number))
    self = isBeyond ? .max : sum
  }
}

/// Changes on their way into the log, in an order in which each is ready.
private struct Batch {
  private(set) var changes: [Change] = []
  private var payload = 0

  var isEmpty: Bool { changes.isEmpty }

  var isFull: Bool {
    payload >= Limits.batchPayload || changes.count >= Limits.batchChanges
  }

  mutating func append(_ change: Change) {
    changes.append(change)
    payload += change.payload?.count ?? 0
  }
}
