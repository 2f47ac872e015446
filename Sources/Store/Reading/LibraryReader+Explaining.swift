import GRDB
import Model
public import Replication

extension LibraryReader {
  /// Says what others' changes did that came between two versions of this library.
  ///
  /// - Parameters:
  ///   - before: what was here before they came.
  ///   - after: what was here, or will be, when they have; what of it is not here is only counted.
  ///   - limit: how many edits of each machine, texts and conflicts are told.
  /// - Returns: what is told, and how much more there is.
  /// - Throws: ``StoreError`` when the library cannot be read.
  /// - Complexity: O(changes between), and the history of each text that is told of.
  public func explanation(
    from before: VersionVector,
    to after: VersionVector,
    limit: Int
  ) throws -> Explanation {
    var explanation = Explanation()
    var touched = TouchedItems()
    let histories = Histories(try ReplicaTable(db: db).all())
    for entry in after.news(since: before).entries {
      let replica = entry.replica
      var edits: [ChangeSummary.Edit] = []
      var hasMore = false
      let start = max(before[replica], histories[replica]?.base ?? 0)
      let bounds = [start, entry.sequence].map { SQLValue.integer(Int64(clamping: $0)) }
      try ChangeTable(db: db, hash: environment.hash).each(
        "WHERE id = ? AND changes.sequence > ? AND changes.sequence <= ? ORDER BY changes.sequence",
        [.id(replica)] + bounds
      ) { change in
        if edits.count < limit {
          edits += try summary(of: change, about: nil).edits
        } else {
          hasMore = true
        }
        touched.add(try change.operations())
        return true
      }
      explanation.machines.append(
        Explanation.Machine(
          replica: replica,
          name: try replicaName(replica),
          changes: entry.sequence - start,
          edits: Array(edits.prefix(limit)),
          hasMore: hasMore || edits.count > limit
        )
      )
    }
    for item in touched.texts.sorted() {
      guard let text = try ConcurrentTextReader(reader: self, before: before).text(of: item) else {
        continue
      }
      if explanation.texts.count < limit {
        explanation.texts.append(text)
      } else {
        explanation.furtherTexts += 1
      }
    }
    let conflicts = try conflicts().filter { touched.set.contains($0.item.itemID) }
    explanation.conflicts = Array(conflicts.prefix(limit))
    explanation.furtherConflicts = conflicts.count - explanation.conflicts.count
    return explanation
  }
}

/// The items that some changes edited.
private struct TouchedItems {
  /// Notes whose text was edited.
  private(set) var texts: Set<ItemID> = []
  /// Items of which a field was set.
  private(set) var set: Set<ItemID> = []

  mutating func add(_ operations: [Operation]) {
    for operation in operations {
      switch operation.action {
      case .edit(.text, _) where operation.kind == .note: texts.insert(operation.item)
      case .set: set.insert(operation.item)
      default: break
      }
    }
  }
}

extension Library {
  /// Says what changes would do that are not here yet, and changes nothing: they are taken in, and
  /// taken back.
  ///
  /// - Parameters:
  ///   - changes: the first that would come, in an order in which each is ready.
  ///   - after: what will be here when all have come.
  ///   - limit: how many edits of each machine, texts and conflicts are told.
  /// - Returns: what is told, and how much more there is.
  /// - Throws: ``StoreError`` when the library cannot be read; ``ChangeRefused`` for a change that
  ///   would not be taken in.
  public func explanation(
    foreseeing changes: [Change],
    to after: VersionVector,
    limit: Int
  ) throws -> Explanation {
    try inWords {
      var explanation = Explanation()
      try database.writeWithoutTransaction { db in
        try db.inTransaction {
          let before = try ReplicaTable(db: db).version()
          try ChangeTaker(db: db, hash: environment.hash).take(changes)
          explanation = try LibraryReader(db, environment)
            .explanation(from: before, to: after, limit: limit)
          return .rollback
        }
      }
      return explanation
    }
  }

  /// How many bytes of changes ``explanation(foreseeing:to:limit:)`` is worth asking about.
  public static var foreseenBytes: Int { Limits.foreseenBytes }
}
