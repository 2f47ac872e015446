/// Which histories there are under each replica id: one, unless copies of a library published under
/// the same id.
///
/// Then the id's changes are a tree. Where it forks, the branch whose first change has the smaller
/// hash goes on under the name of what both follow, and each other branch is named after its first
/// change. Names are given by the changes alone, so that whoever has the same changes gives the same
/// names. A branch goes on counting: its first change has the number after its ``Branch/base``.
///
/// A *history* is a way through the tree: the changes of a branch and all that they follow. The name
/// of a branch names its history too.
///
/// Kleppmann & Howard, *Byzantine Eventual Consistency and the Fundamental Limits of Peer-to-Peer
/// Databases* (2020), for keeping both; `docs/format/changes.md`, section 10.
public struct Histories: Hashable, Sendable {
  /// Where a branch leaves another.
  public struct Branch: Hashable, Sendable {
    public let origin: ReplicaID
    /// The last change of the origin's history that it follows.
    public let base: UInt64

    public init(origin: ReplicaID, base: UInt64) {
      self.origin = origin
      self.base = base
    }
  }

  private var branches: [ReplicaID: Branch]

  /// - Precondition: the branches are a tree.
  public init(_ branches: [ReplicaID: Branch] = [:]) {
    self.branches = branches
  }

  /// Whether every replica has one history.
  public var isPlain: Bool { branches.isEmpty }

  public subscript(branch: ReplicaID) -> Branch? { branches[branch] }

  /// The replica under whose id a branch was published.
  public func replica(of branch: ReplicaID) -> ReplicaID {
    var name = branch
    while let origin = branches[name]?.origin { name = origin }
    return name
  }

  /// All branches under a replica's id, its own name first.
  public func branches(of replica: ReplicaID) -> [ReplicaID] {
    guard !isPlain else { return [replica] }
    return [replica] + branches.keys.filter { self.replica(of: $0) == replica }.sorted()
  }

  /// Replicas with more than one history.
  public var forked: Set<ReplicaID> { Set(branches.keys.map(replica)) }

  /// The changes after which a branch leaves another, by the name of that one.
  public var bases: Set<ChangeID> {
    Set(branches.values.map { ChangeID(replica: $0.origin, sequence: $0.base) })
  }

  /// The branches that a history goes through, from the first change on, and the last change of
  /// it in each: `UInt64.max` in the history's own.
  public func path(of history: ReplicaID) -> [(branch: ReplicaID, last: UInt64)] {
    var path = [(branch: history, last: UInt64.max)]
    while let branch = branches[path[0].branch] {
      path.insert((branch.origin, branch.base), at: 0)
    }
    return path
  }

  /// In which branch a change of a history stands.
  public func branch(of change: ChangeID) -> ReplicaID {
    guard !isPlain else { return change.replica }
    let path = path(of: change.replica)
    return path.first { change.sequence <= $0.last }?.branch ?? change.replica
  }

  /// What is seen with a change: it, and how far each branch that its history came through goes.
  public func version(of change: ChangeID) -> VersionVector {
    var version = VersionVector()
    for (branch, last) in path(of: change.replica) {
      version.insert(ChangeID(replica: branch, sequence: min(last, change.sequence)))
      if change.sequence <= last { break }
    }
    return version
  }

  /// The branch to which a replica's name led when only some changes were known.
  ///
  /// Where those lacked what follows in a branch, the branch that leaves it there had its name, of
  /// several the one whose first change has the least hash.
  /// - Parameters:
  ///   - name: which the replica used.
  ///   - seen: what it knew.
  ///   - hash: of a change by the branch in which it stands.
  /// - Returns: its present name.
  public func branch(
    meantBy name: ReplicaID,
    knowing seen: VersionVector,
    hash: (ChangeID) throws -> Digest?
  ) rethrows -> ReplicaID {
    var branch = name
    while true {
      let next = try branches.filter {
        $0.value.origin == branch && $0.value.base == seen[branch] && seen[$0.key] > 0
      }.map {
        (name: $0.key, first: try hash(ChangeID(replica: $0.key, sequence: $0.value.base + 1)))
      }
      let least = next.min { Self.keepsName($0.first ?? .zero, beside: $1.first ?? .zero) }
      guard let least else { return branch }
      branch = least.name
    }
  }

