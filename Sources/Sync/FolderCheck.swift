public import Replication

/// What verifying every file of a sync folder found.
public struct FolderCheck: Hashable, Sendable {
  /// A file and what is to be said of it.
  public struct File: Hashable, Sendable {
    /// Its path in the folder.
    public let name: String
    /// As a phrase: `its checksum is wrong`.
    public let reason: String
  }

  /// What a replica says of its own state.
  public struct PublishedState: Hashable, Sendable {
    public let replica: ReplicaID
    public let state: CheckedState
  }

  /// How many files are whole.
  public internal(set) var files = 0
  /// Their bytes.
  public internal(set) var bytes = 0
  /// Files that cannot be used.
  public internal(set) var damaged: [File] = []
  /// Files of a newer clip, or sealed with a key that has not arrived.
  public internal(set) var newer: [File] = []
  /// Files of others: conflicted copies, another library's, and whatever else lies there.
  public internal(set) var foreign: [File] = []
  /// What is named by some file and is not there: it has not arrived yet, or was lost.
  public internal(set) var inFlight: [String] = []
  /// Whole files that nobody needs any more and that their owner removes in time.
  public internal(set) var superfluous: [String] = []
  /// What does not fit together though every file is whole, as sentences.
  public internal(set) var problems: [String] = []
  /// The states that replicas published, to be compared with one's own.
  public internal(set) var states: [PublishedState] = []

  init() {}
}

extension SyncEngine {
  /// Verifies every file of the folder, and writes nothing: checksums, names, places, chains of
  /// hashes, and that all that is named is there.
  ///
  /// - Parameters:
  ///   - options: how to open an encrypted folder that this library never synced with.
  ///   - progress: is called as the work goes on, on the calling thread.
  /// - Returns: what was found.
  /// - Throws: ``SyncError`` when the folder is missing, another library's or no sync folder.
  /// - Complexity: O(folder) time; memory for its names and one file.
  public func check(
    options: SyncOptions = SyncOptions(),
    progress: ((SyncProgress) -> Void)? = nil
  ) throws -> FolderCheck {
    let session = try session(options: options, isDryRun: true, progress: progress)
    var checker = FolderChecker(session)
    try checker.run()
    return checker.check
  }
}
