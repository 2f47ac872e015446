import GRDB
import Replication

/// The state of items: packed clocks beside the columns that hold the shown values, and the tables
/// that are made from it.
struct ItemStateTable {
  let db: Database

  /// A state as it is stored.
  struct Stored {
    let number: Int64
    /// The position of the change that made the item.
    let firstChange: Int64
    let state: ItemState
  }

  /// The number of an item's rows; `nil` when there is no such item.
  func number(of id: ItemID, _ kind: ItemKind) throws -> Int64? {
    try db.first(
      "SELECT number FROM items WHERE id = ? AND kind = ?",
      [.id(id), .integer(Int64(kind.rawValue))]
    ) { $0.integer(0) }
  }

  func load(_ id: ItemID, _ kind: ItemKind) throws -> Stored? {
    try number(of: id, kind).map { try load($0, kind) }
  }

  /// Reads the item of a number: its one row of `items` and its one row of its kind's table.
  func load(_ number: Int64, _ kind: ItemKind) throws -> Stored {
    let table = ItemTable.of(kind)
    let stored = try db.first(table?.loading ?? Self.loadingClocks, [.integer(number)]) { row in
      do throws(CodecError) {
        let state = try ItemState(
          decoding: row.bytes(2) ?? [],
          kind: kind,
          elsewhere: { table?.value(of: $0, in: row, from: 3) ?? .none }
        )
        return Stored(number: row.integer(0), firstChange: row.integer(1), state: state)
      } catch {
        // The library's own rows: a change is not to blame.
        throw StoreError(.damaged, "the state of an item cannot be read: \(error)")
      }
    }
    guard let stored else { throw StoreError(.damaged, "the row of an item is missing") }
    return stored
  }

  private static let loadingClocks =
    "SELECT number, first_change, clocks FROM items WHERE number = ?"

  /// An item as its row names it, readable or not; for checking.
  struct Key: CustomStringConvertible {
    let number: Int64
    let id: ItemID?
    let kind: ItemKind

    var description: String {
      "\(id?.description ?? "without an id in row \(number)") of kind \(kind.rawValue)"
    }
  }

  /// Every item, in the order of ids.
  func all() throws -> [Key] {
    try Row.fetchAll(db, sql: "SELECT number, id, kind FROM items ORDER BY id, kind").map { row in
      Key(
        number: row["number"],
        id: row.id("id"),
        kind: ItemKind(rawValue: UInt32(truncatingIfNeeded: row["kind"] as Int64))
      )
    }
  }

  func load(_ item: Key) throws -> Stored {
    guard let id = item.id, let stored = try load(id, item.kind) else {
      throw StoreError(.damaged, "the table of items is damaged")
    }
    return stored
  }
}

extension ItemTable {
  /// A field's value in a row whose columns begin at a place.
  fileprivate func value(of field: FieldID, in row: SQLRow, from start: Int) -> Value {
    var index = start
    for column in columns {
      if column.field == field { return column.load(row, index) }
      index += column.names.count
    }
    return .none
  }
}
