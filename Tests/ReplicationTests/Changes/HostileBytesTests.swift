import TestSupport
import Testing

@testable import Replication

/// Bytes of anyone: what is read is bounded by how many there are, and has one form.
@Suite struct HostileBytes {
  /// Each turned bit, and each byte that is left out or put in.
  private static func mutations(of bytes: [UInt8]) -> some Sequence<[UInt8]> {
    let turned = (0..<bytes.count * 8).lazy.map { bit in
      var mutated = bytes
      mutated[bit / 8] ^= 1 << (bit % 8)
      return mutated
    }
    let shifted = bytes.indices.lazy.flatMap { place in
      var (less, more) = (bytes, bytes)
      less.remove(at: place)
      more.insert(0, at: place)
      return [less, more]
    }
    return [AnySequence(turned), AnySequence(shifted)].joined()
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `a payload with a turned bit is refused or says something else`(seed: UInt64) {
    // Given
    var random = SeededGenerator(seed: seed)
    let operations = random.operations(ofAtMost: 4)
    let bytes = PayloadCodec.encode(operations)

    // Then no other bytes say the same, and all that are read have one form
    for mutated in Self.mutations(of: bytes) {
      guard let read = try? PayloadCodec.decode(mutated) else { continue }
      #expect(read != operations || mutated == bytes)
      #expect(PayloadCodec.encode(read) == mutated)
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `a state with a turned bit is refused or has other bytes of its own`(seed: UInt64) throws {
    // Given what a few changes made
    var random = SeededGenerator(seed: seed)
    let state = try random.state()
    let bytes = state.encode()
    #expect(try ItemState(decoding: bytes, kind: state.kind) == state)

    // Then
    for mutated in Self.mutations(of: bytes) {
      var isElsewhere: Set<FieldID> = []
      let read = try? ItemState(decoding: mutated, kind: state.kind) { field in
        isElsewhere.insert(field)
        return .text("elsewhere")
      }
      guard let read, read.isInOnePlace(isElsewhere) else { continue }
      #expect(read.encode(leavingOut: isElsewhere.contains) == mutated)
    }
    for count in bytes.indices {
      #expect(throws: CodecError.self) {
        try ItemState(decoding: Array(bytes[..<count]), kind: state.kind)
      }
    }
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `a version with a turned bit is refused or another version`(seed: UInt64) throws {
    // Given
    var random = SeededGenerator(seed: seed)
    var version = VersionVector()
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      version[.random(using: &random)] = (random.next() >> (random.next() % 64)) | 1
    }
    var writer = ByteWriter()
    writer.append(version)

    // Then
    for mutated in Self.mutations(of: writer.bytes) {
      var reader = ByteReader(mutated)
      guard let read = try? reader.versionVector(), reader.isAtEnd else { continue }
      #expect(read != version || mutated == writer.bytes)
      var again = ByteWriter()
      again.append(read)
      #expect(again.bytes == mutated)
    }
  }

  @Test func `a byte makes at most eight operations`() throws {
    // Given the operations that take the least: many alike on one item
    for count in [1, 8, 9, 1_000, 100_000] {
      let operation = Operation(ItemID(high: 1, low: 1), ItemKind(rawValue: 1), .trash)
      let bytes = PayloadCodec.encode(Array(repeating: operation, count: count))

      // Then
      #expect(try PayloadCodec.decode(bytes).count == count)
      #expect(count <= bytes.count * 8)
    }
  }

  @Test(arguments: [8, 20, 40, 62])
  func `counts that the bytes cannot hold are refused`(shift: Int) {
    // Given a count in each place where one is first believed
    var number = ByteWriter()
    number.append(UInt64(1) << UInt64(shift))
    let item: [UInt8] = [1, 1] + ItemID(high: 1, low: 1).bytes
    let payloads: [[UInt8]] = [
      [1] + number.bytes, [1] + item + number.bytes + [0x77, 0x77, 0],
      // A run of operations on an item, a list's texts, the bytes of a value
      [1] + item + [1, 7] + number.bytes, [1] + item + [1, 1, 0, 1, 5] + number.bytes,
      [1] + item + [1, 1, 0, 1, 3] + number.bytes,
    ]

    // Then
    for bytes in payloads {
      #expect(throws: CodecError.self) { try PayloadCodec.decode(bytes) }
    }
    for bytes in [number.bytes, [0] + number.bytes, [0, 0, 0] + number.bytes] {
      #expect(throws: CodecError.self) {
        try ItemState(decoding: bytes, kind: ItemKind(rawValue: 1))
      }
    }
  }

  @Test func `a state that names more than it needs is refused`() throws {
    // Given the empty state, and one that names a replica, a change, a change by its clock
    let empty = ItemState(kind: ItemKind(rawValue: 1)).encode()
    let replica = ItemID(high: 1, low: 1).bytes
    #expect(empty == [0, 0, 0, 0, 0, 0, 0, 0])

    // Then
    for table in [replica + [0, 0], replica + [0, 1, 1], replica + [1, 0, 1, 2]] {
      #expect(throws: CodecError.self) {
        try ItemState(decoding: [1] + table + empty.dropFirst(), kind: ItemKind(rawValue: 1))
      }
    }
  }
}

extension ItemState {
  /// Whether each of the fields merges in one way: of one that merges in two, each may lie elsewhere.
  fileprivate func isInOnePlace(_ fields: Set<FieldID>) -> Bool {
    fields.allSatisfy { field in
      [registers[field] != nil, kept[field] != nil, texts[field] != nil].count { $0 } == 1
    }
  }
}

extension SeededGenerator {
  /// What random operations of two replicas make of an item.
  fileprivate mutating func state() throws -> ItemState {
    var state = ItemState(kind: ItemKind(rawValue: 1))
    let replicas = [ReplicaID.random(using: &self), ReplicaID.random(using: &self)]
    for sequence in 1...4 as ClosedRange<UInt64> {
      let replica = replicas[Int(sequence % 2)]
      let context = ChangeContext(
        id: ChangeID(replica: replica, sequence: sequence),
        clock: HybridTimestamp(rawValue: next()),
        seen: VersionVector([replica: sequence - 1])
      )
      for operation in operations(ofAtMost: 3) {
        // A random edit fits no text.
        if case .edit = operation.action { continue }
        try state.apply(operation.action, in: context) { _, _ in TextHistory() }
      }
    }
    let content = string(text(ofAtMost: 5))
    let edit = TextEdit(
      firstSequence: 0,
      parents: [],
      patches: [TextPatch(position: 0, deleted: 0, inserted: scalars(content))]
    )
    let context = ChangeContext(
      id: ChangeID(replica: replicas[0], sequence: 9),
      clock: HybridTimestamp(rawValue: next()),
      seen: VersionVector()
    )
    try state.apply(.edit(FieldID(rawValue: 31), edit), in: context) { _, _ in TextHistory() }
    return state
  }
}
