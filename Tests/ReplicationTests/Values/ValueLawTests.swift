import TestSupport
import Testing

@testable import Replication

/// The rules of registers, sets, trash and kept values, each against a model that knows all writes
/// and applies the sentence in the design to them.
@Suite struct ValueLaws {
  enum Action: Hashable {
    case set(Value)
    case insert(Value)
    case remove(Value)
    case edit
    case trash
    case keep(Value)
  }

  /// One item's worth of values, merged write by write.
  struct Values: Hashable {
    var register: Register?
    var set = AddWinsSet()
    var trash = Trash()
    var earliest: KeptValue?
    var latest: KeptValue?
    var union: KeptValue?

    mutating func apply(_ write: CausalHistory<Action>.Write) {
      for action in write.actions {
        switch action {
        case .set(let value):
          if register?.write(value, in: write.context) == nil {
            register = Register([Register.Write(value: value, stamp: write.context.stamp)])
          }
        case .insert(let value): set.insert(value, in: write.context)
        case .remove(let value): set.remove(value, in: write.context)
        case .edit: trash.edit(in: write.context)
        case .trash: trash.trash(in: write.context)
        case .keep(let value):
          merge(KeptValue(value, rule: .earliest), into: &earliest)
          merge(KeptValue(value, rule: .latest), into: &latest)
          merge(KeptValue(value, rule: .union), into: &union)
        }
      }
    }

    private func merge(_ value: KeptValue, into kept: inout KeptValue?) {
      if kept?.merge(value) == nil { kept = value }
    }
  }

  @Test(arguments: Clocks.allCases, 0..<150 as Range<UInt64>)
  func `every causal order ends in what the model says`(clocks: Clocks, seed: UInt64) {
    // Given
    var random = SeededGenerator(seed: seed)
    let history = Self.history(writes: 50, clocks, using: &random)
    let model = Model(history)

    for _ in 0..<6 {
      // When
      var values = Values()
      for write in history.inCausalOrder(using: &random) { values.apply(write) }

      // Then
      model.expect(values)
    }
  }

  @Test(arguments: Clocks.allCases, 0..<60 as Range<UInt64>)
  func `all orders of five writes that respect causality end alike`(clocks: Clocks, seed: UInt64) {
    // Given
    var random = SeededGenerator(seed: seed)
    let history = Self.history(writes: 5, clocks, using: &random)

    // When
    let ends = history.allCausalOrders().map { order in
      order.reduce(into: Values()) { $0.apply($1) }
    }

    // Then
    #expect(Set(ends).count == 1)
    for end in ends.prefix(1) { Model(history).expect(end) }
  }

