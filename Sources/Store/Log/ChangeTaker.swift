import GRDB
import Replication

/// Takes changes that are not our own into log and state.
struct ChangeTaker {
  let db: Database
  let hash: HashFunction

  /// Takes changes in, each ready after those before it; one that is here is passed over.
  ///
  /// - Throws: ``ChangeRefused``; and ``CodecError`` when the operations of one of several do not fit
  ///   the state that they meet, without saying of which. The transaction is of no use then.
  func take(_ changes: [Change]) throws {
    var replicas = try KnownReplicas(db: db)
    let log = ChangeTable(db: db, hash: hash)
    var position = try log.nextPosition()
    var incoming: [IncomingChange] = []
    for change in changes {
      let replica = try replicas.entry(making: change.id.replica)
      guard change.id.sequence > replica.sequence else { continue }
      guard change.id.sequence == replica.sequence + 1, change.previousHash == replica.hash else {
        throw ChangeRefused(
          change: change.id,
          reason: "it does not continue the history of its replica"
        )
      }
      guard replicas.version.contains(change.dependencies) else {
        throw ChangeRefused(change: change.id, reason: "it follows changes that are not here")
      }
      let operations = try refusing(change) { try change.operations() }
      let seen = replica.seen.merging(change.dependencies)
      let context = ChangeContext(id: change.id, clock: change.clock, seen: seen)
      incoming.append(IncomingChange(context, at: position, operations))
      try log.insert(change, at: position, replica: replica.number)
      replicas.advance(to: change, seen: seen.with(change.id))
      position += 1
    }
    let applier = ChangeApplier(db: db, log: log)
    if changes.count == 1, let change = changes.first {
      try refusing(change) { try applier.apply(incoming) }
    } else {
      try applier.apply(incoming)
    }
    try replicas.save()
  }

  private func refusing<Result>(_ change: Change, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as CodecError {
      throw ChangeRefused(change: change.id, reason: error.description)
    }
  }
}
