import Foundation
import GRDB
import Replication

/// Sees to it that no two copies of a library write as one replica.
///
/// The replica is bound to the secret of the installation and to the library's place. A library that
/// was copied matches neither and takes a new id before its first write; its earlier changes stay
/// those of the old id, whose owner publishes them. One that was moved on its machine, so that
/// nothing is left at its old place, is still that owner and keeps the id.
struct ReplicaIdentity {
  let db: Database
  let environment: StoreEnvironment
  let directory: URL

  init(db: Database, _ environment: StoreEnvironment, _ directory: URL) {
    self.db = db
    self.environment = environment
    self.directory = directory
  }

  /// Whether this is not the installation and place that the replica is bound to.
  func isCopied() throws -> Bool {
    let settings = SettingsTable(db: db)
    return try settings.binding() != binding(of: settings.replica(), at: place)
  }

  /// Who the library will write as: a new replica when it was copied.
  func upcoming() throws -> ReplicaID {
    let replica = try SettingsTable(db: db).replica()
    guard try isCopied(), try !wasMoved(replica) else { return replica }
    return randomReplica()
  }

  func takeNewIfCopied() throws {
    guard try isCopied() else { return }
    let settings = SettingsTable(db: db)
    let replica = try settings.replica()
    if try wasMoved(replica) { return try bind(replica) }
    try settings.set(replicaName: environment.replicaName)
    try take()
  }

  /// Makes this copy write as a new replica from now on.
  @discardableResult
  func take() throws -> ReplicaID {
    let replica = randomReplica()
    try SettingsTable(db: db).set(replica: replica)
    try bind(replica)
    return replica
  }

  /// Names of branches have the bit set, so that they stand after it: `docs/format/changes.md`,
  /// section 10.
  private func randomReplica() -> ReplicaID {
    let id: ReplicaID = environment.randomID()
    return ReplicaID(high: id.high, low: id.low & ~(1 << 63))
  }

  /// Whether this installation had the library at another place, where there is none any more.
  private func wasMoved(_ replica: ReplicaID) throws -> Bool {
    let settings = SettingsTable(db: db)
    let old = try settings.place()
    guard try settings.binding() == binding(of: replica, at: old), old != place else {
      return false
    }
    let file = URL(fileURLWithPath: old).appendingPathComponent(Library.fileName)
    return !FileManager.default.fileExists(atPath: file.path)
  }

  private func bind(_ replica: ReplicaID) throws {
    let settings = SettingsTable(db: db)
    try settings.set(binding: binding(of: replica, at: place))
    try settings.set(place: place)
  }

  private var place: String {
    directory.resolvingSymlinksInPath().standardizedFileURL.path
  }

  private func binding(of replica: ReplicaID, at place: String) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(environment.installationSecret)
    writer.append(replica)
    writer.append(place)
    return environment.hash(writer.bytes).bytes
  }
}
