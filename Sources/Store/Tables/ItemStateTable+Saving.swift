import GRDB
import Replication

/// What some changes do to one item, as far as it decides what is to be written.
struct ItemDifference {
  /// The fields that they write.
  let fields: Set<FieldID>
  /// Where the changes stand in the log, rising; one may occur more than once.
  let positions: [Int64]
}

extension ItemStateTable {
  /// Writes the state of a new item, and everything that is made from it.
  func insert(_ id: ItemID, _ state: ItemState, _ difference: ItemDifference) throws {
    try db.run(
      """
      INSERT INTO items (id, kind, clocks, edited, first_change,
        added, trashed, conflicting, returned, wants_look)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .id(id), .integer(Int64(state.kind.rawValue)), .blob(state.clocks),
        .integer(state.edited.milliseconds), .integer(difference.positions[0]),
      ] + ItemMarks(state).values
    )
    let number = db.lastInsertedRowID
    try saveHistory(of: number, since: difference.positions[0], difference)
    if let table = ItemTable.of(state.kind) {
      let values = table.columns.flatMap { $0.values(for: state.shown($0.field)) }
      try db.run(table.inserting, values + [.integer(number)])
    }
    try insertTags(state, of: number)
    if state.kind == .source { try saveSource(state, of: number, over: nil) }
    try SearchIndex(db: db).insert(number, state)
  }

  /// Writes a state over the stored one, and what has to be made anew from it.
  func update(_ stored: Stored, to state: ItemState, _ difference: ItemDifference) throws {
    let number = stored.number
    let table = ItemTable.of(state.kind)
    let isSearched = !(table?.searched.isDisjoint(with: difference.fields) ?? true)
    if isSearched { try SearchIndex(db: db).remove(number, stored.state) }

    try db.run(
      "UPDATE items SET clocks = ?, edited = ? WHERE number = ?",
      [.blob(state.clocks), .integer(state.edited.milliseconds), .integer(number)]
    )
    try saveMarks(ItemMarks(state), over: ItemMarks(stored.state), of: number)
    try saveHistory(of: number, since: stored.firstChange, difference)
    for (column, sql) in zip(table?.columns ?? [], table?.updating ?? [])
    where difference.fields.contains(column.field) {
      try db.run(sql, column.values(for: state.shown(column.field)) + [.integer(number)])
    }
    if difference.fields.contains(.tags) {
      try db.run("DELETE FROM tags WHERE item = ?", [.integer(number)])
      try insertTags(state, of: number)
    }
    if state.kind == .source { try saveSource(state, of: number, over: stored) }

    if isSearched { try SearchIndex(db: db).insert(number, state) }
  }

  private func saveMarks(_ marks: ItemMarks, over stored: ItemMarks, of number: Int64) throws {
    guard marks != stored else { return }
    try db.run(
      """
      UPDATE items SET added = ?, trashed = ?, conflicting = ?, returned = ?, wants_look = ?
      WHERE number = ?
      """,
      marks.values + [.integer(number)]
    )
  }

  private func saveHistory(of number: Int64, since first: Int64, _ difference: ItemDifference)
    throws
  {
    var last = first
    for position in difference.positions where position != last {
      last = position
      try db.run(
        "INSERT OR IGNORE INTO history (item, change) VALUES (?, ?)",
        [.integer(number), .integer(position)]
      )
    }
  }

  private func insertTags(_ state: ItemState, of number: Int64) throws {
    for tag in state.tags {
      try db.run("INSERT INTO tags (name, item) VALUES (?, ?)", [.text(tag), .integer(number)])
    }
  }
}

/// What lists select items by.
private struct ItemMarks: Equatable {
  let added: Int64
  /// 1 in the trash, 2 purged, else 0.
  let trashed: Int64
  let isConflicting: Bool
  let isReturned: Bool
  let wantsLook: Bool

  init(_ state: ItemState) {
    added = state.added
    trashed = state.isPurged ? 2 : state.trash.isTrashed ? 1 : 0
    isConflicting = state.isConflicting
    isReturned = !state.trash.undone.isEmpty
    wantsLook = state.wantsLook
  }

  var values: [SQLValue] {
    [
      .integer(added), .integer(trashed), .flag(isConflicting), .flag(isReturned), .flag(wantsLook),
    ]
  }
}

extension ItemState {
  /// What is shown of a field, be it a register or a text.
  func shown(_ field: FieldID) -> Value {
    texts[field].map { .text($0.content) } ?? self[field]
  }

  /// All that the columns do not hold.
  fileprivate var clocks: [UInt8] {
    let columns = ItemTable.of(kind)?.columns ?? []
    return encode { field in
      columns.contains { column in
        column.field == field && hasOnePlace(for: field) && column.holds(shown(field))
      }
    }
  }

  /// Whether a field's column can stand for all that the field holds.
  ///
  /// It cannot where another client used one field in two ways.
  private func hasOnePlace(for field: FieldID) -> Bool {
    kept[field] == nil && (registers[field] == nil || texts[field] == nil)
  }
}
