public import Replication

/// Brings a library and a sync folder to the same changes.
///
/// One sync reads the others' new changes and takes them in, fetches attachments, then publishes
/// its own: attachments, segments, and one head last. It can stop anywhere and be run again; what
/// was done is not done twice. A sync with nothing new writes nothing and reads its own head, one
/// own segment to see that it is still whole, and the names in each replica's directory.
///
/// The format is `docs/format/sync-folder.md`.
public struct SyncEngine: Sendable {
  private let log: any ChangeLog
  private let attachments: any AttachmentStore
  let folder: any SyncFolder
  private let environment: SyncEnvironment

  public init(
    log: any ChangeLog,
    attachments: any AttachmentStore,
    folder: any SyncFolder,
    environment: SyncEnvironment
  ) {
    self.log = log
    self.attachments = attachments
    self.folder = folder
    self.environment = environment
  }

  /// Syncs once.
  ///
  /// - Parameters:
  ///   - dryRun: changes nothing in the folder or the library; the report says how many changes
  ///     would be sent and received.
  ///   - options: what else is wanted.
  ///   - progress: is called as the work goes on, on the calling thread.
  /// - Returns: what was done, with all damage that was met.
  /// - Throws: ``SyncError`` when the folder is missing, emptied, another library's or cannot be
  ///   used; what the log and the attachment store throw.
  public func sync(
    dryRun: Bool = false,
    options: SyncOptions = SyncOptions(),
    progress: ((SyncProgress) -> Void)? = nil
  ) throws -> SyncReport {
    var session = try session(options: options, isDryRun: dryRun, progress: progress)
    try session.run()
    var report = session.report
    report.files = session.folder.files
    report.bytes = session.folder.bytes
    return report
  }

  /// Fetches a large attachment that syncs left in the folder.
  ///
  /// - Parameters:
  ///   - hash: of its content.
  ///   - options: how the folder is opened.
  /// - Returns: whether it is here now.
  /// - Throws: ``SyncError``; what the log and the attachment store throw.
  public func fetchAttachment(
    _ hash: Digest,
    options: SyncOptions = SyncOptions()
  ) throws -> Bool {
    var session = try session(options: options, isDryRun: false)
    return try session.fetch(hash)
  }

  /// Opens the folder.
  func session(
    options: SyncOptions,
    isDryRun: Bool,
    progress: ((SyncProgress) -> Void)? = nil
  ) throws -> SyncSession {
    try SyncSession(
      log: log,
      attachments: attachments,
      folder: CountingFolder(folder),
      environment: environment,
      options: options,
      isDryRun: isDryRun,
      progress: progress
    )
  }
}

/// How far a sync has come.
public struct SyncProgress: Hashable, Sendable {
  /// What is being done.
  public enum Phase: String, Hashable, Sendable {
    case receivingChanges
    case receivingAttachments
    case sendingAttachments
    case sendingChanges
    case checkingFiles
  }

  public let phase: Phase
  /// Changes or attachments, as the phase says.
  public let done: Int
  /// `nil` where it is not known.
  public let total: Int?
  /// Bytes that went to and from the folder so far.
  public let bytes: Int
}
