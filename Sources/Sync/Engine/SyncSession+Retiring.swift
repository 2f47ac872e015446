import Replication

extension SyncSession {
  /// Goes on as a new replica when the present one was retired: `docs/format/sync-folder.md`,
  /// section 8.3.
  ///
  /// Others no longer wait for a retired replica, so that it must not go on. What it published
  /// stays under its id and is read like anyone's; what it did not moves to the new one. A sync
  /// that takes the retirement in does this before it publishes anything.
  mutating func goOnIfRetired(_ own: inout OwnStream) throws {
    // Where somebody else published in our name, it must first be known from where on.
    guard !isDryRun, !own.isUnclear, try log.retired.contains(own.replica) else { return }
    let old = own.replica
    let replica = try log.takeNewReplica(after: try lastPublished(own))
    note(
      .retired,
      "This machine was retired on another one. It goes on as a new replica; nothing is lost."
    )
    forgetOwn(replica)
    own = OwnStream(replica: replica, names: try folder.list(FolderPath.directory(of: replica)))
    // From now on another replica's, whose files need not be published again.
    _ = try newHeads(of: old)
  }

  /// The last own change that may be in any folder: what others could have must keep its name.
  private func lastPublished(_ own: OwnStream) throws -> UInt64 {
    let here = try log.version[own.replica]
    var last = max(own.changes.last, own.unlisted.map(\.last).max() ?? 0)
    // A copy of this library may publish for it what it did not publish itself.
    for head in memory.heads.values { last = max(last, head.merged[own.replica]) }
    return min(max(last, try lastRemembered(own)), here)
  }

  /// The last own change that this library remembers to have published in any folder.
  func lastRemembered(_ own: OwnStream) throws -> UInt64 {
    let here = try log.version[own.replica]
    var last = memory.replica == own.replica ? memory.published : 0
    for name in try log.folders where name != folder.name {
      guard let bytes = try log.memory(ofFolder: name) else { continue }
      // Of what cannot be read it is not known how much was published.
      guard let other = FolderMemory(decoding: bytes) else { return here }
      if other.replica == own.replica { last = max(last, other.published) }
    }
    return min(last, here)
  }
}
