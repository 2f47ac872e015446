import Foundation
import GRDB
import Replication

/// Makes one change's operations into state: the only path from operations to tables, for local
/// changes and for those of others.
struct ChangeApplier {
  let db: Database
  let context: ChangeContext
  /// The change's place in the log.
  let position: Int64
  /// Where the changes before this one are.
  let log: ChangeTable
  /// The operations of the change that were applied so far.
  private(set) var operations: [Operation] = []

  init(_ db: Database, _ context: ChangeContext, at position: Int64, after log: ChangeTable) {
    self.db = db
    self.context = context
    self.position = position
    self.log = log
  }

  /// Applies operations, each item's in one pass.
  mutating func apply(_ more: [Operation]) throws {
    var items: [Key] = []
    var actions: [Key: [Operation.Action]] = [:]
    for operation in more {
      let key = Key(id: operation.item, kind: operation.kind)
      if actions[key] == nil { items.append(key) }
      actions[key, default: []].append(operation.action)
    }
    for item in items { try apply(actions[item] ?? [], to: item) }
    try OutlineTable(db: db).merge(moves(in: more))
    operations += more
  }

  private struct Key: Hashable {
    let id: ItemID
    let kind: ItemKind
  }

  private func apply(_ actions: [Operation.Action], to item: Key) throws {
    let table = ItemStateTable(db: db)
    let stored = try table.load(item.id, item.kind)
    var state = stored?.state ?? ItemState(kind: item.kind)
    var done: [Operation.Action] = []
    for action in actions {
      try state.apply(action, in: context) { field in
        try history(of: item, stored?.number, field, followedBy: done)
      }
      done.append(action)
    }
    try table.save(item.id, state, over: stored, by: position)
  }

  private func moves(in more: [Operation]) -> [Move] {
    var index = operations.count
    var moves: [Move] = []
    for operation in more {
      if case .move(let placement) = operation.action, operation.kind == .entry {
        let stamp = Stamp(clock: context.clock, change: context.id)
        moves.append(
          Move(stamp: stamp, index: index, entry: operation.item, placement: placement)
        )
      }
      index += 1
    }
    return moves
  }

  /// The events of a text from all changes before this one, from this one's earlier operations and
  /// from those of the item's present pass.
  private func history(
    of item: Key,
    _ number: Int64?,
    _ field: FieldID,
    followedBy done: [Operation.Action]
  ) throws -> TextHistory {
    var history = try TextHistoryReader(db: db, log: log)
      .history(of: item.id, item.kind, number, field, before: position)
    let earlier = operations.filter { $0.item == item.id && $0.kind == item.kind }.map(\.action)
    for case .edit(field, let edit) in earlier + done {
      try history.append(edit, by: context.id.replica)
    }
    return history
  }
}
