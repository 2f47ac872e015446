import TestSupport
import Testing

@testable import Replication

@Suite struct ItemStates {
  @Test(arguments: Clocks.allCases, 0..<80 as Range<UInt64>)
  func `every causal order of one history makes the same bytes`(
    clocks: Clocks,
    seed: UInt64
  ) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    let history = try ItemHistory(writes: 30, clocks, using: &random)
    var bytes = Set<[UInt8]>()

    for _ in 0..<5 {
      // When the changes come in another order, some of them twice
      var replica = ItemReplica()
      for change in history.delivery(using: &random) { try replica.receive(change) }
      bytes.insert(replica.state.encode())
    }

    // Then
    #expect(bytes.count == 1)
  }

  @Test(
    arguments: [[], [1], [1, 2, 3, 4, 8], [5, 7, 9]] as [Set<UInt32>],
    0..<60 as Range<UInt64>
  )
  func `saving and loading between any two changes makes no difference`(
    columns: Set<UInt32>,
    seed: UInt64
  ) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    let history = try ItemHistory(writes: 25, .wrong, using: &random)
    let fields = Set(columns.map(FieldID.init(rawValue:)))
    var kept = ItemReplica()
    var loaded = ItemReplica()

    for change in history.delivery(using: &random) {
      // When
      try kept.receive(change)
      try loaded.receive(change)
      loaded.state = try reloaded(loaded.state, leavingOut: fields)

      // Then
      #expect(loaded.state == kept.state)
    }
    #expect(loaded.state.encode() == kept.state.encode())
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `all orders of five changes that respect causality end alike`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let history = try ItemHistory(writes: 5, .wrong, using: &random)

    let ends = try history.changes.allCausalOrders().map { order in
      try order.reduce(into: ItemReplica()) { try $0.receive($1) }.state.encode()
    }

    #expect(Set(ends).count == 1)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `its texts are those of the whole history`(seed: UInt64) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    let history = try ItemHistory(writes: 30, .honest, using: &random)
    var replica = ItemReplica()

    // When
    for change in history.delivery(using: &random) { try replica.receive(change) }

    // Then
    for (field, text) in replica.state.texts {
      let events = try #require(replica.texts[field])
      #expect(text.version == events.version)
      #expect(scalars(text.content) == (try events.text()))
      for next in text.nextSequences { #expect(events.nextSequence(of: next.key) == next.value) }
    }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `cut short or with a bit turned its bytes never crash`(seed: UInt64) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    let history = try ItemHistory(writes: 6, .wrong, using: &random)
    var replica = ItemReplica()
    for change in history.delivery(using: &random) { try replica.receive(change) }
    let bytes = replica.state.encode()

    // Then every prefix is refused
    for count in bytes.indices {
      #expect(throws: CodecError.self) {
        try ItemState(decoding: Array(bytes[..<count]), kind: ItemReplica.kind)
      }
    }
    // and every turned bit is an error or a state
    for bit in 0..<bytes.count * 8 {
      var turned = bytes
      turned[bit / 8] ^= 1 << (bit % 8)
      _ = try? ItemState(decoding: turned, kind: ItemReplica.kind).encode()
    }
  }

  private func reloaded(
    _ state: ItemState,
    leavingOut columns: Set<FieldID>
  ) throws -> ItemState {
    try ItemState(
      decoding: state.encode(leavingOut: columns.contains),
      kind: state.kind
    ) { field in
      if let register = state.registers[field] { return register.shown }
      if let text = state.texts[field] { return .text(text.content) }
      switch state.kept[field] {
      case .earliest(let value), .latest(let value): return value
      default: return .none
      }
    }
  }
}

/// Random changes of one item by several replicas.
private struct ItemHistory {
  private(set) var changes: CausalHistory<Operation.Action>

  init(writes: Int, _ clocks: Clocks, using random: inout SeededGenerator) throws {
    let count = Int.random(in: 2...5, using: &random)
    var peers = (0..<count).map { _ in Peer(clocks: clocks, using: &random) }
    var replicas = Array(repeating: ItemReplica(), count: count)
    var made: [CausalHistory<Operation.Action>.Write] = []
    for _ in 0..<writes {
      let writer = Int.random(in: 0..<count, using: &random)
      // It receives some of what it has not: changes were made in a causal order.
      let news = Int.random(in: -2...4, using: &random)
      for change in made.filter({ $0.context.isReady(after: peers[writer].seen) }).prefix(
        max(0, news)
      )
      where change.context.isReady(after: peers[writer].seen) {
        peers[writer].receive(change.context)
        try replicas[writer].receive(change)
      }
      let context = peers[writer].nextContext(using: &random)
      var actions: [Operation.Action] = []
      for _ in 0...Int.random(in: 0...2, using: &random) {
        let action = replicas[writer].randomAction(by: context.id.replica, using: &random)
        try replicas[writer].apply(action, in: context)
        actions.append(action)
      }
      replicas[writer].version.insert(context.id)
      made.append(CausalHistory.Write(context: context, actions: actions))
    }
    changes = CausalHistory(made)
  }

  /// In a causal order, some twice.
  func delivery(
    using random: inout SeededGenerator
  ) -> [CausalHistory<Operation.Action>.Write] {
    var delivered: [CausalHistory<Operation.Action>.Write] = []
    for change in changes.inCausalOrder(using: &random) {
      delivered.append(change)
      if Bool.random(using: &random), let again = delivered.randomElement(using: &random) {
        delivered.append(again)
      }
    }
    return delivered
  }
}

/// One replica's item with the histories of its texts, as a store keeps them.
private struct ItemReplica {
  static let kind = ItemKind(rawValue: 1)

  var state = ItemState(kind: kind)
  var version = VersionVector()
  private(set) var texts: [FieldID: TextHistory] = [:]

  mutating func receive(_ change: CausalHistory<Operation.Action>.Write) throws {
    guard !version.contains(change.context.id) else { return }
    for action in change.actions { try apply(action, in: change.context) }
    version.insert(change.context.id)
  }

  mutating func apply(_ action: Operation.Action, in context: ChangeContext) throws {
    try state.apply(action, in: context) { field, _ in texts[field] ?? TextHistory() }
    if case .edit(let field, let edit) = action {
      try texts[field, default: TextHistory()].append(edit, by: context.id.replica)
    }
  }

  func randomAction(
    by replica: ReplicaID,
    using random: inout SeededGenerator
  ) -> Operation.Action {
    let rules: [KeptValue.Rule] = [.earliest, .latest, .union]
    switch Int.random(in: 0..<12, using: &random) {
    case 0, 1: return .set(FieldID(rawValue: random.next() % 2 == 0 ? 1 : 2), random.value())
    case 2:
      let rule = Int.random(in: 0..<3, using: &random)
      return .keep(FieldID(rawValue: UInt32(3 + rule)), rules[rule], random.value())
    case 3:
      return .keep(
        FieldID(rawValue: 6),
        rules.randomElement(using: &random) ?? .union,
        random.value()
      )
    case 4: return .insert(FieldID(rawValue: 7), random.value())
    case 5: return .remove(FieldID(rawValue: 7), random.value())
    case 6: return .trash
    case 7: return .restore
    case 8: return .unknown(code: 99, body: [1, 2])
    default:
      let field = FieldID(rawValue: random.next() % 2 == 0 ? 8 : 9)
      let text = state.texts[field]
      let edit = TextEdit(
        firstSequence: text?.nextSequence(of: replica) ?? 0,
        parents: text?.version ?? [],
        patches: random.patches(of: scalars(text?.content ?? ""))
      )
      return .edit(field, edit)
    }
  }
}
