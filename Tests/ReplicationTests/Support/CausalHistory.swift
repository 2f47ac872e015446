import Replication
import TestSupport

/// What several replicas wrote, each write in knowledge of some of the others' writes.
struct CausalHistory<Action> {
  struct Write {
    let context: ChangeContext
    let actions: [Action]
  }

  /// In the order of making.
  private(set) var writes: [Write] = []

  /// Writes made elsewhere.
  init(_ writes: [Write]) {
    self.writes = writes
  }

  /// Random writes; `action` makes what a replica writes next.
  init(
    replicas count: Int,
    writes total: Int,
    clocks: Clocks,
    using random: inout SeededGenerator,
    action: (inout SeededGenerator) -> Action
  ) {
    var peers = (0..<count).map { _ in Peer(clocks: clocks, using: &random) }
    for _ in 0..<total {
      let writer = Int.random(in: 0..<count, using: &random)
      let other = Int.random(in: 0..<count, using: &random)
      if Bool.random(using: &random) { peers[writer].receive(all: peers[other]) }
      let context = peers[writer].nextContext(using: &random)
      let actions = (0...Int.random(in: 0...2, using: &random) / 2).map { _ in action(&random) }
      writes.append(Write(context: context, actions: actions))
    }
  }

  /// The same writes with other clocks.
  func with(clocks: () -> HybridTimestamp) -> CausalHistory {
    CausalHistory(
      writes.map {
        let context = ChangeContext(id: $0.context.id, clock: clocks(), seen: $0.context.seen)
        return Write(context: context, actions: $0.actions)
      }
    )
  }

  /// The writes in some order in which each comes after all that it had seen.
  func inCausalOrder(using random: inout SeededGenerator) -> [Write] {
    var order: [Write] = []
    var waiting = writes
    var version = VersionVector()
    while !waiting.isEmpty {
      let ready = waiting.indices.filter { waiting[$0].context.isReady(after: version) }
      guard let next = ready.randomElement(using: &random) else {
        preconditionFailure("a write follows what was never written")
      }
      let write = waiting.remove(at: next)
      version.insert(write.context.id)
      order.append(write)
    }
    return order
  }

  /// All such orders.
  func allCausalOrders() -> [[Write]] {
    func orders(of waiting: [Write], after version: VersionVector) -> [[Write]] {
      guard !waiting.isEmpty else { return [[]] }
      return waiting.indices.filter { waiting[$0].context.isReady(after: version) }.flatMap {
        var rest = waiting
        let next = rest.remove(at: $0)
        var reached = version
        reached.insert(next.context.id)
        return orders(of: rest, after: reached).map { [next] + $0 }
      }
    }
    return orders(of: writes, after: VersionVector())
  }
}

extension ChangeContext {
  /// Whether all that the change had seen is in a version, and the change is not.
  func isReady(after version: VersionVector) -> Bool {
    version.contains(seen) && version[id.replica] == id.sequence - 1
  }
}

/// What the clocks of a history's replicas are like.
enum Clocks: CaseIterable {
  /// Wall clocks that agree to a second.
  case honest
  /// Wall clocks up to ten years off, in either direction, and jumping.
  case wrong
  /// Clocks that have come to their very last value, or are just about to.
  case spent
  /// Timestamps that do not even respect causality.
  case senseless

  /// Those of replicas that keep to the rule: a timestamp is never less than those seen.
  static let lawful: [Clocks] = [.honest, .wrong, .spent]
}

/// One replica while a history is made.
struct Peer {
  let replica: ReplicaID
  private(set) var seen = VersionVector()
  private var clock = HybridLogicalClock()
  private let clocks: Clocks
  private var offset: Int64 = 0

  private static let tenYears: Int64 = 315_576_000_000
  private static let now: Int64 = 1_767_225_600_000

  init(clocks: Clocks, using random: inout SeededGenerator) {
    replica = .random(using: &random)
    self.clocks = clocks
    if clocks == .spent, Bool.random(using: &random) {
      clock.witness(HybridTimestamp(rawValue: .max - UInt64.random(in: 0...3, using: &random)))
    }
    if clocks == .wrong {
      offset = Int64.random(in: -Self.tenYears...Self.tenYears, using: &random)
    }
  }

  mutating func receive(all other: Peer) {
    seen.merge(other.seen)
    clock.witness(other.clock.latest)
  }

  mutating func receive(_ context: ChangeContext) {
    seen.insert(context.id)
    clock.witness(context.clock)
  }

  mutating func nextContext(using random: inout SeededGenerator) -> ChangeContext {
    if clocks == .wrong, Int.random(in: 0..<8, using: &random) == 0 {
      offset = Int64.random(in: -Self.tenYears...Self.tenYears, using: &random)
    }
    let now = Self.now + offset + Int64.random(in: 0..<1_000, using: &random)
    let time =
      clocks == .senseless
      ? HybridTimestamp(rawValue: [0, 1, 1 << 20, .max].randomElement(using: &random) ?? 0)
      : clock.tick(now: now)
    let id = ChangeID(replica: replica, sequence: seen[replica] + 1)
    let context = ChangeContext(id: id, clock: time, seen: seen)
    seen.insert(id)
    return context
  }
}

extension UniqueID {
  static func random(using random: inout SeededGenerator) -> Self {
    Self(high: random.next(), low: random.next())
  }
}
