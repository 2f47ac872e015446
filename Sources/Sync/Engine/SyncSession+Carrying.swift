import Replication

extension SyncSession {
  /// Changes of others that are here and that no head of the folder names, nor we; of each history
  /// those of its own branch.
  ///
  /// A stream of which a newer clip wrote something is left alone: what the folder holds of it
  /// cannot be told.
  func gaps(
    beside carried: [PublishedStream],
    in version: VersionVector,
    of own: ReplicaID
  ) throws -> [Span] {
    let named = memory.heads.values.flatMap(\.spans) + carried.flatMap { $0.spans(among: nil) }
    let spans = Dictionary(grouping: try named.flatMap(spans(ofBranches:)), by: \.replica)
    return version.entries.compactMap { entry in
      let branch = entry.replica
      let replica = histories.replica(of: branch)
      guard replica != own, !newer.contains(replica) else { return nil }
      return Span.gap(
        in: spans[branch] ?? [],
        of: branch,
        after: histories[branch]?.base ?? 0,
        upTo: entry.sequence
      )
    }
  }

  /// Whether the owner itself publishes all that we carry of it, and its files are really here.
  ///
  /// Only then may we cease to: two carriers that relied on each other would both cease at once.
  func isPublishedByItsOwner(_ stream: PublishedStream) throws -> Bool {
    guard let head = memory.heads[stream.replica], head.isDone, try isOurs(stream) else {
      return false
    }
    return try head.spans.contains { named in
      let span = named.span
      guard span.replica == stream.replica, span.base == 0, span.last >= stream.last,
        let history = try history(of: span.replica, endingAt: named.end)
      else { return false }
      return try log.hash(of: ChangeID(replica: history, sequence: stream.last)) == stream.tip
    }
  }

  /// Whether the log holds a stream to its end, and the same history.
  func isOurs(_ stream: PublishedStream) throws -> Bool { try history(of: stream) != nil }

  /// Publishes others' changes, beside or among those that we carry already.
  ///
  /// What lies between two gaps of a branch is published with them, so that a head names one run of
  /// changes for each.
  mutating func carry(
    _ gap: Span,
    among carried: inout [PublishedStream],
    in carrier: ReplicaID
  ) throws {
    let replica = histories.replica(of: gap.replica)
    let start = PublishedStream(replica: replica, base: gap.base)
    if let index = try carried.firstIndex(where: { try history(of: $0) == gap.replica }) {
      if gap.base < carried[index].base {
        var front = start
        try carryAll(&front, of: gap.replica, upTo: carried[index].base, in: carrier)
        front.segments += carried[index].segments
        front.tip = carried[index].tip
        carried[index] = front
      }
      try carryAll(&carried[index], of: gap.replica, upTo: gap.last, in: carrier)
    } else if try carried.contains(where: { try $0.replica == replica && !isOurs($0) }) {
      // Ours from before this library was put back, whose changes are still to come.
      return
    } else {
      var stream = start
      try carryAll(&stream, of: gap.replica, upTo: gap.last, in: carrier)
      let index = carried.firstIndex { stream.stands(before: $0) } ?? carried.endIndex
      carried.insert(stream, at: index)
    }
  }

  private mutating func carryAll(
    _ stream: inout PublishedStream,
    of history: ReplicaID,
    upTo last: UInt64,
    in carrier: ReplicaID
  ) throws {
    let before = stream.last
    if stream.last < last, let start = Compaction.start(of: stream.segments) {
      try rewrite(&stream, of: history, from: start, upTo: last, in: carrier)
    }
    while stream.last < last {
      try extend(&stream, of: history, upTo: last, in: carrier)
      advance(.sendingChanges, report.sent + report.carried + Int(stream.last - before))
    }
    // What this library made under another id is its own for whoever reads the report.
    if memory.former.contains(stream.replica) {
      report.sent += Int(stream.last - before)
    } else {
      report.carried += Int(stream.last - before)
    }
  }
}
