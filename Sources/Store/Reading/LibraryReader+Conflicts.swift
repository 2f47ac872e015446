public import Foundation
import GRDB
import Model
public import Replication

/// A field that holds concurrent values which differ; all are kept until someone chooses.
public struct Conflict: Hashable, Sendable {
  public let item: ItemReference
  public let field: String
  /// The shown one first.
  public let values: [ConflictValue]
}

/// One of a conflict's values.
public struct ConflictValue: Hashable, Sendable {
  public let value: String
  public let replica: ReplicaID
  public let replicaName: String?
  public let time: Date
}

extension LibraryReader {
  /// How many items have a conflict; costs no look into them.
  public func conflictingItems() throws -> Int {
    try Int.fetchOne(db, sql: "SELECT count(*) FROM items WHERE conflicting = 1") ?? 0
  }

  /// Every conflict, in the order of ids.
  public func conflicts() throws -> [Conflict] {
    let rows = try Row.fetchAll(
      db,
      sql: "SELECT id, kind FROM items WHERE conflicting = 1 ORDER BY id"
    )
    return try rows.compactMap(reference).flatMap(conflicts)
  }

  public func conflicts(of item: ItemReference) throws -> [Conflict] {
    let state = try ItemStateTable(db: db).load(item.itemID, item.kind.replicated)?.state
    let registers = (state?.registers ?? [:]).sorted { $0.key < $1.key }
    return try registers.filter(\.value.isConflicting).map { field, register in
      Conflict(
        item: item,
        field: EditableField.name(of: field, in: item.kind) ?? "field \(field.rawValue)",
        values: try register.writes.map { write in
          ConflictValue(
            value: write.value.words,
            replica: write.stamp.change.replica,
            replicaName: try replicaName(write.stamp.change.replica),
            time: Date(timeIntervalSince1970: Double(write.stamp.clock.milliseconds) / 1000)
          )
        }
      )
    }
  }
}

extension Value {
  /// As people read it.
  var words: String {
    switch self {
    case .none: ""
    case .text(let text): text
    case .integer(let number): "\(number)"
    case .bytes(let bytes): hexadecimal(bytes)
    case .item(let id): "\(id)"
    case .list(let texts):
      SelectorValue(self).flatMap { $0.start == nil ? nil : $0.exact }
        ?? texts.joined(separator: "; ")
    }
  }
}
