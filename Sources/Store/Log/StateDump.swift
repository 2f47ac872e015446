import Foundation
import GRDB
import Replication

/// The whole state in a form that can be compared between replicas and with a rebuilt one.
struct StateDump {
  let db: Database
  let hash: HashFunction

  /// One item: its merged state and the columns that are read in place of it.
  struct Line: Equatable {
    /// Id and kind.
    let item: String
    let state: Digest
    let columns: Digest
  }

  /// In the order of ids.
  ///
  /// An item that cannot be read ends it, or has a line that is like no other's.
  func lines(passingOverDamage: Bool = false) throws -> [Line] {
    try ItemStateTable(db: db).all().map { item in
      do {
        return try line(of: item)
      } catch let error as DatabaseError {
        throw error
      } catch {
        guard passingOverDamage else { throw error }
        return Line(item: item.description, state: .zero, columns: .zero)
      }
    }
  }

  private func line(of item: ItemStateTable.Key) throws -> Line {
    let stored = try ItemStateTable(db: db).load(item)
    var writer = ByteWriter()
    writer.append(raw: stored.state.encode())
    if let place = try placement(stored.number) {
      writer.append(place.parent)
      writer.append(place.position)
    }
    return Line(
      item: item.description,
      state: hash(writer.bytes),
      columns: hash(try columns(stored.number, item.kind))
    )
  }

  /// All moves, with what was found out about them.
  func moves() throws -> [Row] {
    try Row.fetchAll(db, sql: "SELECT * FROM moves ORDER BY stamp")
  }

  func digest() throws -> Digest { digest(of: try lines()) }

  /// What replicas compare: the columns follow from the state.
  func digest(of lines: [Line]) -> Digest {
    var writer = ByteWriter()
    for line in lines {
      writer.append(line.item)
      writer.append(raw: line.state.bytes)
    }
    return hash(writer.bytes)
  }

  private func placement(_ number: Int64) throws -> (parent: ItemID, position: String)? {
    let statement = try db.cachedStatement(
      sql: "SELECT parent, position FROM entries WHERE item = ? AND parent IS NOT NULL"
    )
    guard let row = try Row.fetchOne(statement, arguments: [number]),
      let parent: ItemID = row.id("parent")
    else { return nil }
    return (parent, row["position"])
  }

  /// Everything read in place of the state, as text.
  private func columns(_ number: Int64, _ kind: ItemKind) throws -> [UInt8] {
    var text = ""
    func add(_ sql: String) throws {
      let statement = try db.cachedStatement(sql: sql)
      for row in try Row.fetchAll(statement, arguments: [number]) {
        for (name, value) in row where name != "item" && name != "number" && name != "source_item" {
          text += "\(name)=\(value)\n"
        }
      }
    }
    try add(
      """
      SELECT added, edited, trashed, conflicting, returned, wants_look, first_change
      FROM items
      WHERE number = ?
      """
    )
    try add("SELECT change FROM history WHERE item = ? ORDER BY change")
    if let table = ItemTable.of(kind) {
      try add("SELECT * FROM \(table.name) WHERE item = ?")
    }
    try add("SELECT name FROM tags WHERE item = ? ORDER BY name")
    try add("SELECT address FROM addresses WHERE source = ? ORDER BY address")
    try add("SELECT * FROM resources WHERE source = ? ORDER BY address, fetched, hash")
    return Array(text.utf8)
  }
}
