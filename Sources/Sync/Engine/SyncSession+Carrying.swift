import Replication

extension SyncSession {
  /// Changes of others that are here and that no head of the folder names, nor we.
  ///
  /// A stream of which a newer clip wrote something is left alone: what the folder holds of it
  /// cannot be told. So is one with two histories: the numbers do not tell which is there.
  func gaps(
    beside carried: [PublishedStream],
    in version: VersionVector,
    of own: ReplicaID
  ) -> [Span] {
    let named = memory.heads.values.flatMap(\.spans) + carried.map(\.span)
    let spans = Dictionary(grouping: named, by: \.replica)
    return version.entries.compactMap { entry in
      let replica = entry.replica
      guard replica != own, !newer.contains(replica), !forked.contains(replica) else { return nil }
      return Span.gap(in: spans[replica] ?? [], of: replica, upTo: entry.sequence)
    }
  }

  /// Whether the owner itself publishes all that we carry of it, and its files are really here.
  ///
  /// Only then may we cease to: two carriers that relied on each other would both cease at once.
  func isPublishedByItsOwner(_ stream: PublishedStream) throws -> Bool {
    guard let head = memory.heads[stream.replica], head.isDone else { return false }
    let isCovered = head.spans.contains {
      $0.replica == stream.replica && $0.base == 0 && $0.last >= stream.last
    }
    return try isCovered && isOurs(stream)
  }

  /// Whether the log holds a stream to its end, and the same history.
  func isOurs(_ stream: PublishedStream) throws -> Bool {
    try log.hash(of: ChangeID(replica: stream.replica, sequence: stream.last)) == stream.tip
  }

  /// Publishes others' changes, beside or among those that we carry already.
  ///
  /// What lies between two gaps of a stream is published with them, so that a head names one run of
  /// changes for each replica.
  mutating func carry(
    _ gap: Span,
    among carried: inout [PublishedStream],
    in carrier: ReplicaID
  ) throws {
    let start = PublishedStream(replica: gap.replica, base: gap.base)
    let index = carried.firstIndex { $0.replica >= gap.replica } ?? carried.endIndex
    if index == carried.endIndex || carried[index].replica != gap.replica {
      carried.insert(start, at: index)
    } else if try !isOurs(carried[index]) {
      // Ours from before this library was put back, whose changes are still to come.
      return
    } else if gap.base < carried[index].base {
      var front = start
      try carryAll(&front, upTo: carried[index].base, in: carrier)
      front.segments += carried[index].segments
      front.tip = carried[index].tip
      carried[index] = front
    }
    try carryAll(&carried[index], upTo: gap.last, in: carrier)
  }

  private mutating func carryAll(
    _ stream: inout PublishedStream,
    upTo last: UInt64,
    in carrier: ReplicaID
  ) throws {
    let before = stream.last
    if stream.last < last, let start = Compaction.start(of: stream.segments) {
      try rewrite(&stream, from: start, upTo: last, in: carrier)
    }
    while stream.last < last {
      try extend(&stream, upTo: last, in: carrier)
      advance(.sendingChanges, report.sent + report.carried + Int(stream.last - before))
    }
    report.carried += Int(stream.last - before)
  }
}
