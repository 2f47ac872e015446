import Foundation
import GRDB
import Replication

/// A change on its way into the state.
struct IncomingChange {
  let context: ChangeContext
  /// Its place in the log.
  let position: Int64
  private(set) var operations: [Operation]
  /// How many of the operations are state already.
  private(set) var applied = 0

  init(_ context: ChangeContext, at position: Int64, _ operations: [Operation] = []) {
    self.context = context
    self.position = position
    self.operations = operations
  }

  /// Goes on with more operations; those before are state by now.
  mutating func proceed(with more: [Operation]) {
    applied = operations.count
    operations += more
  }
}

/// Makes changes into state, each item in one pass: the only path from operations to tables, for
/// local changes, for those of others and for those of the log.
struct ChangeApplier {
  let db: Database
  /// Where the changes before these are.
  let log: ChangeTable

  /// Applies changes in an order in which each is ready; the result does not depend on which of them
  /// come together.
  ///
  /// - Returns: the items that they purged; what the log says of them is left to ``Purger``.
  /// - Throws: ``CodecError`` when an edit does not fit its text; the transaction is of no use then.
  @discardableResult
  func apply(_ changes: [IncomingChange]) throws -> [PurgedItem] {
    var items: [Key: Int] = [:]
    var passes: [Pass] = []
    for (index, change) in changes.enumerated() {
      for place in change.applied..<change.operations.count {
        let operation = change.operations[place]
        let key = Key(id: operation.item, kind: operation.kind)
        let pass = items[key] ?? passes.count
        if pass == passes.count {
          items[key] = pass
          passes.append(Pass(item: key, number: try table.number(of: key.id, key.kind)))
        }
        passes[pass].steps.append((index, operation.action))
      }
    }
    // The search index takes rows best in their order; new ones come last and get rising numbers.
    passes.sort { ($0.number ?? .max) < ($1.number ?? .max) }
    let purged = try passes.compactMap { try apply($0, of: changes) }
    try OutlineTable(db: db).merge(changes.flatMap(\.moves))
    return purged
  }

  private struct Key: Hashable {
    let id: ItemID
    let kind: ItemKind
  }

  /// All that some changes do to one item.
  private struct Pass {
    let item: Key
    /// `nil` for an item that is new.
    let number: Int64?
    /// With the index of their change.
    var steps: [(change: Int, action: Operation.Action)] = []
  }

  private var table: ItemStateTable { ItemStateTable(db: db) }

  /// Returns the item when it was purged just now.
  private func apply(_ pass: Pass, of changes: [IncomingChange]) throws -> PurgedItem? {
    let stored = try pass.number.map { try table.load($0, pass.item.kind) }
    var state = stored?.state ?? ItemState(kind: pass.item.kind)
    try state.apply(pass.steps.map { ($0.action, changes[$0.change].context) }) { field, window in
      try history(of: pass, field, completing: window, before: changes)
    }
    let isPurgedNow = state.isPurged && stored?.state.isPurged != true
    let difference = ItemDifference(
      fields: isPurgedNow
        ? ItemTable.fields(of: state.kind) : Set(pass.steps.compactMap(\.action.field)),
      positions: pass.steps.map { changes[$0.change].position }
    )
    if let stored {
      try table.update(stored, to: state, difference)
    } else {
      try table.insert(pass.item.id, state, difference)
    }
    guard isPurgedNow else { return nil }
    return PurgedItem(
      key: ItemKey(item: pass.item.id, kind: pass.item.kind),
      attachments: stored?.state.attachments ?? [],
      heldContent: stored != nil
    )
  }

  /// The events of a text that a merge needs: from what these changes have done already and from
  /// the changes before them.
  private func history(
    of pass: Pass,
    _ field: FieldID,
    completing window: TextWindow,
    before changes: [IncomingChange]
  ) throws -> TextHistory {
    let item = pass.item
    var window = window
    for change in changes.reversed() {
      for operation in change.operations[..<change.applied].reversed()
      where operation.item == item.id && operation.kind == item.kind {
        window.prepend(operation.action, of: field, by: change.context.id.replica)
      }
    }
    if let number = pass.number {
      try TextHistoryReader(db: db, log: log).complete(
        &window,
        of: item.id,
        item.kind,
        number,
        field,
        before: changes[0].position
      )
    }
    return try window.history()
  }
}

extension IncomingChange {
  /// What it does to the outline that is not state already.
  fileprivate var moves: [Move] {
    var moves: [Move] = []
    var index = 0
    for (place, operation) in operations.enumerated() {
      guard case .move(let placement) = operation.action, operation.kind == .entry else { continue }
      if place >= applied {
        moves.append(
          Move(in: context, index: index, entry: operation.item, placement: placement)
        )
      }
      index += 1
    }
    return moves
  }
}

extension Operation.Action {
  /// The field that it writes, if it writes one.
  fileprivate var field: FieldID? {
    switch self {
    case .set(let field, _), .keep(let field, _, _), .insert(let field, _), .remove(let field, _),
      .edit(let field, _):
      field
    case .move, .trash, .restore, .purge, .unknown: nil
    }
  }
}
