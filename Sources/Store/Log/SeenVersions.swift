import Replication

/// What each branch's changes had seen, followed through the log in its order.
struct SeenVersions {
  private var seen: [ReplicaID: VersionVector] = [:]
  private let histories: Histories
  /// What had been seen at the changes after which other branches leave.
  private var atBases: [ChangeID: VersionVector] = [:]

  init(_ histories: Histories) {
    self.histories = histories
    for base in histories.bases { atBases[base] = VersionVector() }
  }

  /// What a change had seen that follows others beside those before it in its history.
  mutating func follow(_ change: ChangeID, _ dependencies: VersionVector) -> VersionVector {
    let before = (seen[change.replica] ?? atBase(of: change.replica)).merging(dependencies)
    let after = before.with(change)
    seen[change.replica] = after
    if atBases[change] != nil { atBases[change] = after }
    return before
  }

  /// What a branch's last change had seen, itself included.
  func last(of branch: ReplicaID) -> VersionVector { seen[branch] ?? atBase(of: branch) }

  private func atBase(of branch: ReplicaID) -> VersionVector {
    guard let branch = histories[branch] else { return VersionVector() }
    return atBases[ChangeID(replica: branch.origin, sequence: branch.base)] ?? VersionVector()
  }
}
