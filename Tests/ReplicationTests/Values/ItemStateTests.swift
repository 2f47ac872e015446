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

  @Test(arguments: Clocks.allCases, 0..<25 as Range<UInt64>)
  func `all orders of up to five changes made apart end alike`(
    clocks: Clocks,
    seed: UInt64
  ) throws {
    // Given changes of which none had seen another
    var random = SeededGenerator(seed: seed)
    let count = Int.random(in: 2...5, using: &random)
    let history = try ItemHistory(writes: count, clocks, isApart: true, using: &random)
    let orders = history.changes.allCausalOrders()
    #expect(orders.count == (1...count).reduce(1, *))

    // When each order comes one by one, and all of them together
    let ends = try orders.map { order in
      try order.reduce(into: ItemReplica()) { try $0.receive($1) }.state.encode()
    }
    let together = try orders.map { order in
      var replica = ItemReplica()
      try replica.receive(together: order)
      return replica.state.encode()
    }

    // Then
    #expect(Set(ends + together).count == 1)
  }

  @Test(arguments: Clocks.allCases, 0..<30 as Range<UInt64>)
  func `by operation, by change, in batches, at once, or saved each time: all ends alike`(
    clocks: Clocks,
    seed: UInt64
  ) throws {
    // Given some fifty operations
    var random = SeededGenerator(seed: seed)
    let history = try ItemHistory(writes: 28, clocks, using: &random)
    var byChange = ItemReplica()
    for change in history.changes.writes { try byChange.receive(change) }

    // When they come by operation, the state saved and loaded after each, in their encoded form
    var byOperation = ItemReplica()
    for change in history.changes.inCausalOrder(using: &random) {
      let item = ItemID(high: 1, low: 1)
      let payload = PayloadCodec.encode(
        change.actions.map { Operation(item, ItemReplica.kind, $0) }
      )
      for operation in try PayloadCodec.decode(payload) {
        try byOperation.apply(operation.action, in: change.context)
        byOperation.state = try reloaded(byOperation.state, leavingOut: [])
      }
    }
    // or in batches, some changes twice, saved and loaded after each batch
    var batched = ItemReplica()
    var waiting = history.delivery(using: &random)[...]
    while !waiting.isEmpty {
      let count = Int.random(in: 1...min(9, waiting.count), using: &random)
      try batched.receive(together: Array(waiting.prefix(count)))
      batched.state = try reloaded(batched.state, leavingOut: [FieldID(rawValue: 8)])
      waiting = waiting.dropFirst(count)
    }
    // or the whole log at once
    var atOnce = ItemReplica()
    try atOnce.receive(together: history.changes.inCausalOrder(using: &random))

    // Then
    let bytes = byChange.state.encode()
    #expect(byOperation.state.encode() == bytes)
    #expect(batched.state.encode() == bytes)
    #expect(atOnce.state.encode() == bytes)
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

  @Test func `an operation of a later version changes nothing, nor does it undo a trashing`() throws
  {
    // Given an item in the trash
    let replica = ReplicaID(high: 1, low: 0)
    func context(_ sequence: UInt64) -> ChangeContext {
      ChangeContext(
        id: ChangeID(replica: replica, sequence: sequence),
        clock: HybridTimestamp(rawValue: sequence),
        seen: VersionVector([replica: sequence - 1])
      )
    }
    var item = ItemReplica()
    try item.apply(.set(FieldID(rawValue: 1), .text("a")), in: context(1))
    try item.apply(.trash, in: context(2))
    let before = item.state

    // When
    try item.apply(.unknown(code: 99, body: [1]), in: context(3))

    // Then
    #expect(item.state == before)
    #expect(item.state.trash.isTrashed)
    // And restoring brings it back
    try item.apply(.restore, in: context(4))
    #expect(!item.state.trash.isTrashed)
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
