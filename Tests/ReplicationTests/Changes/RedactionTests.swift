import TestSupport
import Testing

@testable import Replication

@Suite struct Redacting {
  /// Not a good one; only different bytes must give different digests here.
  private let hash = HashFunction { bytes in
    var generator = SeededGenerator(
      seed: bytes.reduce(UInt64(bytes.count)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    )
    return Digest((0..<32).map { _ in UInt8(truncatingIfNeeded: generator.next()) }) ?? .zero
  }

  private func change(_ operations: [Operation]) -> Change {
    Change(
      id: ChangeID(replica: ReplicaID(high: 1, low: 2), sequence: 1),
      clock: HybridTimestamp(rawValue: 7),
      dependencies: Dependencies(),
      payload: PayloadCodec.encode(operations),
      after: .zero,
      hashedBy: hash
    )
  }

  private func isMove(_ operation: Operation) -> Bool {
    if case .move = operation.action { true } else { false }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `one purge stands for all that was said of a purged item, all else stays`(
    seed: UInt64
  ) throws {
    // Given operations on some items, of which some are purged
    var random = SeededGenerator(seed: seed)
    let operations = random.operations(ofAtMost: 30)
    let items = Set(operations.map(\.key))
    let purged = items.filter { _ in Bool.random(using: &random) }
    // When they are redacted
    let left = Redaction.redacting(operations, purged.contains) ?? operations
    // Then of other items and of the outline all is there, in its order
    let kept = operations.filter { !purged.contains($0.key) || isMove($0) }
    #expect(left.filter { !purged.contains($0.key) || isMove($0) } == kept, "seed \(seed)")
    // And of a purged item nothing but one purge, where something was said of it
    for key in purged {
      let said = operations.filter { $0.key == key && !isMove($0) }
      let rest = left.filter { $0.key == key && !isMove($0) }
      #expect(rest.map(\.action) == (said.isEmpty ? [] : [.purge]), "seed \(seed)")
    }
    // And each purge is where the first of its item's operations was
    func firsts(_ operations: [Operation]) -> [ItemKey] {
      var seen: Set<ItemKey> = []
      return operations.filter { !isMove($0) && seen.insert($0.key).inserted }.map(\.key)
    }
    #expect(firsts(left) == firsts(operations), "seed \(seed)")
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `redacting for some items and then for others is redacting for all at once`(
    seed: UInt64
  ) throws {
    var random = SeededGenerator(seed: seed)
    let operations = random.operations(ofAtMost: 30)
    let items = Set(operations.map(\.key))
    let some = items.filter { _ in Bool.random(using: &random) }
    let others = items.filter { _ in Bool.random(using: &random) }
    func redacted(_ operations: [Operation], _ items: Set<ItemKey>) -> [Operation] {
      Redaction.redacting(operations, items.contains) ?? operations
    }
    let both = redacted(operations, some.union(others))
    #expect(redacted(redacted(operations, some), others) == both, "seed \(seed)")
    #expect(redacted(redacted(operations, others), some) == both, "seed \(seed)")
    #expect(Redaction.redacting(both, some.union(others).contains) == nil, "seed \(seed)")
    // And it has one form in bytes
    let payload = PayloadCodec.encode(both)
    #expect(try PayloadCodec.decode(payload) == both, "seed \(seed)")
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `a redacted change keeps its place in the chain and is accepted`(seed: UInt64) throws {
    // Given a change, some of whose items are purged
    var random = SeededGenerator(seed: seed)
    let whole = change(random.operations(ofAtMost: 20))
    let items = Set(try whole.operations().map(\.key))
    let purged = items.filter { _ in Bool.random(using: &random) }
    // When it is redacted
    let redacted = try whole.redacted(purged.contains)
    // Then only its payload may differ
    #expect(redacted.hash == whole.hash && redacted.payloadHash == whole.payloadHash)
    #expect(redacted.id == whole.id && redacted.clock == whole.clock)
    #expect(redacted.isRedacted(hashedBy: hash) == (redacted.payload != whole.payload))
    #expect(try redacted.verifiedOperations(hashedBy: hash) == redacted.operations())
    // And only when something was said of what is purged
    let operations = try whole.operations()
    let isNone = Redaction.redacting(operations, purged.contains) == nil
    #expect((redacted == whole) == isNone, "seed \(seed)")
  }

  @Test func `another payload is refused unless it purges something`() throws {
    let item = ItemID(high: 3, low: 3)
    let kind = ItemKind(rawValue: 3)
    let whole = change([Operation(item, kind, .set(FieldID(rawValue: 1), .text("secret")))])
    let forged = PayloadCodec.encode([Operation(item, kind, .set(FieldID(rawValue: 1), .none))])
    let purging = PayloadCodec.encode([Operation(item, kind, .purge)])
    #expect(try whole.verifiedOperations(hashedBy: hash).count == 1)
    #expect(throws: CodecError.self) {
      try whole.with(payload: forged).verifiedOperations(hashedBy: hash)
    }
    #expect(throws: CodecError.self) {
      try whole.with(payload: []).verifiedOperations(hashedBy: hash)
    }
    #expect(throws: CodecError.self) {
      try whole.with(payload: purging + [0]).verifiedOperations(hashedBy: hash)
    }
    #expect(try whole.with(payload: purging).verifiedOperations(hashedBy: hash).count == 1)
    let without = Change(
      id: whole.id,
      clock: whole.clock,
      dependencies: whole.dependencies,
      payloadHash: whole.payloadHash,
      payload: nil,
      after: .zero,
      hashedBy: hash
    )
    #expect(throws: CodecError.self) { try without.verifiedOperations(hashedBy: hash) }
  }
}
