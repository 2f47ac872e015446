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
  ///   - isDryRun: leaves the folder as it is.
  ///   - damaged: paths that `body` found damaged, to be fetched anew the next time.
  ///   - body: what is done with the folder.
  /// - Returns: what `body` gives.
  /// - Throws: what `body` throws; ``SyncError`` when the folder cannot be reached.
  func exchange<Result>(
    _ session: Session,
    isDryRun: Bool = false,
    damaged: (Result) -> [String] = { _ in [] },
    _ body: (any SyncFolder) throws -> Result
  ) throws -> Result {
    switch self {
    case .local(let path): return try body(try FolderPlace.folder(path, session))
    case .rclone(let place):
      let mirror = RcloneMirror(
        place: place,
        directory: Self.mirror(of: place, session).path,
        writer: "\(try session.library.replica)"
      )
      return try mirror.exchange(isDryRun: isDryRun, damaged: damaged, body)
    }
  }

  /// Syncs once.
  func sync(
    _ session: Session,
    isDryRun: Bool = false,
    options: SyncOptions,
    progress: (SyncProgress) -> Void
  ) throws -> SyncReport {
    func names(_ report: SyncReport) -> [String] { report.damaged.map(\.name) }
    return try withoutActuallyEscaping(progress) { progress in
      try exchange(session, isDryRun: isDryRun, damaged: names) { folder in
        let engine = SyncEngine(
          log: session.library,
          attachments: session.library,
          folder: folder,
          environment: .live
        )
        return try engine.sync(dryRun: isDryRun, options: options, progress: progress)
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
