import Replication

extension SyncSession {
  /// Goes on as a new replica when the present one was retired: `docs/format/sync-folder.md`,
  /// section 8.3.
  ///
  /// Others no longer wait for a retired replica, so that it must not go on. What it made stays
  /// under its id, and is carried where the folder lacks it. A sync that takes the retirement in
  /// does this before it publishes anything.
  mutating func goOnIfRetired(_ own: inout OwnStream) throws {
    guard !isDryRun, try log.retired.contains(own.replica) else { return }
    note(
      .retired,
      "This machine was retired on another one. It goes on as a new replica; nothing is lost."
    )
    _ = try goOnAsNewReplica(&own)
  }
}