  @Test(arguments: 0..<150 as Range<UInt64>)
  func `clocks of any value change nothing but which concurrent value is shown`(seed: UInt64) {
    // Given a history, and the same with clocks that are ten years off, or anything at all
    var random = SeededGenerator(seed: seed)
    let history = Self.history(writes: 40, .honest, using: &random)
    let tenYears: Int64 = 315_576_000_000
    let off = history.with {
      let now = 1_767_225_600_000 + Int64.random(in: -tenYears...tenYears, using: &random)
      return HybridTimestamp(milliseconds: now)
    }
    let senseless = history.with {
      HybridTimestamp(rawValue: [0, 1, .max, random.next()].randomElement(using: &random) ?? 0)
    }

    // When
    let ends = [history, off, senseless].map { history in
      history.inCausalOrder(using: &random).reduce(into: Values()) { $0.apply($1) }
    }

    // Then the same writes, additions and trashings stand
    for end in ends.dropFirst() {
      #expect(Self.writers(end) == Self.writers(ends[0]))
      #expect(end.set == ends[0].set)
      #expect(end.trash.isTrashed == ends[0].trash.isTrashed)
      #expect(
        Set(end.trash.trashings.map(\.stamp.change))
          == Set(ends[0].trash.trashings.map(\.stamp.change))
      )
      #expect(end.earliest == ends[0].earliest)
      #expect(end.latest == ends[0].latest)
      #expect(end.union == ends[0].union)
    }
  }

  private static func writers(_ values: Values) -> Set<ChangeID> {
    Set(values.register?.writes.map(\.stamp.change) ?? [])
  }

  private static func history(
    writes: Int,
    _ clocks: Clocks,
    using random: inout SeededGenerator
  ) -> CausalHistory<Action> {
    let replicas = Int.random(in: 2...5, using: &random)
    return CausalHistory(replicas: replicas, writes: writes, clocks: clocks, using: &random) {
      switch Int.random(in: 0..<8, using: &$0) {
      case 0, 1: .set($0.value())
      case 2: .insert($0.value())
      case 3: .remove($0.value())
      case 4: .edit
      case 5, 6: .trash
      default: .keep($0.value())
      }
    }
  }

  /// All writes with all that each had seen; nothing is ever forgotten here.
  private struct Model {
    struct Entry {
      let context: ChangeContext
      let index: Int
      let action: Action

      /// Operations of one change follow one another.
      func hasSeen(_ other: Entry) -> Bool {
        context.id == other.context.id
          ? other.index < index : context.seen.contains(other.context.id)
      }
    }

    private let entries: [Entry]

    init(_ history: CausalHistory<Action>) {
      entries = history.writes.flatMap { write in
        write.actions.enumerated().map {
          Entry(context: write.context, index: $0.offset, action: $0.element)
        }
      }
    }

    func expect(_ values: Values) {
      #expect(values.register?.writes.map(\.value) ?? [] == registerValues)
      #expect(values.set.additions.mapValues(Set.init) == additions)
      #expect(values.trash.isTrashed == isTrashed)
      #expect(Set(values.trash.undone.map(\.stamp)) == undone)
      #expect(values.earliest == kept.min().map { .earliest($0) })
      #expect(values.latest == kept.max().map { .latest($0) })
      #expect(values.union == (kept.isEmpty ? nil : .union(Set(kept).sorted())))
    }

    /// A write stays until one that has seen it.
    private var registerValues: [Value] {
      let writes = entries.compactMap { entry -> (entry: Entry, value: Value)? in
        if case .set(let value) = entry.action { (entry, value) } else { nil }
      }
      return writes.filter { write in !writes.contains { $0.entry.hasSeen(write.entry) } }
        .sorted { one, other in
          let (one, other) = (one.entry.context, other.entry.context)
          // By clock, then by the bytes of the replica: written out, not asked of what is tested.
          if one.clock.rawValue != other.clock.rawValue {
            return one.clock.rawValue > other.clock.rawValue
          }
          return other.id.replica.bytes.lexicographicallyPrecedes(one.id.replica.bytes)
        }
        .map(\.value)
    }

    /// An addition stays until a removal or an addition that has seen it.
    private var additions: [Value: Set<ChangeID>] {
      var additions: [Value: Set<ChangeID>] = [:]
      for entry in entries {
        guard case .insert(let value) = entry.action else { continue }
        let isSuperseded = entries.contains {
          ($0.action == .insert(value) || $0.action == .remove(value)) && $0.hasSeen(entry)
        }
        if !isSuperseded { additions[value, default: []].insert(entry.context.id) }
      }
      return additions
    }

    private var trashings: [Entry] { entries.filter { $0.action == .trash } }
    private var edits: [Entry] { entries.filter { $0.action == .edit } }

    private var isTrashed: Bool {
      trashings.contains { trashing in edits.allSatisfy { trashing.hasSeen($0) } }
    }

    private var undone: Set<Stamp> {
      guard !isTrashed else { return [] }
      let unanswered = trashings.filter { trashing in
        !(edits + trashings).contains { $0.hasSeen(trashing) }
      }
      return Set(unanswered.map(\.context.stamp))
    }

    private var kept: [Value] {
      entries.compactMap { if case .keep(let value) = $0.action { value } else { nil } }
    }
  }
}
