import GRDB
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

/// Which changes come together makes no difference to what they make.
@Suite struct TakingBatches {
  @Test(arguments: UInt64(1)...40)
  func `one by one, in any batches, all at once and made anew the state is the same`(
    seed: UInt64
  ) throws {
    // Given the changes that a few people made, in an order in which one of them took them in
    var history = try RandomHistory(seed: seed, isOnDisk: false)
    try history.run(steps: 40 + Int(seed % 41))
    try history.settle()
    let changes = try history.libraries[0].log()
    var random = SeededGenerator(seed: seed)

    // When others take them in with other bounds
    let single = try taken(changes.map { [$0] })
    let together = try taken([changes])
    let parted = try taken(parts(of: changes, &random))
    let rebuilt = try taken(parts(of: changes, &random))
    try rebuilt.rebuild()

    // Then their tables say the same, and search finds what they say
    let expected = try single.tables()
    for library in [together, parted, rebuilt] {
      #expect(try library.tables() == expected, "seed \(seed)")
      #expect(try library.digest() == history.libraries[0].digest(), "seed \(seed)")
      #expect(try library.check().problems == [], "seed \(seed)")
    }
  }

  @Test(arguments: UInt64(1)...20)
  func `of a batch with a change that does not fit nothing stays, and it is named`(
    seed: UInt64
  ) throws {
    // Given a history that ends with an edit out of range, and a replica that has a part of it
    var history = try RandomHistory(seed: seed, isOnDisk: false)
    try history.run(steps: 40)
    try history.settle()
    let source = history.libraries[0]
    var changes = try source.log()
    var random = SeededGenerator(seed: seed)
    let strange = Change.beyondItsText(of: ItemID(high: 7, low: seed))
    changes.insert(strange, at: random.number(below: changes.count + 1))
    let start = random.number(below: changes.firstIndex(of: strange).map { $0 + 1 } ?? 0)
    let library = try taken([Array(changes[..<start])])
    let before = try library.tables()
    let version = try library.version

    // When the rest comes at once
    let refused = #expect(throws: ChangeRefused.self, "seed \(seed)") {
      try library.append(Array(changes[start...]))
    }

    // Then it is told which change it was, and all is as it was
    #expect(refused?.change == strange.id, "seed \(seed)")
    #expect(try library.tables() == before, "seed \(seed)")
    #expect(try library.version == version, "seed \(seed)")
    try library.expectWhole()
    // And without that change the rest is taken
    try library.append(changes[start...].filter { $0 != strange })
    #expect(try library.digest() == source.digest(), "seed \(seed)")
  }

  @Test func `an edit without events does not stand in the way of others`() throws {
    // Given a note whose text somebody edited by nothing, from a base that is not there
    let library = try SimulatedReplica.make().library
    let note = try library.write { try $0.note("tide") }
    let nothing = TextEdit(
      firstSequence: 0,
      parents: [EventID(replica: ReplicaID(high: 3, low: 3), sequence: 9)],
      patches: []
    )
    try library.takeStrange([Operation(ItemID(note), .note, .edit(.text, nothing))])
    // When an edit comes that was made beside the note's own
    let beside = TextEdit(
      firstSequence: 0,
      parents: [],
      patches: [TextPatch(position: 0, deleted: 0, inserted: Array("ebb ".unicodeScalars))]
    )
    try library.takeStrange(
      [Operation(ItemID(note), .note, .edit(.text, beside))],
      by: ReplicaID(high: 4, low: 4)
    )
    // Then it is merged
    let text = try library.read { try $0.note(note)?.text }
    #expect(text == "ebb tide" || text == "tideebb ")
    try library.expectWhole()
  }

  private func taken(_ batches: [[Change]]) throws -> Library {
    let library = try SimulatedReplica.make("reader").library
    for batch in batches { try library.append(batch) }
    return library
  }

  private func parts(of changes: [Change], _ random: inout SeededGenerator) -> [[Change]] {
    var parts: [[Change]] = []
    var rest = changes[...]
    while !rest.isEmpty {
      let count = 1 + random.number(below: random.chance(50) ? 4 : 40)
      parts.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return parts
  }
}

extension Library {
  /// All changes in the order in which they were taken in.
  fileprivate func log() throws -> [Change] {
    try read { reader in
      var changes: [Change] = []
      try ChangeTable(db: reader.db, hash: environment.hash).eachChained("ORDER BY position", []) {
        changes.append($1)
        return true
      }
      return changes
    }
  }

  /// Everything that is made from the log, save the numbers that items have here.
  fileprivate func tables() throws -> Tables {
    try read { reader in
      let dump = StateDump(db: reader.db, hash: environment.hash)
      let replicas = try ReplicaTable(db: reader.db).all()
      return Tables(
        items: try dump.lines(),
        moves: try dump.moves(),
        missing: try AttachmentTable(db: reader.db).expected(),
        tips: Dictionary(uniqueKeysWithValues: replicas.map { ($0.id, $0.hash) }),
        seen: Dictionary(uniqueKeysWithValues: replicas.map { ($0.id, $0.seen) })
      )
    }
  }
}

private struct Tables: Equatable {
  let items: [StateDump.Line]
  let moves: [Row]
  let missing: [AttachmentTable.Expected]
  let tips: [ReplicaID: Digest]
  let seen: [ReplicaID: VersionVector]
}

extension Change {
  /// A stranger's first change, which deletes what is not there.
  fileprivate static func beyondItsText(of item: ItemID) -> Change {
    let edit = TextEdit(
      firstSequence: 0,
      parents: [],
      patches: [TextPatch(position: 5, deleted: 1, inserted: [])]
    )
    return Change(
      id: ChangeID(replica: ReplicaID(high: 0xbad, low: 1), sequence: 1),
      clock: HybridTimestamp(milliseconds: 1_767_225_600_000),
      dependencies: Dependencies(),
      payload: PayloadCodec.encode([Operation(item, .note, .edit(.text, edit))]),
      after: .zero,
      hashedBy: Blake2b.hash
    )
  }
}
