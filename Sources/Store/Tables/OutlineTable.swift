import Foundation
import GRDB
import Replication

/// Where entries stand, and the moves that put them there.
struct OutlineTable {
  let db: Database

  /// Merges moves into the outline: those that are later than some of them are undone and redone.
  func merge(_ moves: [Move]) throws {
    guard let earliest = moves.min() else { return }
    let later = try recorded(after: earliest)
    let merge = try OutlineMerge(incoming: moves, later: later, current: placement)
    for recorded in merge.recorded { try save(recorded) }
    for (entry, placement) in merge.placements { try place(entry, placement) }
  }

  private func placement(of entry: ItemID) throws -> Placement? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT parent, position FROM items JOIN entries ON item = number WHERE id = ? AND kind = ?
        """
    )
    let row = try Row.fetchOne(
      statement,
      arguments: [entry.databaseValue, Int64(ItemKind.entry.rawValue)]
    )
    return try row.flatMap { try placement($0, "parent", "position") }
  }

  private func placement(_ row: Row, _ parent: String, _ position: String) throws -> Placement? {
    guard let parent: ItemID = row.id(parent), let position = row[position] as String? else {
      return nil
    }
    return Placement(parent: parent, position: try Position(position))
  }

  private func recorded(after move: Move) throws -> [RecordedMove] {
    let statement = try db.cachedStatement(
      sql: "SELECT * FROM moves WHERE stamp > ? ORDER BY stamp"
    )
    return try Row.fetchAll(statement, arguments: [Self.key(of: move).databaseValue]).map { row in
      guard let stamp = row.bytes("stamp"), let entry: ItemID = row.id("entry"),
        let placement = try placement(row, "parent", "position")
      else { throw StoreError(.damaged, "the table of moves is damaged") }
      return RecordedMove(
        move: try Self.move(stamp, entry, placement),
        previous: try self.placement(row, "previous_parent", "previous_position"),
        isEffective: row["effective"]
      )
    }
  }

  private func save(_ recorded: RecordedMove) throws {
    try db.cachedStatement(
      sql: """
        INSERT OR REPLACE INTO moves
          (stamp, entry, parent, position, previous_parent, previous_position, effective)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(
      arguments: [
        Self.key(of: recorded.move).databaseValue, recorded.move.entry.databaseValue,
        recorded.move.placement.parent.databaseValue, recorded.move.placement.position.text,
        recorded.previous?.parent.databaseValue, recorded.previous?.position.text,
        recorded.isEffective,
      ])
  }

  private func place(_ entry: ItemID, _ placement: Placement?) throws {
    try db.cachedStatement(
      sql: """
        UPDATE entries SET parent = ?, position = ?
        WHERE item = (SELECT number FROM items WHERE id = ? AND kind = ?)
        """
    ).execute(
      arguments: [
        placement?.parent.databaseValue, placement?.position.text, entry.databaseValue,
        Int64(ItemKind.entry.rawValue),
      ])
  }

  /// Bytes that sort as moves do.
  private static func key(of move: Move) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(fixed: move.stamp.clock.rawValue)
    writer.append(fixed: move.seen)
    writer.append(move.stamp.change.replica)
    writer.append(fixed: move.stamp.change.sequence)
    writer.append(fixed: UInt64(move.index))
    return writer.bytes
  }

  private static func move(_ key: [UInt8], _ entry: ItemID, _ placement: Placement) throws -> Move {
    var reader = ByteReader(key)
    let clock = HybridTimestamp(rawValue: try reader.fixed())
    let seen = try reader.fixed()
    let change = ChangeID(replica: try reader.id(), sequence: try reader.fixed())
    return Move(
      stamp: Stamp(clock: clock, change: change),
      seen: seen,
      index: Int(try reader.fixed()),
      entry: entry,
      placement: placement
    )
  }
}
