import GRDB
import Replication

/// Takes changes that are not our own into log and state.
struct ChangeTaker {
  let db: Database
  let hash: HashFunction

  /// Takes changes in, each ready after those before it; one that is here is passed over.
  ///
  /// - Returns: whether content was taken away, see ``Purger``.
  /// - Throws: ``ChangeRefused``; and ``CodecError`` when the operations of one of several do not fit
  ///   the state that they meet, without saying of which. The transaction is of no use then.
  @discardableResult
  func take(_ changes: [Change]) throws -> Bool {
    var replicas = try KnownReplicas(db: db)
    var redactor = try IncomingRedactor(db: db)
    let read = changes.map { change in
      (change, Result { try change.verifiedOperations(hashedBy: hash) })
    }
    // One that is here already is passed over, and says nothing either.
    for case (let change, .success(let operations)) in read
    where change.id.sequence > replicas.version[change.id.replica] {
      redactor.learn(from: operations)
    }
    let log = ChangeTable(db: db, hash: hash)
    var position = try log.nextPosition()
    var incoming: [IncomingChange] = []
    for (change, result) in read {
      let replica = try replicas.entry(making: change.id.replica)
      switch replica.tip.relation(to: change) {
      case .earlier: continue
      case .next: break
      case .later, .fork:
        throw ChangeRefused(
          change: change.id,
          reason: "it does not continue the history of its replica"
        )
      }
      guard replicas.version.contains(change.dependencies) else {
        throw ChangeRefused(change: change.id, reason: "it follows changes that are not here")
      }
      let operations = try refusing(change) { try result.get() }
      let seen = replica.seen.merging(change.dependencies)
      let context = ChangeContext(id: change.id, clock: change.clock, seen: seen)
      let redacted = try redactor.redacting(operations)
      incoming.append(IncomingChange(context, at: position, redacted ?? operations))
      try log.insert(
        redacted.map { change.with(payload: PayloadCodec.encode($0)) } ?? change,
        at: position,
        replica: replica.number
      )
      replicas.advance(to: change, seen: seen.with(change.id))
      position += 1
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

  private func refusing<Result>(_ change: Change, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as CodecError {
      throw ChangeRefused(change: change.id, reason: error.description)
    }
  }
}
