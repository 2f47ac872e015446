import Foundation
import Replication
import Store
import Sync

/// What brings the files of a sync folder to the other machines: whoever looks after a local path,
/// or rclone for everything else.
enum Carrier {
  case local(path: String)
  case rclone(RclonePlace)

  /// - Parameter name: as a person types it, or as it is remembered.
  /// - Throws: ``CommandError`` when it begins as a place of rclone's and is none.
  init(_ name: String) throws {
    guard RclonePlace.isMeant(by: name) else {
      self = .local(path: FolderPlace.path(name))
      return
    }
    guard let place = RclonePlace(name) else {
      throw CommandError.usage(
        "\(name) names no folder of rclone's",
        hint: "Write rclone:REMOTE:PATH; rclone listremotes says which remotes there are."
      )
    }
    self = .rclone(place)
  }

  /// What the folder is remembered by.
  var name: String {
    switch self {
    case .local(let path): path
    case .rclone(let place): place.description
    }
  }

  /// Lets `body` work on the folder.
  ///
  /// - Parameters:
  ///   - session: of the library that the folder is for.
  ///   - preview: as which replica a dry run looks at the folder, which it leaves as it is.
  ///   - damaged: paths that `body` found damaged, to be fetched anew the next time.
  ///   - body: what is done with the folder.
  /// - Returns: what `body` gives.
  /// - Throws: what `body` throws; ``SyncError`` when the folder cannot be reached.
  func exchange<Result>(
    _ session: Session,
    previewing preview: ReplicaID? = nil,
    damaged: (Result) -> [String] = { _ in [] },
    _ body: (any SyncFolder) throws -> Result
  ) throws -> Result {
    switch self {
    case .local(let path): return try body(try FolderPlace.folder(path, session, as: preview))
    case .rclone(let place):
      let mirror = RcloneMirror(
        place: place,
        directory: Self.mirror(of: place, session).path,
        writer: "\(try preview ?? session.library.replica)"
      )
      return try mirror.exchange(isDryRun: preview != nil, damaged: damaged, body)
    }
  }

  /// Syncs once, or with a preview looks what a sync would do.
  func sync(
    _ session: Session,
    previewing preview: LibraryPreview? = nil,
    options: SyncOptions,
    progress: (SyncProgress) -> Void
  ) throws -> SyncReport {
    func names(_ report: SyncReport) -> [String] { report.damaged.map(\.name) }
    return try withoutActuallyEscaping(progress) { progress in
      try exchange(session, previewing: preview?.replica, damaged: names) { folder in
        let engine = SyncEngine(
          log: preview ?? session.library,
          attachments: preview ?? session.library,
          folder: folder,
          environment: .live
        )
        return try engine.sync(dryRun: preview != nil, options: options, progress: progress)
      }
    }
  }

  /// Machine state: what could not be sent yet lies there, so it is no cache.
  private static func mirror(of place: RclonePlace, _ session: Session) -> URL {
    let library = session.library.directory.resolvingSymlinksInPath().standardizedFileURL.path
    let name = "\(Blake2b.hash(Array("\(place)\0\(library)".utf8)))".prefix(16)
    return Places.state.appendingPathComponent("mirrors").appendingPathComponent(String(name))
  }
}
