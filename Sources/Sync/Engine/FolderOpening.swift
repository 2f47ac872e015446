import Replication

/// The first step of a sync: to know the folder for what it is, or to stop.
///
/// Absence never means deletion. A folder without its identity file is begun anew only when it
/// holds nothing and was never synced with.
struct FolderOpening {
  let log: any ChangeLog
  let folder: CountingFolder
  let environment: SyncEnvironment
  let options: SyncOptions
  /// Whether the folder was synced with before.
  let wasSynced: Bool
  /// What is remembered of that.
  let memory: FolderMemory?
  let isDryRun: Bool

  struct Opened {
    var identity: IdentityFile
    /// Of a folder that is encrypted.
    var lock: FolderLock?
    var notes: [SyncReport.Note] = []
    /// Whether the library becomes part of the folder's with this sync.
    var isJoining = false
  }

  func open() throws -> Opened {
    var opened = try find() ?? begin()
    let library = try log.library
    let isJoining = library != nil && library != opened.identity.library
    guard !isJoining || options.joins else {
      throw SyncError(
        .foreignLibrary,
        "\(folder.name) belongs to another library",
        hint:
          "Choose this library's own folder, or an empty one. Nothing was read or written. If two "
          + "machines began this folder at once, clip sync --join makes one library of both."
      )
    }
    try checkEncryption(of: opened.identity)
    if opened.identity.isEncrypted, opened.lock == nil {
      let unlocking = unlocking(opened.identity)
      let lock = try unlocking.unlock()
      if !isDryRun { try unlocking.repair(lock) }
      opened.lock = lock
    }
    if isJoining {
      opened.isJoining = true
      opened.notes.append(try join(opened.identity.library, leaving: library))
    } else if library == nil && !isDryRun {
      try log.join(opened.identity.library)
    }
    return opened
  }

  /// Makes the library part of another, with all that it holds.
  ///
  /// What it published in this folder as its former self nobody can read here, and would take for
  /// damaged: it goes, and is published again from the log.
  private func join(_ library: LibraryID, leaving former: LibraryID?) throws -> SyncReport.Note {
    let becomes = isDryRun ? "would become" : "became"
    let message = "This library \(becomes) part of the one that \(folder.name) belongs to."
    guard !isDryRun else { return SyncReport.Note(.joined, message) }
    let directory = FolderPath.directory(of: try log.replica)
    for name in try folder.list(directory)
    where HeadName(name) != nil || SegmentName(name) != nil || PackName(name) != nil {
      try folder.remove("\(directory)/\(name)")
    }
    try log.join(library, leaving: former)
    return SyncReport.Note(.joined, message)
  }

  private func unlocking(_ identity: IdentityFile) -> FolderUnlocking {
    FolderUnlocking(
      folder: folder,
      identity: identity,
      environment: environment,
      remembered: memory?.folder == identity.folder ? memory?.lock : nil,
      passphrase: options.passphrase
    )
  }

  /// Whoever may write to the folder must not get clip to write in clear what was encrypted.
  private func checkEncryption(of identity: IdentityFile) throws {
    if memory?.lock != nil, !identity.isEncrypted {
      throw SyncError(
        .otherEncryption,
        "\(folder.name) was encrypted when it was synced last, and is not any more",
        hint: "Somebody put another folder in its place. Nothing was read or written."
      )
    }
    if let memory, memory.lock == nil, memory.folder == identity.folder, identity.isEncrypted {
      throw SyncError(
        .otherEncryption,
        "\(folder.name) was in clear when it was synced last, and says now that it is encrypted",
        hint: "Its file \(FolderPath.identity) was changed. Nothing was read or written."
      )
    }
    if options.encrypts, !identity.isEncrypted {
      throw SyncError(
        .otherEncryption,
        "\(folder.name) is a sync folder already, and not encrypted",
        hint: "Sync a new, empty folder with --encrypt on every machine, then delete this one."
      )
    }
  }

  /// The identity that is there; `nil` in a folder that may be begun.
  private func find() throws -> Opened? {
    if let bytes = try folder.read(FolderPath.identity, as: .identity) {
      do throws(FileDefect) {
        return Opened(identity: try IdentityFile(decoding: bytes))
      } catch {
        if let copy = try findCopy() { return copy }
        throw unusable(error)
      }
    }
    let names = try folder.list("")
    if let copy = try findCopy() { return copy }
    let isBeginning = memory?.isBeginning ?? false
    guard !wasSynced || isBeginning else {
      throw SyncError(
        .folderEmptied,
        "\(folder.name) was a sync folder, and its file \(FolderPath.identity) is gone",
        hint: "If it is a drive or a cloud folder, mount it or let it finish. Nothing was changed."
      )
    }
    guard
      let stranger = names.sorted().first(where: {
        !Self.isTolerated($0) && !(isBeginning && $0 == FolderPath.keys)
      })
    else { return nil }
    throw SyncError(
      .notAFolderOfOurs,
      "\(folder.name) holds other files (\(stranger.debugDescription)) and is no sync folder",
      hint: "Choose an empty folder. If this is one of clip's that is still arriving, wait for it."
    )
  }

