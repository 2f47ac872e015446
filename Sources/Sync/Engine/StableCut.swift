import Replication

/// What every replica has that may come back: the pointwise minimum of what each has merged.
///
/// Only below it may anything be pruned that a merge could still need. A replica that lags holds
/// it back, however long it was away, until a person retires that replica. It never falls, save
/// when a replica is met that nobody had known.
///
/// Wuu & Bernstein, *Efficient Solutions to the Replicated Log and Dictionary Problems* (1984), for
/// what everyone is known to have.
struct StableCut: Hashable {
  let version: VersionVector

  /// - Parameters:
  ///   - own: what this replica has.
  ///   - merged: what each other replica last said to have, however long ago.
  ///   - retired: those that are not waited for.
  init(
    own: VersionVector,
    merged: [ReplicaID: VersionVector],
    retired: Set<ReplicaID>
  ) {
    let others = merged.filter { !retired.contains($0.key) }.values
    let least = own.entries.map { entry in
      (entry.replica, others.reduce(entry.sequence) { min($0, $1[entry.replica]) })
    }
    version = VersionVector(Dictionary(uniqueKeysWithValues: least))
  }

  /// Whether everyone has a change.
  func contains(_ change: ChangeID) -> Bool { version.contains(change) }
}

extension FolderMemory {
  /// The stable cut of the replicas that were ever seen in this folder.
  ///
  /// A replica whose head the folder lost still counts, by what it said last.
  func stableCut(own: VersionVector, retired: Set<ReplicaID>) -> StableCut {
    StableCut(own: own, merged: heads.mapValues(\.merged), retired: retired)
  }
}
