import TestSupport
import Testing

@testable import Replication

@Suite struct Payloads {
  @Test(arguments: 0..<200 as Range<UInt64>)
  func `operations of every kind are read back`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let operations = random.operations(ofAtMost: 12)

    let read = try PayloadCodec.decode(PayloadCodec.encode(operations))

    #expect(read == operations)
  }

  @Test func `each kind of operation is read back`() throws {
    // Given one of each, so that none is left to chance
    let field = FieldID(rawValue: .max)
    let edit = TextEdit(
      firstSequence: 3,
      parents: [EventID(replica: ReplicaID(high: 1, low: 1), sequence: 2)],
      patches: [TextPatch(position: 4, deleted: 1, inserted: scalars("e\u{301}"))]
    )
    let position = Position.between(nil, nil, by: ReplicaID(high: 5, low: 0))
    let placement = Placement(parent: ItemID(high: 9, low: 9), position: position)
    let actions: [Operation.Action] = [
      .set(field, .none), .keep(field, .union, .list(["", "x"])), .insert(field, .text("tag")),
      .remove(field, .bytes([0])), .edit(field, edit), .move(placement), .trash, .restore,
      .unknown(code: 1_000, body: [1, 2, 3]),
    ]
    let operations = actions.enumerated().map { index, action in
      Operation(ItemID(high: UInt64(index % 2), low: 0), ItemKind(rawValue: 1), action)
    }

    // When
    let bytes = PayloadCodec.encode(operations)

    // Then
    #expect(try PayloadCodec.decode(bytes) == operations)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `what was read is written with the same bytes, unknown kinds among it`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var operations = random.operations(ofAtMost: 6)
    let unknown = Operation.Action.unknown(
      code: 9 + random.next() >> 8,
      body: random.bytes(ofAtMost: 20)
    )
    operations.append(Operation(.random(using: &random), ItemKind(rawValue: 77), unknown))
    let bytes = PayloadCodec.encode(operations)

    #expect(PayloadCodec.encode(try PayloadCodec.decode(bytes)) == bytes)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `cut short it is refused, and a turned bit never crashes`(seed: UInt64) {
    // Given
    var random = SeededGenerator(seed: seed)
    let bytes = PayloadCodec.encode(random.operations(ofAtMost: 5))

    // Then
    for count in bytes.indices {
      #expect(throws: CodecError.self) { try PayloadCodec.decode(Array(bytes[..<count])) }
    }
    for bit in 0..<bytes.count * 8 {
      var turned = bytes
      turned[bit / 8] ^= 1 << (bit % 8)
      if let operations = try? PayloadCodec.decode(turned) { _ = PayloadCodec.encode(operations) }
    }
    #expect(throws: CodecError.self) { try PayloadCodec.decode(bytes + [0]) }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `random bytes never crash`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)

    // A version that is known gets the rest of the bytes read.
    _ = try? PayloadCodec.decode([1] + random.bytes(ofAtMost: 80))
    _ = try? ItemState(decoding: random.bytes(ofAtMost: 80), kind: ItemKind(rawValue: 1))
  }

  @Test func `the version of a later clip is refused`() {
    #expect(throws: CodecError.self) { try PayloadCodec.decode([2, 0, 0]) }
  }

  @Test func `an operation longer than its content is refused`() {
    // Given a trashing with a byte too many
    let item = [1] + ItemID(high: 0, low: 0).bytes

    #expect(throws: Never.self) { try PayloadCodec.decode([1, 1] + item + [1, 0, 7, 0]) }
    #expect(throws: CodecError.self) { try PayloadCodec.decode([1, 1] + item + [1, 0, 7, 1, 0]) }
  }
}

extension SeededGenerator {
  fileprivate mutating func operations(ofAtMost count: Int) -> [Operation] {
    let items = (0..<3).map { _ in ItemID.random(using: &self) }
    return (0..<Int.random(in: 0...count, using: &self)).map { _ in
      Operation(
        items.randomElement(using: &self) ?? ItemID(high: 0, low: 0),
        ItemKind(rawValue: UInt32(next() % 3)),
        action()
      )
    }
  }

  private mutating func action() -> Operation.Action {
    let field = FieldID(rawValue: UInt32(truncatingIfNeeded: next() >> (next() % 64)))
    switch Int.random(in: 0..<9, using: &self) {
    case 0: return .set(field, anyValue())
    case 1:
      let rules: [KeptValue.Rule] = [.earliest, .latest, .union]
      return .keep(field, rules.randomElement(using: &self) ?? .union, anyValue())
    case 2: return .insert(field, anyValue())
    case 3: return .remove(field, anyValue())
    case 4:
      let parents = (0..<Int.random(in: 0...2, using: &self)).map { _ in
        EventID(replica: .random(using: &self), sequence: next() >> 8)
      }
      let text = self.text(ofAtMost: 10)
      return .edit(
        field,
        TextEdit(firstSequence: next() >> 8, parents: parents, patches: patches(of: text))
      )
    case 5:
      let position = Position.between(nil, nil, by: .random(using: &self))
      return .move(Placement(parent: .random(using: &self), position: position))
    case 6: return .trash
    case 7: return .restore
    default: return .unknown(code: 9 + next() >> 8, body: bytes(ofAtMost: 20))
    }
  }
}
