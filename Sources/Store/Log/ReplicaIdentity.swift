import Foundation
import GRDB
import Replication

/// Sees to it that no two copies of a library write as one replica.
///
/// The replica is bound to the secret of the installation and to the library's place. A library that
/// was copied matches neither and takes a new id before its first write; its earlier changes stay
/// those of the old id. Taking a new one without need costs a few bytes and nothing else.
struct ReplicaIdentity {
  let db: Database
  let environment: StoreEnvironment
  let directory: URL

  init(db: Database, _ environment: StoreEnvironment, _ directory: URL) {
    self.db = db
    self.environment = environment
    self.directory = directory
  }

  func takeNewIfCopied() throws {
    let settings = SettingsTable(db: db)
    guard try settings.binding() != binding(of: settings.replica()) else { return }
    try settings.set(replicaName: environment.replicaName)
    try take()
  }

  /// Makes this copy write as a new replica from now on.
  @discardableResult
  func take() throws -> ReplicaID {
    let replica: ReplicaID = environment.randomID()
    let settings = SettingsTable(db: db)
    try settings.set(replica: replica)
    try settings.set(binding: binding(of: replica))
    return replica
  }

  private func binding(of replica: ReplicaID) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(environment.installationSecret)
    writer.append(replica)
    writer.append(directory.resolvingSymlinksInPath().standardizedFileURL.path)
    return environment.hash(writer.bytes).bytes
  }
}
