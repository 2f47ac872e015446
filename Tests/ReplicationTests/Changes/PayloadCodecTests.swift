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
      .remove(field, .bytes([0])), .edit(field, edit), .move(placement), .trash, .restore, .purge,
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
      code: 10 + random.next() >> 8,
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

  @Test func `a trashing is one byte beside its item`() throws {
    let item = [1] + ItemID(high: 0, low: 0).bytes

    // Version, item, one operation: a run of one trashing, a run of one operation on the new item
    let bytes = [1, 1] + item + [1, 7, 0]
    #expect(
      PayloadCodec.encode([Operation(ItemID(high: 0, low: 0), ItemKind(rawValue: 1), .trash)])
        == bytes
    )
    #expect(throws: Never.self) { try PayloadCodec.decode(bytes) }
    #expect(throws: CodecError.self) { try PayloadCodec.decode(bytes + [0]) }
  }

  @Test(arguments: [
    // Two runs where one would do
    [1, 1] + item(1) + [2, 7, 7, 2],
    // The same item in two runs
    [1, 1] + item(1) + [2, 0x17, 0, 1, 0],
    // An item that no operation names
    [1, 2] + item(1) + item(2) + [1, 7, 0],
    // An item twice
    [1, 2] + item(1) + item(1) + [2, 0x17, 0, 0],
    // A known code, and a small one, as if they were large
    [1, 1] + item(1) + [1, 15, 7, 0], [1, 1] + item(1) + [1, 15, 14, 0, 0],
    // More operations than its bytes could name
    [1, 1] + item(1) + [0xff, 0xff, 0xff, 0x7f, 0x77, 0],
    // A run that is longer than what is left
    [1, 1] + item(1) + [1, 0x17, 0],
    // An id of the items as a new one, and one that is not there
    [1, 1] + item(1) + [1, 1, 0, 1, 4, 0] + ItemID(high: 0, low: 1).bytes,
    [1, 1] + item(1) + [1, 1, 0, 1, 4, 2],
    // A short text spelled twice
    [1, 1] + item(1) + [2, 0x11, 2, 1, 1, 0x11, 0, 1, 97, 0, 1, 97],
  ])
  func `another spelling of the same is refused`(bytes: [UInt8]) {
    #expect(throws: CodecError.self) { try PayloadCodec.decode(bytes) }
  }

  private static func item(_ low: UInt64) -> [UInt8] { [1] + ItemID(high: 0, low: low).bytes }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `whatever is read is written with the same bytes`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let bytes = PayloadCodec.encode(random.operations(ofAtMost: 8))
    for _ in 0..<400 {
      var mutated = bytes
      for _ in 0...Int.random(in: 0...2, using: &random) {
        let place = Int.random(in: 0..<mutated.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: mutated[place] = UInt8.random(in: 0...255, using: &random)
        case 1: mutated.insert(UInt8.random(in: 0...8, using: &random), at: place)
        default: mutated.remove(at: place)
        }
      }
      guard let read = try? PayloadCodec.decode(mutated) else { continue }
      #expect(PayloadCodec.encode(read) == mutated)
    }
  }

  @Test func `what repeats in an import is written once`() {
    // Given a thousand clippings of one source, each with a tag
    let source = ItemID(high: 1, low: 1)
    let operations = (0..<1_000 as Range<UInt64>).flatMap { number in
      let actions: [Operation.Action] = [
        .keep(FieldID(rawValue: 50), .earliest, .integer(1_767_225_600_000 + Int64(number))),
        .set(FieldID(rawValue: 20), .item(source)),
        .insert(FieldID(rawValue: 51), .text("phenology/springs")),
      ]
      return actions.map { Operation(ItemID(high: 2, low: number), ItemKind(rawValue: 2), $0) }
    }

    // Then each costs its id and fifteen bytes
    #expect(PayloadCodec.encode(operations).count < 1_000 * (16 + 16))
  }
}
