import TestSupport
import Testing

@testable import Replication

@Suite struct HashChains {
  private static let replica = ReplicaID(high: 1, low: 2)

  /// Good enough to tell inputs apart.
  private static let hash = HashFunction { bytes in
    let folded = bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    var random = SeededGenerator(seed: folded)
    return Digest((0..<4).flatMap { _ in bigEndianBytes(random.next()) }) ?? .zero
  }

  /// A history of one change for each payload.
  private static func chain(_ payloads: [[UInt8]], after tip: ChainTip = .start) -> [Change] {
    var tip = tip
    return payloads.map { payload in
      let change = Change(
        id: ChangeID(replica: replica, sequence: tip.sequence + 1),
        clock: HybridTimestamp(rawValue: tip.sequence),
        dependencies: Dependencies(),
        payload: payload,
        after: tip.hash,
        hashedBy: hash
      )
      tip.follow(change)
      return change
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `two histories under one id part where their changes do`(seed: UInt64) {
    // Given two histories that are the same up to some change
    var random = SeededGenerator(seed: seed)
    let shared = Int.random(in: 0...20, using: &random)
    let payloads = (0..<shared).map { _ in random.bytes(ofAtMost: 3) }
    let lengths = [Int.random(in: 0...20, using: &random), Int.random(in: 0...20, using: &random)]
    let one = Self.chain(payloads + (0..<lengths[0]).map { [1, UInt8($0)] })
    // that may go on alike, but for what came before
    let other = Self.chain(payloads + (0..<lengths[1]).map { [UInt8($0 == 0 ? 2 : 1), UInt8($0)] })

    // When
    let last = min(one.count, other.count)
    var asked = 0
    let common = ChainTip.common(upTo: UInt64(last)) {
      asked += 1
      return one[Int($0) - 1].hash
    } _: {
      other[Int($0) - 1].hash
    }

    // Then it is what comparing them one by one says, at the cost of a few
    #expect(common == UInt64(zip(one, other).prefix { $0 == $1 }.count))
    #expect(common == UInt64(min(shared, last)))
    #expect(asked <= 6)
  }

  @Test func `a hash that is not known counts as a difference`() {
    let one = Self.chain([[1], [2], [3]])

    let common = ChainTip.common(upTo: 3) {
      one[Int($0) - 1].hash
    } _: {
      $0 < 3 ? one[Int($0) - 1].hash : nil
    }
    let neither = ChainTip.common(upTo: 3) { _ in
      nil
    } _: { _ in
      nil
    }

    #expect(common == 2)
    #expect(neither == 0)
  }

  @Test func `a change is the next, earlier, later, or of another history`() {
    // Given a history of three changes and another that parts from it after the first
    let here = Self.chain([[1], [2], [3], [4], [5]])
    let there = Self.chain([[1], [9], [3], [4], [5]])
    var tip = ChainTip.start
    for change in here.prefix(3) { tip.follow(change) }

    // Then
    #expect(here.map { tip.relation(to: $0) } == [.earlier, .earlier, .earlier, .next, .later])
    #expect(there.map { tip.relation(to: $0) } == [.earlier, .earlier, .earlier, .fork, .later])
    #expect(ChainTip.start.relation(to: here[0]) == .next)
    #expect(tip == ChainTip(sequence: 3, hash: here[2].hash))
  }

  @Test func `a history without payloads is the same history`() {
    let whole = Self.chain([[1], [2], [3]])

    var tip = ChainTip.start
    for change in whole {
      let purged = Change(
        id: change.id,
        clock: change.clock,
        dependencies: change.dependencies,
        payloadHash: change.payloadHash,
        payload: nil,
        after: change.previousHash,
        hashedBy: Self.hash
      )
      tip.follow(purged)
    }

    #expect(tip == ChainTip(sequence: 3, hash: whole[2].hash))
  }
}
