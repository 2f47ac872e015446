public import Replication

/// What a library knows about a sync folder without opening it, from what the last sync remembered.
public struct FolderSummary: Hashable, Sendable {
  /// What another replica's last seen head said.
  public struct Replica: Hashable, Sendable {
    /// When it was written, by that replica's clock, in milliseconds since 1970.
    public let written: Int64
    /// The changes that the replica had then, its own published ones included.
    public let merged: VersionVector
  }

  /// The replica that this library was at the last sync; another one if it took a new id since.
  public let replica: ReplicaID
  /// How many of that replica's changes are published in the folder.
  public let published: UInt64
  /// The other replicas that were ever seen in the folder.
  public let replicas: [ReplicaID: Replica]
  /// Replicas of which the last sync met two histories in the folder.
  public let forked: Set<ReplicaID>

  /// Reads what ``ChangeLog/memory(ofFolder:)`` gives; `nil` when another version of clip wrote it:
  /// the next sync renews it.
  public init?(memory: [UInt8]) {
    guard let memory = FolderMemory(decoding: memory) else { return nil }
    replica = memory.replica
    published = memory.published
    forked = memory.forked
    replicas = memory.heads.mapValues {
      Replica(written: $0.clock.milliseconds, merged: $0.merged)
    }
  }
}
