import GRDB
public import Replication

/// How a state that a replica published stands to what this library makes of the same changes.
public enum StateComparison: Hashable, Sendable {
  case equal
  /// The same changes made another state: one of the two is wrong.
  case different
  /// Not all of its changes are here.
  case unknown
  /// They differ, and content of its changes was purged here, perhaps not yet there.
  case purged
}

extension Library {
  /// Makes the state of just the changes of a version anew, beside the live one, and compares.
  ///
  /// - Complexity: O(log); the state is held in memory.
  public func compare(_ state: CheckedState) throws -> StateComparison {
    try read { reader in
      let db = reader.db
      guard try ReplicaTable(db: db).version().contains(state.version) else { return .unknown }
      let scratch = try Library.inMemory(name: "compare", environment: environment)
      let digest = try scratch.database.write { other in
        try Rebuild(db: other, hash: environment.hash).replay(from: db, within: state.version)
        return try StateDump(db: other, hash: environment.hash).digest()
      }
      guard digest != state.digest else { return .equal }
      return try reader.isPurged(within: state.version) ? .purged : .different
    }
  }
}

extension LibraryReader {
  /// Whether the payload of a change of a version is not the one that it was made with.
  fileprivate func isPurged(within version: VersionVector) throws -> Bool {
    var isPurged = false
    try ChangeTable(db: db, hash: environment.hash).eachChained("ORDER BY position", []) {
      logged,
      change in
      isPurged =
        version.contains(logged.id)
        && change.payload.map { environment.hash($0) != change.payloadHash } ?? true
      return !isPurged
    }
    return isPurged
  }
}
