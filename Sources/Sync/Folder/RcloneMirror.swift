import Foundation

/// A sync folder at a remote of rclone, mirrored in a directory of this machine.
///
/// The files are write-once, so that a name and a size say whether one is here; modification times
/// are not asked. One exchange is one listing, one copy of what is not here yet, the sync itself on
/// the mirror, then a copy for each kind of file in the order of the format, and the removals. With
/// nothing new it is the listing alone.
///
/// The mirror is no cache: what was written and could not be sent yet lies in it.
public struct RcloneMirror: Sendable {
  private let place: RclonePlace
  private let directory: String
  private let writer: String
  private let rclone: Rclone

  /// Touches neither the disk nor the remote.
  ///
  /// - Parameters:
  ///   - place: the folder.
  ///   - directory: the absolute path of the mirror, for this folder and this library alone.
  ///   - writer: as that of ``LocalSyncFolder``.
  ///   - program: rclone's path, or its name.
  public init(
    place: RclonePlace,
    directory: String,
    writer: String,
    program: String = "rclone"
  ) {
    self.place = place
    self.directory = directory
    self.writer = writer
    rclone = Rclone(program: program, place: place, directory: directory)
  }

  /// Fetches what is new, lets `body` sync with the mirror, and sends what that wrote.
  ///
  /// What `body` wrote and could not be sent stays in the mirror, as if it stood in the folder, and
  /// is sent with the next exchange. Nothing is sent, nor removed, when `body` throws.
  ///
  /// - Parameters:
  ///   - isDryRun: sends and removes nothing.
  ///   - damaged: paths that `body` found damaged: they are fetched anew the next time, in case
  ///     they were damaged on their way.
  ///   - body: syncs with the folder that it is given.
  /// - Returns: what `body` gives.
  /// - Throws: ``SyncError`` when rclone is missing or fails; what `body` throws.
  public func exchange<Result>(
    isDryRun: Bool = false,
    damaged: (Result) -> [String] = { _ in [] },
    _ body: (any SyncFolder) throws -> Result
  ) throws -> Result {
    let files = try MirrorFiles(directory: directory, writer: writer)
    let lock = try files.lock()
    defer { withExtendedLifetime(lock) {} }

    let listed = try plainly { try list() }
    let removals = try settle(files, listed)
    try forgetIdentity(in: files, unlessKnownBy: listed)
    let folder = MirrorFolder(
      place: place,
      files: files,
      rclone: rclone,
      listed: listed,
      removals: removals
    )
    try folder.fetchStreams()

    let result: Result
    do {
      result = try body(folder)
    } catch {
      // Whatever is wrong with the folder, it is looked at anew; what is wrong matters more than
      // that it is.
      try? files.copies.remove(FolderPath.identity)
      throw error
    }
    try folder.checkConnection()
    for path in damaged(result) where (try? CheckedPath(toWrite: path)) != nil {
      try files.copies.remove(path)
    }
    guard !isDryRun else { return result }
    let outcome = folder.outcome
    if outcome.removals != files.removals() { try files.remember(removals: outcome.removals) }
    let sent = try plainly { try send(files, removals: outcome.removals) }
    try clearUp(files, listed: outcome.listed, sent: sent, read: outcome.taken)
    return result
  }

  private func list() throws -> [String: Int] {
    var sizes: [String: Int] = [:]
    for entry in try rclone.list() where (try? CheckedPath(toRead: entry.path)) != nil {
      sizes[entry.path] = entry.size
    }
    return sizes
  }

  /// Finds out what became of files that an earlier exchange began to send.
  ///
  /// Where the remote has the whole file, it was sent. Where it has the beginning of it, the rest
  /// was cut off: it is removed there and sent again. Where it has something else, somebody else
  /// was there: what stands on the remote holds.
  /// - Returns: what is to be removed from the remote.
  private func settle(_ files: MirrorFiles, _ listed: [String: Int]) throws -> Set<String> {
    let removals = files.removals()
    let unclear = MirrorFiles.sizes(in: files.outgoing).keys.filter {
      listed[$0] != nil && !removals.contains($0)
    }.sorted()
    guard !unclear.isEmpty else { return removals }
    files.clearIncoming()
    try plainly { try rclone.fetch(unclear, to: files.incoming.name) }
    var isOverruled = false
    var cut: [String] = []
    for path in unclear {
      guard let theirs = try files.incoming.read(path, limit: .max),
        let ours = try files.outgoing.read(path, limit: .max)
      else { continue }
      if theirs == ours {
        try files.keep(path, of: files.outgoing)
      } else if ours.starts(with: theirs) {
        cut.append(path)
      } else {
        try files.outgoing.remove(path)
        isOverruled = true
      }
    }
    files.clearIncoming()
    // What was superfluous beside our file may be needed beside the other one.
    return (isOverruled ? [] : removals).union(cut)
  }

  /// Fetches the identity file anew, unless a head that was seen before shows that the folder is
  /// still the same: another library's identity has the same name and size.
  private func forgetIdentity(in files: MirrorFiles, unlessKnownBy listed: [String: Int]) throws {
    let heads = MirrorFiles.sizes(in: files.copies).keys.filter { $0.hasSuffix(".head") }
    guard !heads.contains(where: { listed[$0] != nil }) else { return }
    try files.copies.remove(FolderPath.identity)
  }

  /// Sends what was written: whoever sees a head will find all that it names.
  /// - Returns: what was sent.
  private func send(_ files: MirrorFiles, removals: Set<String>) throws -> Set<String> {
    let outgoing = Set(MirrorFiles.sizes(in: files.outgoing).keys)
    let replaced = removals.intersection(outgoing)
    if !replaced.isEmpty { try rclone.remove(replaced.sorted()) }
    func isHead(_ path: String) -> Bool { path.hasSuffix(".head") }
    func isSegment(_ path: String) -> Bool { path.hasSuffix(".segment") }
    let stages = [
      outgoing.filter { !isHead($0) && !isSegment($0) }, outgoing.filter(isSegment),
      outgoing.filter(isHead),
    ]
    for stage in stages where !stage.isEmpty {
      try rclone.send(stage.sorted(), from: files.outgoing.name)
      for path in stage { try files.keep(path, of: files.outgoing) }
    }
    let superfluous = removals.subtracting(replaced)
    if !superfluous.isEmpty { try rclone.remove(superfluous.sorted()) }
    if !removals.isEmpty { try files.remember(removals: []) }
    return outgoing
  }

  /// Frees the disk of what the remote no longer has, and of attachments that went through, which
  /// the library holds.
  private func clearUp(
    _ files: MirrorFiles,
    listed: [String: Int],
    sent: Set<String>,
    read: Set<String>
  ) throws {
    files.clearIncoming()
    for path in MirrorFiles.sizes(in: files.copies).keys {
      let isDone = sent.contains(path) || read.contains(path)
      let isAttachment = path.hasPrefix(FolderPath.attachments + "/")
      if isAttachment && isDone || listed[path] == nil && !sent.contains(path) {
        try files.copies.remove(path)
      }
    }
  }
}
