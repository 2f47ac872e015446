import Measuring
import Replication

/// The state of all items of a replica, in memory.
struct Items: Equatable {
  private(set) var states: [ItemID: ItemState] = [:]

  /// Applies changes of a replica that has seen nothing but its own.
  mutating func apply(_ changes: [[Operation]], by replica: ReplicaID) throws {
    for (index, operations) in changes.enumerated() {
      let id = ChangeID(replica: replica, sequence: UInt64(index + 1))
      let context = ChangeContext(
        id: id,
        clock: HybridTimestamp(milliseconds: 1_700_000_000_000 + Int64(index)),
        seen: VersionVector([replica: id.sequence - 1])
      )
      for operation in operations {
        try states[operation.item, default: ItemState(kind: operation.kind)]
          .apply(operation.action, in: context) { _, _ in TextHistory() }
      }
    }
  }

  func encoded() -> [(item: ItemID, bytes: [UInt8])] {
    states.map { ($0.key, $0.value.encode()) }
  }

  init() {}

  init(decoding rows: [(item: ItemID, bytes: [UInt8])]) throws {
    states.reserveCapacity(rows.count)
    for (item, bytes) in rows {
      states[item] = try ItemState(decoding: bytes, kind: ItemKind(rawValue: 1))
    }
  }
}
