import Replication

/// Streams in the folder bear the id under which they were published; what is here has a name for each
/// history of that id. The hash of a stream's last change tells which it is.
extension SyncSession {
  /// The branch in which the last change of a stream stands here; `nil` when it is not here.
  func history(of stream: PublishedStream) throws -> ReplicaID? {
    try history(of: stream.replica, endingAt: stream.end)
  }

  func history(of replica: ReplicaID, endingAt end: ChainTip) throws -> ReplicaID? {
    for branch in histories.branches(of: replica) {
      let last = ChangeID(replica: branch, sequence: end.sequence)
      if try log.hash(of: last) == end.hash { return histories.branch(of: last) }
    }
    return nil
  }

  /// What a span holds of each branch that is here.
  ///
  /// Of a stream that ends beyond what is here it is not known yet which history it is: it counts by
  /// its numbers. One that ends otherwise than what is here is another history.
  func spans(ofBranches named: NamedSpan) throws -> [Span] {
    let span = named.span
    guard let history = try history(of: span.replica, endingAt: named.end) else {
      let last = ChangeID(replica: span.replica, sequence: named.end.sequence)
      return try log.hash(of: last) == nil ? [span] : []
    }
    var base = span.base
    var spans: [Span] = []
    for (branch, last) in histories.path(of: history) where last > base && base < span.last {
      let end = min(last, span.last)
      spans.append(Span(replica: branch, base: base, last: end))
      base = end
    }
    return spans
  }

  /// Takes in histories of replicas of which another one is here, as far as files and dependencies
  /// are here.
  ///
  /// Each stream whose end is not here is read backwards to where it leaves what is, and from there
  /// on. Costs that for each, whenever a replica has several histories.
  /// - Returns: whether anything was taken in.
  mutating func takeBranches(
    _ sources: [ReplicaID: [ReplicaStream.Source]],
    _ version: inout VersionVector
  ) throws -> Bool {
    guard !isDryRun else { return false }
    var hasTaken = false
    for (replica, sources) in sources.sorted(by: { $0.key < $1.key }) {
      for source in sources where try history(of: source.stream) == nil {
        let isKnownToPart = histories.forked.contains(replica) || parted.contains(replica)
        let isOther = source.stream.last <= version[replica]
        guard isKnownToPart || isOther else { continue }
        hasTaken = try takeBranch(source) || hasTaken
      }
    }
    if hasTaken { version = try log.version }
    return hasTaken
  }

  private mutating func takeBranch(_ source: ReplicaStream.Source) throws -> Bool {
    guard let start = try firstUnknown(in: source) else { return false }
    var hasTaken = false
    for name in source.stream.segments[start...].map(\.name) {
      let place = ReplicaStream.Place(carrier: source.carrier, name: name)
      guard case .whole(let segment) = try readSegment(at: place, of: source.stream.replica) else {
        break
      }
      var changes = segment.reader()
      var batch = Batch()
      var isWhole = true
      while isWhole, let change = try? changes.next() {
        if try isHere(change) { continue }
        batch.append(change, from: place)
        if batch.isFull { isWhole = try take(&batch, &hasTaken) }
      }
      if isWhole, !batch.isEmpty { isWhole = try take(&batch, &hasTaken) }
      guard isWhole else { break }
    }
    return hasTaken
  }

  /// The first segment of a stream that goes on from what is here: it may hold some of that, too.
  private mutating func firstUnknown(in source: ReplicaStream.Source) throws -> Int? {
    for index in source.stream.segments.indices.reversed() {
      let name = source.stream.segments[index].name
      if name.first == 1 { return index }
      let place = ReplicaStream.Place(carrier: source.carrier, name: name)
      guard case .whole(let segment) = try readSegment(at: place, of: source.stream.replica) else {
        return nil
      }
      let end = ChainTip(sequence: name.first - 1, hash: segment.previousHash)
      if try history(of: source.stream.replica, endingAt: end) != nil { return index }
    }
    return nil
  }

  private func isHere(_ change: Change) throws -> Bool {
    let end = ChainTip(sequence: change.id.sequence, hash: change.hash)
    return try history(of: change.id.replica, endingAt: end) != nil
  }

  /// - Returns: whether the log took the whole batch; else it holds what comes before the first
  ///   change that it did not take.
  private mutating func take(_ batch: inout Batch, _ hasTaken: inout Bool) throws -> Bool {
    var changes = batch.changes
    var isWhole = true
    do {
      try log.append(changes)
    } catch let refused as ChangeRefused {
      isWhole = false
      if !refused.isWaiting, let place = batch.place(of: refused.change) {
        report(refused, in: place)
      }
      changes = Array(changes.prefix { $0.id != refused.change })
      if !changes.isEmpty { try log.append(changes) }
    }
    batch = Batch()
    guard !changes.isEmpty else { return isWhole }
    hasTaken = true
    report.received += changes.count
    histories = try log.histories
    return isWhole
  }

  /// Says of which replicas there are several histories, once of each.
  mutating func noteForks() {
    for replica in histories.forked.subtracting(memory.forked).sorted() {
      note(
        .fork,
        "Replica \(replica) published two histories: a library was copied, or put back from a "
          + "backup. Both are kept."
      )
    }
    memory.forked = histories.forked
  }
}

extension PublishedStream {
  /// Its last change.
  var end: ChainTip { ChainTip(sequence: last, hash: tip) }
}
