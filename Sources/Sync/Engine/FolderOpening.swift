import Replication

/// The first step of a sync: to know the folder for what it is, or to stop.
///
/// Absence never means deletion. A folder without its identity file is begun anew only when it
/// holds nothing and was never synced with.
struct FolderOpening {
  let log: any ChangeLog
  let folder: CountingFolder
  let environment: SyncEnvironment
  let wasSynced: Bool
  let isDryRun: Bool

  typealias Opened = (identity: IdentityFile, notes: [SyncReport.Note])

  func open() throws -> Opened {
    let opened = try find() ?? begin()
    let library = try log.library
    guard library == nil || library == opened.identity.library else {
      throw SyncError(
        .foreignLibrary,
        "\(folder.name) belongs to another library",
        hint: "Choose this library's own folder, or an empty one. Nothing was read or written."
      )
    }
    if library == nil && !isDryRun { try log.join(opened.identity.library) }
    return opened
  }

  /// The identity that is there; `nil` in a folder that may be begun.
  private func find() throws -> Opened? {
    if let bytes = try folder.read(FolderPath.identity, as: .identity) {
      do throws(FileDefect) {
        return (try IdentityFile(decoding: bytes), [])
      } catch {
        if let copy = try findCopy() { return copy }
        throw unusable(error)
      }
    }
    let names = try folder.list("")
    if let copy = try findCopy() { return copy }
    guard !wasSynced else {
      throw SyncError(
        .folderEmptied,
        "\(folder.name) was a sync folder, and its file \(FolderPath.identity) is gone",
        hint: "If it is a drive or a cloud folder, mount it or let it finish. Nothing was changed."
      )
    }
    guard let stranger = names.sorted().first(where: { !Self.isTolerated($0) }) else { return nil }
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
    return (identity, [SyncReport.Note(.copyUsed, message)])
  }

  private func begin() throws -> Opened {
    let identity = IdentityFile(
      library: try log.library ?? LibraryID(environment.randomBytes(16)),
      folder: IdentityFile.FolderID(environment.randomBytes(16))
    )
    guard !isDryRun else { return (identity, []) }
    do {
      try folder.write(identity.encoded(), to: FolderPath.identity)
    } catch let error as SyncError where error.code == .alreadyThere {
      // Somebody else was first; the listing was old.
    }
    guard let bytes = try folder.read(FolderPath.identity, as: .identity) else {
      throw SyncError(.unreadable, "\(folder.name)/\(FolderPath.identity) was written and is gone")
    }
    do throws(FileDefect) {
      return (try IdentityFile(decoding: bytes), [])
    } catch {
      throw unusable(error)
    }
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
  private static func isTolerated(_ name: String) -> Bool {
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
