import Measuring
import Replication

/// What one replica writes into fields: in changes of a hundred operations, as when many things are
/// brought in.
struct Writes {
  let replica: ReplicaID
  let changes: [[Operation]]

  private static let operationsOfChange = 100
  /// Key 27 is the field 8 of the item 2.
  private static let fieldsOfItem = 10

  /// The keys say which field is written, write by write.
  init(by number: UInt64, named name: String, to keys: [Int]) {
    replica = ReplicaID(high: 0x9E37_79B9_7F4A_7C15 &* number, low: 0xD1B5_4A32_D192_ED03 &* number)
    let operations = keys.enumerated().map { index, key in
      let field = FieldID(rawValue: UInt32(key % Self.fieldsOfItem + 1))
      let item = Self.item(UInt64(key / Self.fieldsOfItem))
      return Operation(
        item,
        ItemKind(rawValue: 1),
        .set(field, .text("\(name)-value-\(index)"))
      )
    }
    changes = stride(from: 0, to: operations.count, by: Self.operationsOfChange).map {
      Array(operations[$0..<min($0 + Self.operationsOfChange, operations.count)])
    }
  }

  /// Ids as little alike as those that machines draw.
  private static func item(_ number: UInt64) -> ItemID {
    let mixed = (number + 1) &* 0xBF58_476D_1CE4_E5B9
    return ItemID(high: mixed ^ mixed >> 27, low: (mixed ^ mixed >> 31) &* 0x94D0_49BB_1331_11EB)
  }

  /// One after the other, as a file of the sync folder holds them.
  func packed() -> [UInt8] {
    PackedOperations.pack(changes)
  }
}
