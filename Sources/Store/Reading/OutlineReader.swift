import GRDB
import Replication

/// Reads notebooks' outlines.
struct OutlineReader {
  let db: Database

  /// An entry as it stands among its siblings.
  struct Line {
    let id: ItemID
    let depth: Int
    let position: Position
    let heading: String?
    let content: ItemID?
  }

  /// The outline from top to bottom, in which what stands under a removed entry moves up to its
  /// place.
  ///
  /// - Complexity: one query an entry with children.
  func lines(of root: ItemID) throws -> [Line] {
    var lines: [Line] = []
    var waiting = try children(of: root, depth: 0).reversed() as [Child]
    while let next = waiting.popLast() {
      if !next.isTrashed { lines.append(next.line) }
      let depth = next.isTrashed ? next.line.depth : next.line.depth + 1
      waiting += try children(of: next.line.id, depth: depth).reversed()
    }
    return lines
  }

  /// The entries directly below one or a notebook, removed ones, too.
  func children(of parent: ItemID) throws -> [Line] {
    try children(of: parent, depth: 0).map(\.line)
  }

  func parent(of entry: ItemID) throws -> ItemID? {
    let statement = try db.cachedStatement(
      sql: """
        SELECT parent FROM entries JOIN items ON number = item
        WHERE id = ? AND kind = \(ItemKind.entry.rawValue)
        """
    )
    return try Row.fetchOne(statement, arguments: [entry.databaseValue])?.id("parent")
  }

  /// Whether an entry is another or stands somewhere below it.
  func isBelow(_ entry: ItemID, _ ancestor: ItemID) throws -> Bool {
    var next: ItemID? = entry
    while let here = next {
      if here == ancestor { return true }
      next = try parent(of: here)
    }
    return false
  }

  private struct Child {
    let line: Line
    let isTrashed: Bool
  }

  private func children(of parent: ItemID, depth: Int) throws -> [Child] {
    let statement = try db.cachedStatement(
      sql: """
        SELECT id, trashed, position, heading, content FROM entries JOIN items ON number = item
        WHERE parent = ? ORDER BY position, id
        """
    )
    return try Row.fetchAll(statement, arguments: [parent.databaseValue]).map { row in
      guard let id: ItemID = row.id("id") else {
        throw StoreError(.damaged, "the table of entries is damaged")
      }
      let line = Line(
        id: id,
        depth: depth,
        position: try Position(row["position"]),
        heading: row["heading"],
        content: row.id("content")
      )
      // Purged, or in the trash.
      return Child(line: line, isTrashed: row["trashed"])
    }
  }
}
