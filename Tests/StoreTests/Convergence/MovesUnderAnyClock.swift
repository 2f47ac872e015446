import Model
import Replication
import TestSupport
import Testing

@testable import Store

/// A move that followed another takes effect after it, also where others' clocks ran to their end.
@Suite struct MovesUnderAnyClock {
  private let library: Library
  private let notebook: NotebookID
  private let entries: [EntryID]

  init() throws {
    library = try SimulatedReplica.make().library
    (notebook, entries) = try library.write { writer in
      let notebook = try writer.notebook(titled: "Tides")
      return (notebook, try (0..<3).map { try writer.addEntry(.heading("\($0)"), to: notebook) })
    }
  }

  @Test(arguments: [0, .max] as [UInt64])
  func `what is moved after a move of the last clock there is stays where it was put`(
    replica: UInt64
  ) throws {
    // Given somebody's move by a clock at its very end, whose id is less or greater than ours
    try take(clocks: [.max], by: ReplicaID(high: replica, low: 1))

    // When it is moved here, twice
    for target in [entries[1], entries[2]] {
      try library.write { try $0.move(entries[0], in: notebook, to: OutlinePlace(under: target)) }

      // Then it stands there
      let parent = try library.read { try OutlineReader(db: $0.db).parent(of: ItemID(entries[0])) }
      #expect(parent == ItemID(target))
    }
    try library.expectWhole()
  }

  @Test(arguments: [0, .max] as [UInt64])
  func `what is moved after moves by a clock that ran back stays where it was put`(
    replica: UInt64
  ) throws {
    // Given somebody's move by a clock years ahead, and another that forgot it
    try take(clocks: [1 << 62, 5], by: ReplicaID(high: replica, low: 1))

    // When
    try library.write { try $0.move(entries[0], in: notebook, to: OutlinePlace(under: entries[1])) }

    // Then
    let parent = try library.read { try OutlineReader(db: $0.db).parent(of: ItemID(entries[0])) }
    #expect(parent == ItemID(entries[1]))
    try library.expectWhole()
  }

  /// Takes in changes of a stranger, each of which moves the first entry under the notebook.
  private func take(clocks: [UInt64], by replica: ReplicaID) throws {
    var tip = ChainTip.start
    for clock in clocks {
      let placement = Placement(
        parent: ItemID(notebook),
        position: .between(nil, nil, by: replica)
      )
      let move = Replication.Operation(ItemID(entries[0]), .entry, .move(placement))
      let change = Change(
        id: ChangeID(replica: replica, sequence: tip.sequence + 1),
        clock: HybridTimestamp(rawValue: clock),
        dependencies: try Dependencies(library.version.without(replica)) {
          try library.hash(of: $0)?.mark ?? 0
        },
        payload: PayloadCodec.encode([move]),
        after: tip.hash,
        hashedBy: library.environment.hash
      )
      try library.append([change])
      tip.follow(change)
    }
  }
}
