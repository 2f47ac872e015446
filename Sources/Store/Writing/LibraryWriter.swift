import Foundation
import GRDB
import Model
import Replication

/// One change in the making: what it does shows at once inside ``Library/write(_:)``, and outside
/// when that returns.
///
/// A class because the caller's closure and the library share it.
public final class LibraryWriter {
  let db: Database
  let environment: StoreEnvironment
  private let replica: ReplicaTable.Entry
  private var replicas: KnownReplicas
  private var change: IncomingChange
  private let log: ChangeTable
  private var purged: [PurgedItem] = []
  private var isIntroduced = false
  /// Whether files were given the names of attachments, which they have for good when this commits.
  private(set) var namedFiles = false

  init(_ db: Database, _ environment: StoreEnvironment) throws {
    self.db = db
    self.environment = environment
    replicas = try KnownReplicas(db: db)
    replica = try replicas.entry(making: SettingsTable(db: db).replica())
    var clock = HybridLogicalClock(latest: replicas.latest)
    let context = ChangeContext(
      id: ChangeID(replica: replica.id, sequence: replica.sequence + 1),
      clock: clock.tick(now: environment.nowInMilliseconds),
      seen: replicas.version
    )
    log = ChangeTable(db: db, hash: environment.hash)
    change = IncomingChange(context, at: try log.nextPosition())
  }

  /// What the library says, with this change so far.
  public var reader: LibraryReader { LibraryReader(db, environment) }

  /// Logs the change, when it did anything.
  ///
  /// - Returns: whether content was taken away, see ``Purger``.
  func commit() throws -> Bool {
    guard !change.operations.isEmpty else { return false }
    if replica.sequence == 0, !isIntroduced { try introduce() }
    let context = change.context
    let made = Change(
      id: context.id,
      clock: context.clock,
      dependencies: Dependencies(context.seen.news(since: replica.seen).without(replica.id)) {
        replicas.tip(of: $0.replica).hash.mark
      },
      payload: PayloadCodec.encode(try withoutPurged(change.operations)),
      after: replica.hash,
      hashedBy: environment.hash
    )
    try log.insert(made, at: change.position, replica: replica.number)
    let seen = context.seen.with(made.id)
    replicas.advance(replica.id, to: made, seen: seen)
    try HistoryReader(db: db, hash: environment.hash, replicas)
      .record(change.operations, of: made.id, following: made.dependencies, seen: seen)
    try replicas.save()
    return try Purger(db: db, hash: environment.hash).finish(purged)
  }

  /// Says what the replica is called: others learn it from its first change.
  private func introduce() throws {
    isIntroduced = true
    let name = try SettingsTable(db: db).replicaName().withoutNulls
    try record(ItemID(replica.id), .replica, [.set(.replicaName, .text(name))])
  }

  /// Makes a new replica's first change, in which it does nothing else than to say its name.
  func commitIntroduction() throws {
    precondition(replica.sequence == 0 && change.operations.isEmpty)
    try introduce()
    _ = try commit()
  }

  /// What is made and purged in one change never comes into the log.
  private func withoutPurged(_ operations: [Operation]) throws -> [Operation] {
    guard !purged.isEmpty else { return operations }
    return try Redaction.redacting(operations, PurgeTable(db: db).contains) ?? operations
  }

  /// Records operations on one item and applies them.
  func record(_ item: ItemID, _ kind: ItemKind, _ actions: [Operation.Action]) throws {
    guard !actions.isEmpty else { return }
    change.proceed(with: actions.map { Operation(item, kind, $0) })
    purged += try ChangeApplier(db: db, log: log).apply([change])
  }

  /// Keeps an attachment for a record of this change to refer to.
  func keep(_ bytes: [UInt8], as hash: Digest, isText: Bool) throws {
    if bytes.count <= Limits.attachmentInDatabase {
      try AttachmentTable(db: db).store(bytes, as: hash, isText: isText, environment)
    } else {
      var bytes: [UInt8]? = bytes
      try keep(try StagedAttachment(environment) { bytes.take() })
    }
  }

  /// Keeps what was staged, for a record of this change to refer to.
  func keep(_ staged: StagedAttachment) throws {
    switch staged.content {
    case .bytes(let bytes): try keep(bytes, as: staged.hash, isText: false)
    case .file(let name, _):
      namedFiles = true
      let table = AttachmentTable(db: db)
      try table.store(name, size: staged.size, as: staged.hash, environment)
    }
  }

  /// When this change is made, in milliseconds since 1970.
  var now: Int64 { environment.nowInMilliseconds }

  /// Who makes it.
  var replicaID: ReplicaID { replica.id }

  func state(of item: ItemID, _ kind: ItemKind) throws -> ItemState {
    guard let stored = try ItemStateTable(db: db).load(item, kind) else { throw unknown(item) }
    guard !stored.state.isPurged else {
      throw try reader.purgedError(ItemKey(item: item, kind: kind))
    }
    return stored.state
  }

  /// - Throws: ``StoreError`` when there is no such item.
  func expect(_ item: ItemID, _ kind: ItemKind) throws {
    guard try ItemStateTable(db: db).number(of: item, kind) != nil else { throw unknown(item) }
    let key = ItemKey(item: item, kind: kind)
    if try PurgeTable(db: db).contains(key) { throw try reader.purgedError(key) }
  }

  private func unknown(_ item: ItemID) -> StoreError {
    StoreError(.unknownItem, "there is no item \(item)")
  }
}

extension VersionVector {
  func without(_ replica: ReplicaID) -> VersionVector {
    var copy = self
    copy[replica] = 0
    return copy
  }

  func with(_ change: ChangeID) -> VersionVector {
    var copy = self
    copy.insert(change)
    return copy
  }
}

extension ItemID {
  /// A replica as an item.
  init(_ replica: ReplicaID) {
    self.init(high: replica.high, low: replica.low)
  }
}

extension String {
  /// Null characters end a text in columns and on terminals; nobody types them.
  var withoutNulls: String {
    utf8.contains(0) ? String(unicodeScalars.filter { $0.value != 0 }) : self
  }
}
