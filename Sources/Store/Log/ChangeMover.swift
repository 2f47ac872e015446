import GRDB
import Replication

/// Gives own changes that nobody else has seen to a new replica id.
///
/// Needed when this library turns out to be a copy: what it wrote since must not stand under the
/// numbers that the original used for something else.
struct ChangeMover {
  let db: Database
  let hash: HashFunction
  let old: ReplicaID
  let new: ReplicaID
  /// What the new replica is called.
  let name: String

  /// Moves the changes after `sequence` that others' changes here do not depend on; the state has to
  /// be made anew from the log then.
  func move(after sequence: UInt64) throws {
    let sequence = max(sequence, try ReplicaTable(db: db).sequenceSeen(of: old))
    var kept = ReplicaProgress()
    var moved = ReplicaProgress()
    var texts = MovedTexts(old: old, new: new)
    let source = try ReplicaTable(db: db).entry(making: old)
    let target = try ReplicaTable(db: db).entry(making: new)
    let reader = try HistoryReader(db: db, hash: hash)
    let log = ChangeTable(db: db, hash: hash)
    for (position, change) in try ownChanges() {
      let others = try reader.versionHeld(change.dependencies)
      if change.id.sequence <= sequence {
        kept.follow(change, seen: others)
        continue
      }
      if moved.last == nil { moved.seen = kept.seen }
      let before = moved.seen
      let id = ChangeID(replica: new, sequence: change.id.sequence - sequence)
      let isFirst = id.sequence == 1
      let copy = Change(
        id: id,
        clock: change.clock,
        dependencies: try Dependencies(isFirst ? before.merging(others) : others) {
          guard let hash = try log.hash(of: $0) else { throw LoggedChange.damaged }
          return hash.mark
        },
        payload: PayloadCodec.encode(
          try texts.moving(reader.operations(change.operations(), of: change.id))
            + (isFirst ? [naming] : [])
        ),
        after: moved.last?.hash ?? .zero,
        hashedBy: hash
      )
      try log.replace(at: position, with: copy, of: target.number)
      moved.follow(copy, seen: others)
    }
    try save(kept, of: source)
    try save(moved, of: target)
  }

  private func ownChanges() throws -> [(Int64, Change)] {
    var changes: [(Int64, Change)] = []
    try ChangeTable(db: db, hash: hash).eachChained(
      "WHERE id = ? ORDER BY changes.sequence",
      [.id(old)]
    ) { logged, change in
      changes.append((logged.position, change))
      return true
    }
    return changes
  }

  private var naming: Operation {
    Operation(ItemID(new), .replica, .set(.replicaName, .text(name.withoutNulls)))
  }

  private func save(_ progress: ReplicaProgress, of replica: ReplicaTable.Entry) throws {
    if let last = progress.last {
      var entry = replica
      let tip = ChainTip(sequence: last.id.sequence, hash: last.hash)
      entry.end(at: tip, seen: progress.seen, clock: progress.clock)
      try ReplicaTable(db: db).save(entry)
    } else {
      try ReplicaTable(db: db).remove(replica.number)
    }
  }
}

/// How far one replica's history has been followed.
private struct ReplicaProgress {
  var last: Change?
  var seen = VersionVector()
  private(set) var clock = HybridTimestamp(rawValue: 0)

  mutating func follow(_ change: Change, seen more: VersionVector) {
    last = change
    clock = max(clock, change.clock)
    seen.merge(more)
    seen.insert(change.id)
  }
}

/// Renames the events of texts, which carry their replica's id and number.
private struct MovedTexts {
  let old: ReplicaID
  let new: ReplicaID
  /// For each text the number of its first event that moves.
  private var firstMoved: [Text: UInt64] = [:]

  private struct Text: Hashable {
    let item: ItemID
    let field: FieldID
  }

  init(old: ReplicaID, new: ReplicaID) {
    self.old = old
    self.new = new
  }

  mutating func moving(_ operations: [Operation]) -> [Operation] {
    operations.compactMap { operation in
      guard operation.item != ItemID(old) || operation.kind != .replica else { return nil }
      guard case .edit(let field, let edit) = operation.action else { return operation }
      let moved = moving(edit, of: Text(item: operation.item, field: field))
      return Operation(operation.item, operation.kind, .edit(field, moved))
    }
  }

  private mutating func moving(_ edit: TextEdit, of text: Text) -> TextEdit {
    let first = firstMoved[text] ?? edit.firstSequence
    firstMoved[text] = first
    let parents = edit.parents.map { event in
      event.replica == old && event.sequence >= first
        ? EventID(replica: new, sequence: event.sequence - first) : event
    }
    return TextEdit(
      firstSequence: edit.firstSequence - first,
      parents: parents,
      patches: edit.patches
    )
  }
}
