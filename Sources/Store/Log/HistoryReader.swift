import GRDB
import Replication

/// Reads changes by the names that branches have here.
///
/// A change says what its replica knew: where an id has several histories, it may call by the id what
/// has another name here, and two histories number their events of a text alike. What each replica
/// had seen of such ids, and since when, and where each branch's events begin, is written down with
/// the log.
struct HistoryReader {
  let db: Database
  let hash: HashFunction
  let replicas: KnownReplicas

  init(db: Database, hash: HashFunction, _ replicas: KnownReplicas) {
    self.db = db
    self.hash = hash
    self.replicas = replicas
  }

  init(db: Database, hash: HashFunction) throws {
    self.init(db: db, hash: hash, try KnownReplicas(db: db))
  }

  private var histories: Histories { replicas.histories }

  /// What a change is to the histories that are here.
  func relation(of change: Change) throws -> Histories.Relation {
    let log = ChangeTable(db: db, hash: hash)
    return try histories.relation(of: change, tip: replicas.tip, hash: log.hash)
  }

  /// What a change had seen of others; `nil` where something of it is not here.
  func version(of dependencies: Dependencies) throws -> VersionVector? {
    guard !dependencies.isEmpty else { return VersionVector() }
    let log = ChangeTable(db: db, hash: hash)
    return try histories.version(of: dependencies, tip: replicas.tip, hash: log.hash)
  }

  /// The same of a change that the log holds.
  func versionHeld(_ dependencies: Dependencies) throws -> VersionVector {
    guard !histories.isPlain else { return dependencies.version }
    guard let version = try version(of: dependencies) else { throw LoggedChange.damaged }
    return version
  }

  /// Writes down what a change tells of names and events.
  ///
  /// Done for every change of the log once some replica has several histories.
  /// - Parameters:
  ///   - operations: what the change did, as it says it.
  ///   - change: which it is here.
  ///   - dependencies: what it names as newly seen.
  ///   - seen: by the change, itself included.
  /// - Throws: when the library cannot be written.
  func record(
    _ operations: [Operation],
    of change: ChangeID,
    following dependencies: Dependencies,
    seen: VersionVector
  ) throws {
    guard !histories.isPlain, let reader = replicas[change.replica] else { return }
    let forked = histories.forked
    if dependencies.entries.contains(where: { forked.contains(replica(of: $0.change)) }) {
      var view = VersionVector()
      for entry in seen.entries where forked.contains(replica(of: entry)) { view.insert(entry) }
      var writer = ByteWriter()
      writer.append(view)
      try db.run(
        "INSERT OR REPLACE INTO branch_views (reader, since, seen) VALUES (?, ?, ?)",
        [
          .integer(reader.number), .integer(Int64(bitPattern: change.sequence)),
          .blob(writer.bytes),
        ]
      )
    }
    guard reader.origin != nil else { return }
    for operation in operations {
      guard case .edit(let field, let edit) = operation.action else { continue }
      try db.run(
        """
        INSERT OR IGNORE INTO branch_texts (branch, item, kind, field, first)
        VALUES (?, ?, ?, ?, ?)
        """,
        [
          .integer(reader.number), .id(operation.item), .integer(Int64(operation.kind.rawValue)),
          .integer(Int64(field.rawValue)), .integer(Int64(bitPattern: edit.firstSequence)),
        ]
      )
    }
  }

  /// A change's operations, in which events of texts have the names that branches have here.
  func operations(_ operations: [Operation], of change: ChangeID) throws -> [Operation] {
    guard !histories.isPlain else { return operations }
    return try operations.map { operation in
      guard case .edit(let field, let edit) = operation.action else { return operation }
      let text = Text(item: operation.item, kind: operation.kind, field: field)
      let read = try self.edit(edit, of: text, by: change)
      return Operation(operation.item, operation.kind, .edit(field, read))
    }
  }

  private struct Text {
    let item: ItemID
    let kind: ItemKind
    let field: FieldID
  }

  private func edit(_ edit: TextEdit, of text: Text, by change: ChangeID) throws -> TextEdit {
    let first = try firstEvent(of: change.replica, in: text) ?? 0
    guard edit.firstSequence >= first else {
      throw CodecError("an edit counts its events from below its branch's first")
    }
    return TextEdit(
      firstSequence: edit.firstSequence - first,
      parents: try edit.parents.map { try event($0, of: text, as: change) }.sorted(),
      patches: edit.patches
    )
  }

  /// The event that a change means by a name and number.
  private func event(_ event: EventID, of text: Text, as change: ChangeID) throws -> EventID {
    let replica = histories.replica(of: event.replica)
    guard histories.forked.contains(replica) else { return event }
    let meant = try meaning(of: event.replica, for: change)
    // The branch's own numbers begin with its first event in this text.
    let path = histories.path(of: meant).map(\.branch)
    var start: UInt64 = 0
    if event.replica != replica, let index = path.firstIndex(of: event.replica) {
      start = try path[index...].lazy.compactMap { try firstEvent(of: $0, in: text) }.first ?? 0
    }
    let (number, isBeyond) = event.sequence.addingReportingOverflow(start)
    guard !isBeyond else { throw CodecError("an event's number is out of range") }
    for branch in path.dropFirst().reversed() {
      if let first = try firstEvent(of: branch, in: text), first <= number {
        return EventID(replica: branch, sequence: number - first)
      }
    }
    return EventID(replica: replica, sequence: number)
  }

  /// The branch that a change means by a name.
  private func meaning(of name: ReplicaID, for change: ChangeID) throws -> ReplicaID {
    // Its own history, however many the id has.
    if name == replicas[change.replica]?.replica { return change.replica }
    let log = ChangeTable(db: db, hash: hash)
    return try histories.branch(meantBy: name, knowing: view(of: change), hash: log.hash)
  }

  /// What a change had seen of replicas with several histories.
  private func view(of change: ChangeID) throws -> VersionVector {
    for (branch, last) in histories.path(of: change.replica).reversed() {
      guard let number = replicas[branch]?.number else { continue }
      let since = Int64(bitPattern: min(last, change.sequence))
      let bytes = try db.first(
        "SELECT seen FROM branch_views WHERE reader = ? AND since <= ? ORDER BY since DESC LIMIT 1",
        [.integer(number), .integer(since)]
      ) { $0.bytes(0) }
      guard let bytes = bytes ?? nil else { continue }
      var reader = ByteReader(bytes)
      return try reader.versionVector()
    }
    return VersionVector()
  }

  private func replica(of change: ChangeID) -> ReplicaID { histories.replica(of: change.replica) }

  /// The number that a branch's first event in a text has for its replica; `nil` for a replica's
  /// first branch, and where the branch never edited the text.
  private func firstEvent(of branch: ReplicaID, in text: Text) throws -> UInt64? {
    guard let entry = replicas[branch], entry.origin != nil else { return nil }
    return try db.first(
      """
      SELECT first FROM branch_texts WHERE branch = ? AND item = ? AND kind = ? AND field = ?
      """,
      [
        .integer(entry.number), .id(text.item), .integer(Int64(text.kind.rawValue)),
        .integer(Int64(text.field.rawValue)),
      ]
    ) { UInt64(bitPattern: $0.integer(0)) }
  }
}
