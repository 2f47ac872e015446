import GRDB
import Replication

/// Takes changes that are not our own into log and state.
struct ChangeTaker {
  let db: Database
  let hash: HashFunction

  /// Takes changes in, each ready after those before it; one that is here is passed over.
  ///
  /// One that follows another change than what does so here begins another history of its replica,
  /// see ``Histories``.
  ///
  /// - Returns: whether content was taken away, see ``Purger``.
  /// - Throws: ``ChangeRefused``; and ``CodecError`` when the operations of one of several do not fit
  ///   the state that they meet, without saying of which. The transaction is of no use then.
  @discardableResult
  func take(_ changes: [Change]) throws -> Bool {
    var replicas = try KnownReplicas(db: db)
    let own = try SettingsTable(db: db).replica()
    let read = changes.map { change in
      (change, Result { try change.verifiedOperations(hashedBy: hash) })
    }
    let redactor = try redactor(for: read, replicas)
    let log = ChangeTable(db: db, hash: hash)
    var position = try log.nextPosition()
    var incoming: [IncomingChange] = []
    var hasRenamed = false
    for (change, result) in read {
      let branch: ReplicaID
      switch try relation(of: change, replicas) {
      case .here: continue
      case .next(let known): branch = known
      case .fork(let base) where change.id.replica != own:
        try replicas.save()
        let fork = try HistoryFork(db: db, hash: hash).begin(with: change, after: base)
        replicas = try KnownReplicas(db: db)
        hasRenamed = hasRenamed || fork.hasRenamed
        branch = fork.branch
      case .missing, .fork:
        throw ChangeRefused(
          change: change.id,
          reason: "it does not continue the history of its replica",
          isWaiting: true
        )
      }
      guard let dependencies = try reader(replicas).version(of: change.dependencies) else {
        throw ChangeRefused(
          change: change.id,
          reason: "it follows changes that are not here",
          isWaiting: true
        )
      }
      let operations = try refusing(change) { try result.get() }
      let entry = try replicas.entry(making: branch)
      let id = ChangeID(replica: branch, sequence: change.id.sequence)
      let seen = entry.seen.merging(dependencies)
      let redacted = try redactor.redacting(operations)
      try log.insert(
        redacted.map { change.with(payload: PayloadCodec.encode($0)) } ?? change,
        at: position,
        replica: entry.number
      )
      replicas.advance(branch, to: change, seen: seen.with(id))
      let left = redacted ?? operations
      let named = try refusing(change) {
        let reader = reader(replicas)
        try reader.record(left, of: id, following: change.dependencies, seen: seen.with(id))
        return try reader.operations(left, of: id)
      }
      let context = ChangeContext(id: id, clock: change.clock, seen: seen)
      incoming.append(IncomingChange(context, at: position, named))
      position += 1
    }
    guard !hasRenamed else {
      try replicas.save()
      try HistoryFork(db: db, hash: hash).renewNames()
      return try Rebuild(db: db, hash: hash).run()
    }
    let applier = ChangeApplier(db: db, log: log)
    let purged =
      if changes.count == 1, let change = changes.first {
        try refusing(change) { try applier.apply(incoming) }
      } else {
        try applier.apply(incoming)
      }
    try replicas.save()
    return try Purger(db: db, hash: hash).finish(purged)
  }

  private func reader(_ replicas: KnownReplicas) -> HistoryReader {
    HistoryReader(db: db, hash: hash, replicas)
  }

  private func relation(
    of change: Change,
    _ replicas: KnownReplicas
  ) throws -> Histories.Relation {
    // Almost always.
    if replicas.histories.isPlain, replicas.tip(of: change.id.replica).relation(to: change) == .next
    {
      return .next(change.id.replica)
    }
    return try reader(replicas).relation(of: change)
  }

  /// Knows what is purged here and what these changes purge; one that is here already says nothing.
  private func redactor(
    for changes: [(Change, Result<[Operation], any Error>)],
    _ replicas: KnownReplicas
  ) throws -> IncomingRedactor {
    var redactor = try IncomingRedactor(db: db)
    for case (let change, .success(let operations)) in changes {
      if change.id.sequence <= replicas.version[change.id.replica] || !replicas.histories.isPlain,
        case .here = try reader(replicas).relation(of: change)
      {
        continue
      }
      redactor.learn(from: operations)
    }
    return redactor
  }

  private func refusing<Result>(_ change: Change, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as CodecError {
      throw ChangeRefused(change: change.id, reason: error.description)
    }
  }
}
