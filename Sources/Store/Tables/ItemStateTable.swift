import GRDB
import Replication

/// The state of items: packed clocks beside the columns that hold the shown values, and the tables
/// that are made from it.
struct ItemStateTable {
  let db: Database

  /// A state as it is stored.
  struct Stored {
    let number: Int64
    let state: ItemState
  }

  func load(_ id: ItemID, _ kind: ItemKind) throws -> Stored? {
    let table = ItemTable.of(kind)
    let statement = try db.cachedStatement(sql: Self.loading(table))
    guard
      let row = try Row.fetchOne(statement, arguments: [id.databaseValue, Int64(kind.rawValue)])
    else { return nil }
    return try stored(row, kind, table)
  }

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

  private static func loading(_ table: ItemTable?) -> String {
    guard let table else { return "SELECT number, clocks FROM items WHERE id = ? AND kind = ?" }
    let columns = table.columnNames.map { ", \(table.name).\($0)" }.joined()
    return """
      SELECT number, clocks\(columns) FROM items JOIN \(table.name) ON item = number
      WHERE id = ? AND kind = ?
      """
  }

  private func stored(_ row: Row, _ kind: ItemKind, _ table: ItemTable?) throws -> Stored {
    let values = Array(row.databaseValues)
    var elsewhere: [FieldID: Value] = [:]
    var next = 2
    for column in table?.columns ?? [] {
      elsewhere[column.field] = column.load(Array(values[next..<next + column.names.count]))
      next += column.names.count
    }
    do throws(CodecError) {
      let state = try ItemState(
        decoding: row.bytes("clocks") ?? [],
        kind: kind,
        elsewhere: { elsewhere[$0] ?? .none }
      )
      return Stored(number: row["number"], state: state)
    } catch {
      // The library's own rows: a change is not to blame.
      throw StoreError(.damaged, "the state of an item cannot be read: \(error)")
    }
  }

  /// Writes a state over what `load` gave, and everything that is made from it.
  ///
  /// `position` is that of the change that made the difference. Gives the item's number.
  @discardableResult
  func save(_ id: ItemID, _ state: ItemState, over stored: Stored?, by position: Int64) throws
    -> Int64
  {
    let table = ItemTable.of(state.kind)
    var columns: [DatabaseValue] = []
    var held: Set<FieldID> = []
    for column in table?.columns ?? [] {
      let shown = state.shown(column.field)
      if let values = column.store(shown) {
        columns += values
        if state.hasOnePlace(for: column.field) { held.insert(column.field) }
      } else {
        columns += Array(repeating: .null, count: column.names.count)
      }
    }
    let clocks = state.encode(leavingOut: held.contains)

    let isSearched =
      (table?.isSearched ?? false) && stored.map { $0.state.searched != state.searched } ?? true
    if let stored, isSearched { try SearchIndex(db: db).remove(stored.number) }
    let number = try saveItem(id, state, clocks, over: stored, by: position)
    if let table { try saveColumns(columns, of: number, in: table, isNew: stored == nil) }
    try saveTags(state, of: number, over: stored)
    if state.kind == .source { try saveSource(state, of: number, over: stored) }
    if isSearched { try SearchIndex(db: db).insert(number) }
    return number
  }

  private func saveItem(
    _ id: ItemID,
    _ state: ItemState,
    _ clocks: [UInt8],
    over stored: Stored?,
    by position: Int64
  ) throws -> Int64 {
    let shared: [(any DatabaseValueConvertible)?] = [
      clocks.databaseValue, state.added, state.edited.milliseconds, state.trash.isTrashed,
      state.isConflicting, !state.trash.undone.isEmpty, state.wantsLook,
    ]
    guard let stored else {
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO items
            (clocks, added, edited, trashed, conflicting, returned, wants_look, id, kind,
              first_change)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
          """
      )
      try statement.execute(
        arguments: StatementArguments(
          shared + [id.databaseValue, Int64(state.kind.rawValue), position]
        )
      )
      return db.lastInsertedRowID
    }
    let statement = try db.cachedStatement(
      sql: """
        UPDATE items SET clocks = ?, added = ?, edited = ?, trashed = ?, conflicting = ?,
          returned = ?, wants_look = ? WHERE number = ?
        """
    )
    try statement.execute(arguments: StatementArguments(shared + [stored.number]))
    let history = try db.cachedStatement(
      sql: """
        INSERT OR IGNORE INTO history (item, change)
        SELECT number, :change FROM items WHERE number = :item AND first_change <> :change
        """
    )
    try history.execute(arguments: ["item": stored.number, "change": position])
    return stored.number
  }

  private func saveColumns(
    _ values: [DatabaseValue],
    of number: Int64,
    in table: ItemTable,
    isNew: Bool
  ) throws {
    let names = table.columnNames
    let sql =
      isNew
      ? """
      INSERT INTO \(table.name) (\(names.joined(separator: ", ")), item)
      VALUES (\(Array(repeating: "?", count: names.count + 1).joined(separator: ", ")))
      """
      : "UPDATE \(table.name) SET \(names.map { "\($0) = ?" }.joined(separator: ", ")) WHERE item = ?"
    try db.cachedStatement(sql: sql).execute(
      arguments: StatementArguments(values + [number.databaseValue])
    )
  }

  private func saveTags(_ state: ItemState, of number: Int64, over stored: Stored?) throws {
    // Sets of values, which differ where bytes do: texts that look alike are equal already.
    guard state.sets[.tags]?.elements ?? [] != stored?.state.sets[.tags]?.elements ?? [] else {
      return
    }
    if stored != nil {
      try db.cachedStatement(sql: "DELETE FROM tags WHERE item = ?").execute(arguments: [number])
    }
    for tag in state.tags {
      try db.cachedStatement(sql: "INSERT INTO tags (name, item) VALUES (?, ?)")
        .execute(arguments: [tag, number])
    }
  }
}

extension ItemState {
  /// What is shown of a field, be it a register or a text.
  func shown(_ field: FieldID) -> Value {
    texts[field].map { .text($0.content) } ?? self[field]
  }

  /// Whether a field's column can stand for all that the field holds.
  ///
  /// It cannot where another client used one field in two ways.
  fileprivate func hasOnePlace(for field: FieldID) -> Bool {
    kept[field] == nil && (registers[field] == nil || texts[field] == nil)
  }

  /// What search reads: all that must not change behind the index's back.
  fileprivate var searched: [Value] {
    let fields = ItemTable.of(kind)?.columns.map { shown($0.field) } ?? []
    return fields + [.list(tags), captures.first?.value ?? .none]
  }
}
