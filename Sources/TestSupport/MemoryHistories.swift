import Replication
import Sync

/// The changes of every replica in memory, in as many histories as there are.
struct MemoryHistories {
  /// Of each branch, those after the change at which it leaves another.
  private(set) var changes: [ReplicaID: [Change]] = [:]
  private(set) var histories = Histories()

  var all: [Change] { changes.sorted { $0.key < $1.key }.flatMap(\.value) }

  var version: VersionVector {
    VersionVector(
      Dictionary(uniqueKeysWithValues: changes.keys.map { ($0, tip(of: $0).sequence) })
    )
  }

  func tip(of branch: ReplicaID) -> ChainTip {
    guard let last = changes[branch]?.last else { return .start }
    return ChainTip(sequence: last.id.sequence, hash: last.hash)
  }

  /// By the branch in which a change stands.
  func change(_ id: ChangeID) -> Change? {
    guard let changes = changes[id.replica], let first = changes.first?.id.sequence,
      id.sequence >= first, id.sequence - first < UInt64(changes.count)
    else { return nil }
    return changes[Int(id.sequence - first)]
  }

  /// By any history that has it.
  func hash(of id: ChangeID) -> Digest? {
    change(ChangeID(replica: histories.branch(of: id), sequence: id.sequence))?.hash
  }

  func changes(of history: ReplicaID, after sequence: UInt64) -> [Change] {
    histories.path(of: history).flatMap { branch, last -> ArraySlice<Change> in
      let changes = changes[branch] ?? []
      guard let first = changes.first?.id.sequence else { return [] }
      let start = sequence < first ? 0 : min(Int(sequence - first) + 1, changes.count)
      let end = last < first ? 0 : Int(clamping: min(last - first, UInt64(changes.count) - 1)) + 1
      return changes[min(start, end)..<end]
    }
  }

  func version(of dependencies: Dependencies) -> VersionVector? {
    histories.version(of: dependencies, tip: tip) { change($0)?.hash }
  }

  /// - Returns: in which branch a change is to stand, once ``append(_:to:)`` is asked to; `nil` when
  ///   it is here.
  mutating func branch(for change: Change, notOf own: ReplicaID) throws -> ReplicaID? {
    let relation = histories.relation(of: change, tip: tip) { self.change($0)?.hash }
    switch relation {
    case .here: return nil
    case .next(let branch): return branch
    case .fork where change.id.replica == own, .missing:
      throw ChangeRefused(change: change.id, reason: "it continues nothing", isWaiting: true)
    case .fork(let base):
      let next = ChangeID(replica: base.replica, sequence: base.sequence + 1)
      guard let here = self.change(next)?.hash else { return nil }
      let replica = histories.replica(of: base.replica)
      let keepsName = Histories.keepsName(change.hash, beside: here)
      let name = Histories.name(
        of: replica,
        beginningWith: keepsName ? here : change.hash
      )
      guard keepsName else {
        histories.add(name, Histories.Branch(origin: base.replica, base: base.sequence))
        return name
      }
      let branch = changes[base.replica] ?? []
      histories.rename(after: base, to: name)
      changes[base.replica] = branch.filter { $0.id.sequence <= base.sequence }
      changes[name] = branch.filter { $0.id.sequence > base.sequence }
      return base.replica
    }
  }

  mutating func append(_ change: Change, to branch: ReplicaID) {
    changes[branch, default: []].append(change)
  }

  /// Puts other changes in the place of some, with the same hashes.
  ///
  /// - Returns: the names of those that became others.
  mutating func redact(_ body: (Change) -> Change?) -> [ChangeID] {
    var redacted: [ChangeID] = []
    for (branch, known) in changes.sorted(by: { $0.key < $1.key }) {
      for (index, change) in known.enumerated() {
        guard let left = body(change) else { continue }
        changes[branch]?[index] = left
        redacted.append(ChangeID(replica: branch, sequence: change.id.sequence))
      }
    }
    return redacted
  }
}
