import TestSupport
import Testing

@testable import Replication

@Suite struct HybridLogicalClocks {
  @Test(arguments: 0..<100 as Range<UInt64>)
  func `every timestamp is greater than all given and seen before`(seed: UInt64) {
    // Given
    var random = SeededGenerator(seed: seed)
    var clock = HybridLogicalClock()
    var greatest: HybridTimestamp?

    for _ in 0..<200 {
      if Bool.random(using: &random) {
        // When a timestamp of another replica comes in
        let received = HybridTimestamp(rawValue: random.next() >> 1)
        clock.witness(received)
        greatest = max(greatest ?? received, received)
      } else {
        // or this one makes a change at any wall time at all
        let now = Int64(bitPattern: random.next() >> (random.next() % 64))
        let given = clock.tick(now: now)

        // Then
        if let greatest { #expect(given > greatest) }
        greatest = given
      }
    }
  }

  @Test(arguments: Clocks.lawful, 0..<50 as Range<UInt64>)
  func `what followed another has the greater timestamp, whatever the wall clocks say`(
    clocks: Clocks,
    seed: UInt64
  ) {
    var random = SeededGenerator(seed: seed)
    let history = CausalHistory(replicas: 4, writes: 30, clocks: clocks, using: &random) { _ in 0 }
    let contexts = history.writes.map(\.context)

    for one in contexts {
      for other in contexts where other.seen.contains(one.id) {
        // At the very end there is no greater one.
        #expect(one.clock < other.clock || one.clock.rawValue == .max && one.clock == other.clock)
      }
    }
  }

  @Test func `a clock that runs right gives wall time`() {
    var clock = HybridLogicalClock()

    let time = clock.tick(now: 1_767_225_600_000)

    #expect(time == HybridTimestamp(milliseconds: 1_767_225_600_000))
    #expect(time.milliseconds == 1_767_225_600_000)
  }

  @Test func `a full counter spills into the milliseconds`() {
    var clock = HybridLogicalClock(latest: HybridTimestamp(milliseconds: 5, counter: .max))

    let next = clock.tick(now: 5)

    #expect(next == HybridTimestamp(milliseconds: 6))
  }

  @Test func `wall time catches up with what was spilled`() {
    var clock = HybridLogicalClock(latest: HybridTimestamp(milliseconds: 5, counter: .max))
    _ = clock.tick(now: 5)

    #expect(clock.tick(now: 7) == HybridTimestamp(milliseconds: 7))
  }

  @Test(
    arguments: [
      (.min, 0), (-1, 0), (0, 0), (1 << 48, 1 << 48 - 1), (.max, 1 << 48 - 1),
    ] as [(Int64, Int64)]
  )
  func `times beyond the range are cut to it`(milliseconds: Int64, kept: Int64) {
    #expect(HybridTimestamp(milliseconds: milliseconds).milliseconds == kept)
  }

  @Test func `at the end of time the clock stands still and does not turn over`() {
    var clock = HybridLogicalClock(latest: HybridTimestamp(rawValue: .max))

    #expect(clock.tick(now: 0) == HybridTimestamp(rawValue: .max))
    #expect(clock.tick(now: .max) == HybridTimestamp(rawValue: .max))
  }
}
