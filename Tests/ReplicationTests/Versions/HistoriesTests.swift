import Replication
import TestSupport
import Testing

/// Replica ids under which several histories were published.
@Suite struct HistoriesOfReplicas {
  private static let replica = ReplicaID(high: 1, low: 1)
  private static let other = ReplicaID(high: 2, low: 2)

  /// Any hash will do that tells bytes apart.
  private static let hash = HashFunction { bytes in
    let words = (UInt64(0)..<4).map { lane -> UInt64 in
      var generator = SeededGenerator(
        seed: bytes.reduce(0xcbf2_9ce4_8422_2325 &+ lane) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
      )
      return generator.next()
    }
    return Digest(words.flatMap { word in (0..<8).map { UInt8(word >> (56 - $0 * 8) & 255) } })
      ?? .zero
  }

  private static func change(
    _ sequence: UInt64,
    after previous: Digest = .zero,
    saying text: UInt8,
    following dependencies: Dependencies = Dependencies()
  ) -> Change {
    Change(
      id: ChangeID(replica: replica, sequence: sequence),
      clock: HybridTimestamp(rawValue: sequence),
      dependencies: dependencies,
      payload: [text],
      after: previous,
      hashedBy: hash
    )
  }

  /// A tree of changes: `1`, then `2` with `3` and `4` behind it, and beside `2` another `2`.
  private struct Tree {
    var histories = Histories()
    var changes: [ReplicaID: [Change]] = [:]

    func tip(_ branch: ReplicaID) -> ChainTip {
      guard let last = changes[branch]?.last else { return .start }
      return ChainTip(sequence: last.id.sequence, hash: last.hash)
    }

    func hash(_ id: ChangeID) -> Digest? {
      changes[id.replica]?.first { $0.id.sequence == id.sequence }?.hash
    }

    func relation(_ change: Change) -> Histories.Relation {
      histories.relation(of: change, tip: tip, hash: hash)
    }
  }

  private let tree: Tree
  private let branch: ReplicaID
  private let (first, second, beside): (Change, Change, Change)

  init() {
    first = Self.change(1, saying: 1)
    second = Self.change(2, after: first.hash, saying: 2)
    let third = Self.change(3, after: second.hash, saying: 3)
    beside = Self.change(2, after: first.hash, saying: 4)
    var tree = Tree()
    branch = Histories.name(of: Self.replica, beginningWith: beside.hash)
    tree.histories.add(branch, Histories.Branch(origin: Self.replica, base: 1))
    tree.changes = [Self.replica: [first, second, third], branch: [beside]]
    self.tree = tree
  }

  @Test(arguments: UInt64(1)...20)
  func `names of branches stand where their replica's id stands`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let ids = (0..<8).map { _ in ReplicaID(high: random.next(), low: random.next() >> 1) }
    let hashes = (0..<8).compactMap { _ in Digest((0..<32).map { _ in random.next() }) }
    for (one, other) in zip(ids, ids.dropFirst()) {
      for hash in hashes {
        let name = Histories.name(of: one, beginningWith: hash)
        #expect((name < other) == (one < other), "seed \(seed)")
        #expect(one < name, "seed \(seed)")
        for second in hashes where second != hash {
          let isFirst = hash.bytes.lexicographicallyPrecedes(second.bytes)
          #expect((name < Histories.name(of: one, beginningWith: second)) == isFirst)
        }
      }
    }
  }

  @Test func `a change is told from others by the one before it`() {
    // What is here
    #expect(tree.relation(second) == .here(Self.replica))
    #expect(tree.relation(beside) == .here(branch))
    // what goes on
    let next = Self.change(3, after: beside.hash, saying: 5)
    #expect(tree.relation(next) == .next(branch))
    // what parts from it: also at the very first change
    let another = Self.change(3, after: second.hash, saying: 6)
    #expect(tree.relation(another) == .fork(ChangeID(replica: Self.replica, sequence: 2)))
    let start = Self.change(1, saying: 7)
    #expect(tree.relation(start) == .fork(ChangeID(replica: Self.replica, sequence: 0)))
    // and what follows nothing that is here
    #expect(tree.relation(Self.change(3, after: next.hash, saying: 8)) == .missing)
    #expect(tree.relation(Self.change(9, after: second.hash, saying: 8)) == .missing)
  }

  @Test func `a dependency means the change of its mark, and all that it follows`() {
    func version(_ change: Change, _ mark: UInt64) -> VersionVector? {
      let dependencies = Dependencies(VersionVector([change.id.replica: change.id.sequence])) { _ in
        mark
      }
      return tree.histories.version(of: dependencies, tip: tree.tip, hash: tree.hash)
    }
    #expect(version(second, second.hash.mark) == VersionVector([Self.replica: 2]))
    #expect(version(beside, beside.hash.mark) == VersionVector([Self.replica: 1, branch: 2]))
    #expect(version(second, first.hash.mark) == nil)
  }

  @Test func `a name leads as far as what was known`() {
    func meant(_ seen: [ReplicaID: UInt64]) -> ReplicaID {
      tree.histories.branch(
        meantBy: Self.replica,
        knowing: VersionVector(seen),
        hash: tree.hash
      )
    }
    // Who knew only the branch called it by the replica's id
    #expect(meant([Self.replica: 1, branch: 2]) == branch)
    #expect(meant([Self.replica: 2, branch: 2]) == Self.replica)
    #expect(meant([Self.replica: 1]) == Self.replica)
  }

  @Test func `a branch that is renamed takes along what leaves it`() {
    // Given a branch that leaves the first one later
    var histories = tree.histories
    let (later, renamed) = (ReplicaID(high: 7, low: 7), ReplicaID(high: 8, low: 8))
    histories.add(later, Histories.Branch(origin: Self.replica, base: 3))
    // When what follows change 2 gets another name
    histories.rename(after: ChangeID(replica: Self.replica, sequence: 2), to: renamed)
    // Then the later one leaves that, and the earlier one what is left
    #expect(histories.path(of: later).map(\.branch) == [Self.replica, renamed, later])
    #expect(histories.path(of: later).map(\.last) == [2, 3, .max])
    #expect(histories.path(of: branch).map(\.branch) == [Self.replica, branch])
    #expect(histories.forked == [Self.replica])
    #expect(histories.branch(of: ChangeID(replica: later, sequence: 3)) == renamed)
    #expect(
      histories.version(of: ChangeID(replica: later, sequence: 5))
        == VersionVector([Self.replica: 2, renamed: 3, later: 5])
    )
  }

  @Test func `dependencies have one form`() throws {
    var writer = ByteWriter()
    let dependencies = Dependencies(VersionVector([Self.replica: 3, Self.other: 200])) {
      $0.sequence &* 0x9e37_79b9_7f4a_7c15
    }
    writer.append(dependencies)
    var reader = ByteReader(writer.bytes)
    #expect(try reader.dependencies() == dependencies && reader.isAtEnd)
    for bit in 0..<writer.bytes.count * 8 {
      var turned = writer.bytes
      turned[bit / 8] ^= 1 << UInt8(bit % 8)
      var reader = ByteReader(turned)
      guard let read = try? reader.dependencies(), reader.isAtEnd else { continue }
      var again = ByteWriter()
      again.append(read)
      #expect(again.bytes == turned && read != dependencies)
    }
  }
}
