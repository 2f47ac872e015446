import TestSupport
import Testing

@testable import Replication

@Suite struct Changes {
  private static let replica = ReplicaID(high: 1, low: 2)
  private static let other = ReplicaID(high: 3, low: 4)

  /// Good enough to tell inputs apart.
  private static let hash = HashFunction { bytes in
    var words: [UInt64] = []
    for seed in 0..<4 as Range<UInt64> {
      let folded = bytes.reduce(0xcbf2_9ce4_8422_2325 ^ seed) {
        ($0 ^ UInt64($1)) &* 0x100_0000_01b3
      }
      var random = SeededGenerator(seed: folded)
      words.append(random.next())
    }
    return Digest(words.flatMap(bigEndianBytes)) ?? .zero
  }

  private struct Fields {
    var id = ChangeID(replica: replica, sequence: 2)
    var clock = HybridTimestamp(rawValue: 7)
    var dependencies = Dependencies(VersionVector([other: 1])) { _ in 5 }
    var payload: [UInt8] = [1, 0, 0]
    var previous = Digest.zero

    var change: Change {
      Change(
        id: id,
        clock: clock,
        dependencies: dependencies,
        payload: payload,
        after: previous,
        hashedBy: Changes.hash
      )
    }
  }

  @Test func `the hash covers every field`() {
    // Given changes that differ in one field each
    var variants = [Fields()]
    let alter: [(inout Fields) -> Void] = [
      { $0.id = ChangeID(replica: Self.other, sequence: 2) },
      { $0.id = ChangeID(replica: Self.replica, sequence: 3) },
      { $0.clock = HybridTimestamp(rawValue: 8) },
      { $0.dependencies = Dependencies() },
      { $0.dependencies = Dependencies(VersionVector([Self.other: 2])) { _ in 5 } },
      { $0.dependencies = Dependencies(VersionVector([Self.replica: 1])) { _ in 5 } },
      { $0.dependencies = Dependencies(VersionVector([Self.other: 1])) { _ in 6 } },
      { $0.payload = [1, 0, 1] },
      { $0.payload = [] },
      { $0.previous = Self.hash([0]) },
    ]
    for change in alter {
      var fields = Fields()
      change(&fields)
      variants.append(fields)
    }

    // Then
    #expect(Set(variants.map(\.change.hash)).count == variants.count)
    #expect(Fields().change.hash == Fields().change.hash)
  }

  @Test func `a chain differs from where a change in it does`() {
    // Given two histories that part in their second change
    func chain(_ payloads: [[UInt8]]) -> [Digest] {
      var previous = Digest.zero
      return payloads.enumerated().map { index, payload in
        var fields = Fields()
        fields.id = ChangeID(replica: Self.replica, sequence: UInt64(index + 1))
        fields.payload = payload
        fields.previous = previous
        previous = fields.change.hash
        return previous
      }
    }

    // When
    let pairs = zip(chain([[1], [2], [3]]), chain([[1], [9], [3]]))

    // Then
    #expect(pairs.map { $0 == $1 } == [true, false, false])
  }

  @Test func `a purged change keeps its hash and has no operations`() throws {
    // Given
    let whole = Fields().change

    // When
    let purged = Change(
      id: whole.id,
      clock: whole.clock,
      dependencies: whole.dependencies,
      payloadHash: whole.payloadHash,
      payload: nil,
      after: whole.previousHash,
      hashedBy: Self.hash
    )

    // Then
    #expect(purged.hash == whole.hash)
    #expect(try purged.operations().isEmpty)
  }

  @Test func `a change waits for the one before it and for what it had seen`() {
    let change = Fields().change

    #expect(!change.isReady(after: VersionVector()))
    #expect(!change.isReady(after: VersionVector([Self.replica: 1])))
    #expect(!change.isReady(after: VersionVector([Self.other: 5])))
    #expect(change.isReady(after: VersionVector([Self.replica: 1, Self.other: 1])))
    #expect(!change.isReady(after: VersionVector([Self.replica: 2, Self.other: 1])))
  }

  @Test func `where a replica has several histories any of them may hold what a change had seen`() {
    let change = Fields().change
    let branch = ReplicaID(high: 9, low: 9)
    let histories = Histories([branch: .init(origin: Self.other, base: 0)])
    func isReady(_ version: [ReplicaID: UInt64]) -> Bool {
      change.isReady(after: VersionVector(version), among: histories)
    }

    #expect(isReady([Self.replica: 1, branch: 1]))
    #expect(isReady([Self.replica: 1, Self.other: 1]))
    #expect(!isReady([Self.replica: 1]))
    #expect(!isReady([branch: 1]))
  }

  @Test func `a change that claims the number zero is never ready`() {
    var fields = Fields()
    fields.id = ChangeID(replica: Self.replica, sequence: 0)

    #expect(!fields.change.isReady(after: VersionVector([Self.other: 1])))
  }
}
