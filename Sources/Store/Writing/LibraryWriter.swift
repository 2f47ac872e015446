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
  private let context: ChangeContext
  private var applier: ChangeApplier

  init(_ db: Database, _ environment: StoreEnvironment) throws {
    self.db = db
    self.environment = environment
    let table = ReplicaTable(db: db)
    replica = try table.entry(making: SettingsTable(db: db).replica())
    let replicas = try table.all()
    var clock = HybridLogicalClock(latest: replicas.map(\.clock).max() ?? replica.clock)
    context = ChangeContext(
      id: ChangeID(replica: replica.id, sequence: replica.sequence + 1),
      clock: clock.tick(now: environment.nowInMilliseconds),
      seen: VersionVector(replicas)
    )
    let log = ChangeTable(db: db, hash: environment.hash)
    applier = ChangeApplier(db, context, at: try log.nextPosition(), after: log)
  }

  /// What the library says, with this change so far.
  public var reader: LibraryReader { LibraryReader(db, environment) }

  /// Logs the change, when it did anything.
  func commit() throws {
    guard !applier.operations.isEmpty else { return }
    if replica.sequence == 0 {
      // Others learn a replica's name from its first change.
      try record(
        ItemID(replica.id),
        .replica,
        [.set(.replicaName, .text(try SettingsTable(db: db).replicaName().withoutNulls))]
      )
    }
    let dependencies = context.seen.news(since: replica.seen)
    let change = Change(
      id: context.id,
      clock: context.clock,
      dependencies: dependencies.without(replica.id),
      payload: PayloadCodec.encode(applier.operations),
      after: replica.hash,
      hashedBy: environment.hash
    )
    try ChangeTable(db: db, hash: environment.hash)
      .insert(change, at: applier.position, replica: replica.number)
    try ReplicaTable(db: db).advance(
      replica.number,
      to: change,
      seen: context.seen.with(change.id)
    )
  }

  /// Records operations on one item and applies them.
  func record(_ item: ItemID, _ kind: ItemKind, _ actions: [Operation.Action]) throws {
    guard !actions.isEmpty else { return }
    try applier.apply(actions.map { Operation(item, kind, $0) })
  }

  /// When this change is made, in milliseconds since 1970.
  var now: Int64 { environment.nowInMilliseconds }

  /// Who makes it.
  var replicaID: ReplicaID { replica.id }

  func state(of item: ItemID, _ kind: ItemKind) throws -> ItemState {
    guard let stored = try ItemStateTable(db: db).load(item, kind) else {
      throw StoreError(.unknownItem, "there is no item \(item)")
    }
    return stored.state
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