  /// Whether of two branches that leave one change the first keeps the name of what they follow;
  /// each is given by the hash of the change that it begins with.
  public static func keepsName(_ first: Digest, beside other: Digest) -> Bool {
    first.bytes.lexicographicallyPrecedes(other.bytes)
  }

  /// The name of the branch that begins with a change.
  ///
  /// It stands after its replica's id and before other ids as that does, and names of one replica
  /// stand by the hashes of the first changes: what is decided by the order of names, such as the
  /// places of what was typed at one place, is decided alike when a branch gets another name.
  public static func name(of replica: ReplicaID, beginningWith first: Digest) -> ReplicaID {
    ReplicaID(high: replica.high, low: 1 << 63 | first.mark >> 1)
  }

  /// Adds a branch.
  public mutating func add(_ name: ReplicaID, _ branch: Branch) {
    branches[name] = branch
  }

  /// Gives what follows a change of a branch another name, with the branches that leave it there.
  public mutating func rename(after base: ChangeID, to name: ReplicaID) {
    for (other, branch) in branches
    where branch.origin == base.replica && branch.base > base.sequence {
      branches[other] = Branch(origin: name, base: branch.base)
    }
    branches[name] = Branch(origin: base.replica, base: base.sequence)
  }
}

extension Histories {
  /// What a change is to the histories that are here.
  public enum Relation: Hashable, Sendable {
    /// The next change of a branch.
    case next(ReplicaID)
    /// A change that is here, in this branch.
    case here(ReplicaID)
    /// Another change than the one that follows this one here.
    case fork(ChangeID)
    /// The change before it is not here.
    case missing
  }

  /// Asks for hashes where the change is not simply the next one.
  ///
  /// - Parameters:
  ///   - change: as its replica published it.
  ///   - tip: of each branch.
  ///   - hash: of a change by the branch in which it stands and its number; `nil` where there is
  ///     none.
  /// - Returns: the relation, in the branches' names.
  public func relation(
    of change: Change,
    tip: (ReplicaID) -> ChainTip,
    hash: (ChangeID) throws -> Digest?
  ) rethrows -> Relation {
    let all = branches(of: change.id.replica)
    for branch in all where tip(branch).relation(to: change) == .next { return .next(branch) }
    for branch in all where change.id.sequence <= tip(branch).sequence {
      let id = ChangeID(replica: branch, sequence: change.id.sequence)
      if try hash(id) == change.hash { return .here(branch) }
    }
    guard change.id.sequence > 0 else { return .missing }
    for branch in all where change.id.sequence <= tip(branch).sequence {
      let before = ChangeID(replica: branch, sequence: change.id.sequence - 1)
      if before.sequence == 0 {
        if branch == change.id.replica, change.previousHash == .zero { return .fork(before) }
      } else if try hash(before) == change.previousHash {
        return .fork(before)
      }
    }
    return .missing
  }

  /// What a change had seen of others, by the names that the branches have here.
  ///
  /// - Parameters:
  ///   - dependencies: as its replica published them.
  ///   - tip: of each branch.
  ///   - hash: of a change by the branch in which it stands and its number.
  /// - Returns: `nil` where one of them is not here.
  public func version(
    of dependencies: Dependencies,
    tip: (ReplicaID) -> ChainTip,
    hash: (ChangeID) throws -> Digest?
  ) rethrows -> VersionVector? {
    var version = VersionVector()
    for entry in dependencies.entries {
      guard let seen = try change(entry, tip: tip, hash: hash) else { return nil }
      version.merge(self.version(of: seen))
    }
    return version
  }

  /// The change that a dependency means, by the branch in which it stands.
  public func change(
    _ entry: Dependencies.Entry,
    tip: (ReplicaID) -> ChainTip,
    hash: (ChangeID) throws -> Digest?
  ) rethrows -> ChangeID? {
    for branch in branches(of: replica(of: entry.change.replica)) {
      let tip = tip(branch)
      guard entry.change.sequence <= tip.sequence else { continue }
      let change = ChangeID(replica: branch, sequence: entry.change.sequence)
      let found = change.sequence == tip.sequence ? tip.hash : try hash(change)
      if found?.mark == entry.mark { return change }
    }
    return nil
  }
}
