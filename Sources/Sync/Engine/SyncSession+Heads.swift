import Replication

extension SyncSession {
  /// The heads of others from which there may be something to learn.
  mutating func newHeads(besides own: ReplicaID) throws -> [Head] {
    let listed = try folder.list(FolderPath.replicas).compactMap { ReplicaID(hexadecimal: $0) }
    let replicas = Set(listed).union(memory.heads.keys).subtracting([own])
    return try replicas.sorted().flatMap { try newHeads(of: $0) }
  }

  /// The newest head of a replica, unless all that it says was done and still stands, and heads that
  /// carriers keep beside it under other names.
  ///
  /// Of two heads of one number, which copies of a library wrote, one becomes such a copy: it may be
  /// the only one that names another history.
  mutating func newHeads(of replica: ReplicaID) throws -> [Head] {
    let names = try folder.list(FolderPath.directory(of: replica))
    guard let head = try newHead(of: replica, among: names) else { return [] }
    return try [head] + copiedHeads(of: replica, among: names).filter { try isNeeded($0) }
  }

  /// Whether a head names a history that is not here, or perhaps a small attachment.
  private func isNeeded(_ head: Head) throws -> Bool {
    if try head.streams.contains(where: { try !$0.segments.isEmpty && history(of: $0) == nil }) {
      return true
    }
    return try !head.packs.isEmpty && !attachments.missingAttachments().isEmpty
  }

  /// Whole heads under names that are not theirs.
  mutating func copiedHeads(of replica: ReplicaID, among names: [String]) throws -> [Head] {
    let copies = names.filter { HeadName($0) == nil && HeadName.counter(ofCopy: $0) != nil }
    return try copies.sorted().suffix(Limits.copiesTried).compactMap { name in
      try copiedHead(name, of: replica)
    }
  }

  /// What a head says is remembered, as far as it can be known before the changes are merged.
  private mutating func newHead(of replica: ReplicaID, among names: [String]) throws -> Head? {
    let known = memory.heads[replica]
    let newest = names.compactMap { HeadName($0)?.counter }.max() ?? 0
    let listed = fingerprint(of: names)
    var bound: UInt64 = 0
    // A folder that was put back to an earlier state begins with lower counters again.
    if let known, known.isDone, known.counter <= newest, known.listed == listed {
      bound = known.counter
    }
    guard let head = try newestHead(of: replica, among: names, above: bound) else {
      // Whoever has its changes may carry them from now on.
      if newest == 0 { memory.heads[replica]?.clear() }
      return nil
    }
    if let known, known.counter > head.counter, !isDryRun {
      note(
        .putBack,
        "The folder shows replica \(replica) at an earlier state than it did before. Nothing that is "
          + "here is lost."
      )
    }
    if try isWaitedFor(replica) { wantedByOthers.formUnion(head.wanted) }
    // Of a head that is seen again, files that are not here are no longer taken to be in flight.
    let isSeenAgain = known?.counter == head.counter
    let present = Set(names)
    memory.heads[replica] = FolderMemory.KnownHead(
      counter: head.counter,
      clock: head.clock,
      merged: head.merged,
      spans: head.streams.flatMap { $0.spans(among: isSeenAgain ? present : nil) },
      packed: packed(of: head, known),
      listed: listed,
      isDone: head.streams.flatMap(\.segments).allSatisfy {
        present.contains($0.name.description)
      }
    )
    if isSeenAgain { seenAgain.insert(replica) }
    return head
  }

  /// Whether somebody may read what is published for a replica.
  ///
  /// Nobody goes on as one that was retired, nor as one that this library was: its head stays for
  /// ever as it is.
  private func isWaitedFor(_ replica: ReplicaID) throws -> Bool {
    try !memory.former.contains(replica) && !log.retired.contains(replica)
  }

  /// Up to where the attachments in a replica's packs were looked through.
  private func packed(of head: Head, _ known: FolderMemory.KnownHead?) -> UInt64 {
    guard let known, !memory.isReceivingAttachments, known.counter <= head.counter else { return 0 }
    return known.packed
  }

  /// Who names changes of each replica, itself first.
  func sources(in heads: [Head]) -> [ReplicaID: [ReplicaStream.Source]] {
    var sources: [ReplicaID: [ReplicaStream.Source]] = [:]
    for head in heads where !head.own.segments.isEmpty {
      sources[head.replica, default: []].append((carrier: head.replica, stream: head.own))
    }
    for head in heads {
      for stream in head.carried {
        sources[stream.replica, default: []].append((carrier: head.replica, stream: stream))
      }
    }
    return sources
  }

  /// The hash of a change that is here; zero for any other number, and before the first.
  func tip(of replica: ReplicaID, at sequence: UInt64) throws -> Digest {
    try log.hash(of: ChangeID(replica: replica, sequence: sequence)) ?? .zero
  }
}

extension FolderMemory.KnownHead {
  /// The folder holds nothing by it any more; what it said last stays.
  fileprivate mutating func clear() {
    counter = 0
    spans = []
    packed = 0
    listed = 0
    isDone = false
  }
}