  /// A whole identity under another name, where all such copies agree.
  private func findCopy() throws -> Opened? {
    let stem = FolderPath.identity
    let names = try folder.list("").filter { $0 != stem && $0.contains(stem) }.sorted()
    var found: Set<IdentityFile> = []
    for name in names.prefix(Limits.copiesTried) {
      guard let bytes = try? folder.read(name, as: .identity) else { continue }
      if let identity = try? IdentityFile(decoding: bytes) { found.insert(identity) }
    }
    guard let identity = found.first, found.count == 1 else { return nil }
    let message = "A copy stands in for \(stem), which is missing or damaged."
    return Opened(identity: identity, notes: [SyncReport.Note(.copyUsed, message)])
  }

  private func begin() throws -> Opened {
    let begun = memory?.isBeginning == true ? memory : nil
    let identity = IdentityFile(
      library: try log.library ?? LibraryID(environment.randomBytes(16)),
      folder: begun?.folder ?? IdentityFile.FolderID(environment.randomBytes(16)),
      isEncrypted: options.encrypts || begun?.lock != nil
    )
    var opened = Opened(identity: identity)
    if identity.isEncrypted { opened.lock = try lock(identity, begun) }
    guard !isDryRun else { return opened }
    do {
      try folder.write(identity.encoded(), to: FolderPath.identity)
    } catch let error as SyncError where error.code == .alreadyThere {
      // Somebody else was first; the listing was old.
    }
    guard let bytes = try folder.read(FolderPath.identity, as: .identity) else {
      throw SyncError(.unreadable, "\(folder.name)/\(FolderPath.identity) was written and is gone")
    }
    do throws(FileDefect) {
      let standing = try IdentityFile(decoding: bytes)
      if standing != identity { opened = Opened(identity: standing) }
      return opened
    } catch {
      throw unusable(error)
    }
  }

  /// Makes the keys of a folder that is begun.
  ///
  /// They stand in the folder before its identity does: who sees that it is encrypted can open it.
  private func lock(_ identity: IdentityFile, _ begun: FolderMemory?) throws -> FolderLock {
    let unlocking = unlocking(identity)
    if let lock = begun?.lock {
      if !isDryRun { try unlocking.repair(lock) }
      return lock
    }
    let keys = FolderKeys(environment)
    guard !isDryRun else { return FolderLock(keys: keys, generation: 1, file: []) }
    // An interrupted beginning is told from a folder that lost its identity by what is remembered.
    try log.join(identity.library)
    let lock = try unlocking.wrap(keys, generation: 1, passphrase: newPassphrase())
    var memory = FolderMemory(folder: identity.folder, replica: try log.replica)
    memory.lock = lock
    memory.isBeginning = true
    try log.remember(memory.encoded, ofFolder: folder.name)
    try unlocking.repair(lock)
    return lock
  }

  private func newPassphrase() throws -> Passphrase {
    let passphrase: Passphrase? =
      switch options.passphrase {
      case .none: nil
      case .given(let passphrase): passphrase
      case .asked(let ask): try ask(.new)
      }
    guard let passphrase else {
      throw SyncError(
        .passphraseNeeded,
        "an encrypted folder needs a passphrase",
        hint: "Run clip sync on a terminal, or give it with CLIP_PASSPHRASE, --passphrase-file or "
          + "--passphrase-command."
      )
    }
    return passphrase
  }

  private func unusable(_ defect: FileDefect) -> SyncError {
    let place = "\(folder.name)/\(FolderPath.identity)"
    if defect.kind == .newer {
      return SyncError(.newerFormat, "\(place): \(defect.reason)", hint: "Update clip.")
    }
    return SyncError(
      .damaged,
      "\(place) is damaged: \(defect.reason)",
      hint: "Copy it from another machine that has the folder. Nothing was read or written."
    )
  }

  /// What carriers and operating systems put into a folder that they look after.
  static func isTolerated(_ name: String) -> Bool {
    carrierNames.contains(name.lowercased()) || TemporaryNames.contains(name)
      || name.hasPrefix("._") || name.hasPrefix(".trash-") || name.hasPrefix(".nfs")
  }

  private static let carrierNames: Set<String> = [
    ".ds_store", ".directory", ".dropbox", ".dropbox.attr", ".dropbox.cache", ".fseventsd",
    ".localized", ".nextcloudsync.log", ".owncloudsync.log", ".spotlight-v100", ".stfolder",
    ".stignore", ".stversions", ".sync", ".sync_exclude.lst", ".sync_journal.db",
    ".temporaryitems", ".trashes", "$recycle.bin", "desktop.ini", "icon\r", "lost+found",
    "system volume information", "thumbs.db",
  ]
}
