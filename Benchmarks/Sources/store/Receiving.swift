import Foundation
import Replication
import Store
import Sync

/// Taking in another replica's changes, in batches as a sync gives them.
enum Receiving {
  private static let items = 20_000

  /// Changes of one field each, of any of so many clippings; every third is one that search reads.
  static func fields(_ world: World, rows: Int, runs: Int) throws -> Measurement {
    var writer = Stranger(world)
    let ids = (0..<items).map { _ in world.id() }
    var made: [Change] = []
    for start in stride(from: 0, to: items, by: 500) {
      made.append(
        writer.change(
          ids[start..<min(items, start + 500)].flatMap { id in
            [
              writer.clipping(id, .keep(.added, .earliest, .integer(1_767_225_600_000))),
              writer.clipping(
                id,
                .set(.selector, .list([world.words(25), world.words(5), world.words(5)]))
              ),
            ]
          }
        )
      )
    }
    let batches = batches(
      of: (0..<rows).map { _ in
        let field = [FieldID.page, .color, .note][world.number(below: 3)]
        let action = Replication.Operation.Action.set(field, .text(world.words(8)))
        return writer.change([writer.clipping(ids[world.number(below: items)], action)])
      }
    )
    return try .take(
      "remote field changes taken in",
      rows: rows,
      runs: runs,
      preparing: {
        let library = try world.library()
        try library.append(made)
        return library
      },
      { library in for batch in batches { try library.append(batch) } }
    )
  }

  /// Making the state of so many field changes anew from the log.
  static func rebuild(_ world: World, rows: Int, runs: Int) throws -> Measurement {
    var writer = Stranger(world)
    let ids = (0..<items).map { _ in world.id() }
    let library = try world.library()
    let changes = (0..<rows).map { index in
      let field = [FieldID.page, .color, .note][world.number(below: 3)]
      let action = Replication.Operation.Action.set(field, .text(world.words(8)))
      return writer.change([writer.clipping(ids[index % items], action)])
    }
    for batch in batches(of: changes) { try library.append(batch) }
    return try .take(
      "state made anew from field changes",
      rows: rows,
      runs: runs,
      preparing: {},
      { try library.rebuild() }
    )
  }

  /// The bounds that the sync engine has.
  private static func batches(of changes: [Change]) -> [[Change]] {
    var batches: [[Change]] = []
    var batch: [Change] = []
    var payload = 0
    for change in changes {
      batch.append(change)
      payload += change.payload?.count ?? 0
      guard batch.count >= 4_096 || payload >= 1 << 20 else { continue }
      batches.append(batch)
      batch = []
      payload = 0
    }
    return batches + (batch.isEmpty ? [] : [batch])
  }
}

/// A replica of which only the changes are known.
private struct Stranger {
  private let id: ReplicaID
  private var last: Change?

  init(_ world: World) {
    id = ReplicaID(high: world.id().high, low: 1)
  }

  func clipping(
    _ id: ItemID,
    _ action: Replication.Operation.Action
  ) -> Replication.Operation {
    Operation(id, ItemKind(rawValue: 2), action)
  }

  mutating func change(_ operations: [Replication.Operation]) -> Change {
    let sequence = (last?.id.sequence ?? 0) + 1
    let change = Change(
      id: ChangeID(replica: id, sequence: sequence),
      clock: HybridTimestamp(milliseconds: 1_767_225_600_000 + Int64(sequence)),
      dependencies: Dependencies(),
      payload: PayloadCodec.encode(operations),
      after: last?.hash ?? .zero,
      hashedBy: Blake2b.hash
    )
    last = change
    return change
  }
}

/// The numbers of docs/format/changes.md.
extension FieldID {
  fileprivate static let selector = FieldID(rawValue: 21)
  fileprivate static let page = FieldID(rawValue: 22)
  fileprivate static let color = FieldID(rawValue: 23)
  fileprivate static let note = FieldID(rawValue: 24)
  fileprivate static let added = FieldID(rawValue: 50)
}
