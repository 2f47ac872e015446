import GRDB
import Replication

/// Makes room in the log for another history of a replica.
struct HistoryFork {
  let db: Database
  let hash: HashFunction

  /// Begins the branch of a change that follows another in place of the one that does so here.
  ///
  /// Of the two branches that part there the one whose first change has the smaller hash keeps the
  /// name. Where that is the new one, what is here gets another name: then everything that is made
  /// from the log has to be made anew, see ``renewNames()``.
  /// - Returns: the branch of the change, and whether another was renamed.
  func begin(
    with change: Change,
    after base: ChangeID
  ) throws -> (branch: ReplicaID, hasRenamed: Bool) {
    let replicas = try KnownReplicas(db: db)
    let here = ChangeID(replica: base.replica, sequence: base.sequence + 1)
    guard let origin = replicas[base.replica],
      let first = try ChangeTable(db: db, hash: hash).hash(of: here)
    else { throw LoggedChange.damaged }
    let table = ReplicaTable(db: db)
    let tip = ChainTip(sequence: base.sequence, hash: change.previousHash)
    let keepsName = Histories.keepsName(change.hash, beside: first)
    let branch = try table.insert(
      branch: Histories.name(
        of: origin.replica,
        beginningWith: keepsName ? first : change.hash
      ),
      of: origin.replica,
      from: origin,
      after: tip,
      seen: try seen(at: base)
    )
    guard keepsName else { return (branch.id, false) }
    try db.execute(
      sql: "UPDATE changes SET replica = ? WHERE replica = ? AND sequence > ?",
      arguments: [branch.number, origin.number, Int64(bitPattern: base.sequence)]
    )
    try db.execute(
      sql: "UPDATE replicas SET origin = ? WHERE origin = ? AND base > ? AND number <> ?",
      arguments: [
        branch.number, origin.number, Int64(bitPattern: base.sequence), branch.number,
      ]
    )
    var shortened = origin
    shortened.end(at: tip, seen: branch.seen, clock: origin.clock)
    try table.save(shortened)
    var renamed = branch
    renamed.end(at: origin.tip, seen: origin.seen, clock: origin.clock)
    try table.save(renamed)
    return (origin.id, true)
  }

  /// What the replica of a change had seen, that change included.
  ///
  /// - Complexity: O(changes of its history).
  private func seen(at change: ChangeID) throws -> VersionVector {
    let reader = try HistoryReader(db: db, hash: hash)
    var version = VersionVector()
    for (branch, last) in reader.replicas.histories.path(of: change.replica) {
      let last = min(last, change.sequence)
      guard last > 0 else { continue }
      try ChangeTable(db: db, hash: hash).each(
        "WHERE id = ? AND changes.sequence <= ?",
        [.id(branch), .integer(Int64(bitPattern: last))]
      ) { change in
        version.merge(try reader.versionHeld(change.dependencies))
        return true
      }
      version.insert(ChangeID(replica: branch, sequence: last))
    }
    return version
  }

  /// Works out anew what depends on the names of branches, from the log alone.
  ///
  /// - Complexity: O(log).
  func renewNames() throws {
    try db.execute(sql: "DELETE FROM branch_views")
    try db.execute(sql: "DELETE FROM branch_texts")
    let reader = try HistoryReader(db: db, hash: hash)
    var seen = SeenVersions(reader.replicas.histories)
    var tips: [ReplicaID: (tip: ChainTip, clock: HybridTimestamp)] = [:]
    try ChangeTable(db: db, hash: hash).eachChained("ORDER BY position", []) { logged, change in
      let before = seen.follow(logged.id, try reader.versionHeld(logged.dependencies))
      // A payload that cannot be read never came into the log.
      try reader.record(
        try logged.operations(),
        of: logged.id,
        following: logged.dependencies,
        seen: before.with(logged.id)
      )
      let clock = max(tips[logged.id.replica]?.clock ?? logged.clock, logged.clock)
      let tip = ChainTip(sequence: change.id.sequence, hash: change.hash)
      tips[logged.id.replica] = (tip, clock)
      return true
    }
    for entry in try ReplicaTable(db: db).all() {
      guard let (tip, clock) = tips[entry.id] else { continue }
      var renewed = entry
      renewed.end(at: tip, seen: seen.last(of: entry.id), clock: clock)
      try ReplicaTable(db: db).save(renewed)
    }
  }
}
