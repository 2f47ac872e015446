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

  /// Lets `sync` work on the folder.
  ///
  /// - Throws: what `sync` throws; ``SyncError`` when the folder cannot be reached.
  func exchange(
    _ session: Session,
    isDryRun: Bool,
    _ sync: (any SyncFolder) throws -> SyncReport
  ) throws -> SyncReport {
    switch self {
    case .local(let path): return try sync(try FolderPlace.folder(path, session))
    case .rclone(let place):
      let mirror = RcloneMirror(
        place: place,
        directory: Self.mirror(of: place, session).path,
        writer: "\(try session.library.replica)"
      )
      return try mirror.exchange(isDryRun: isDryRun, damaged: { $0.damaged.map(\.name) }, sync)
    }
  }

  /// Machine state: what could not be sent yet lies there, so it is no cache.
  private static func mirror(of place: RclonePlace, _ session: Session) -> URL {
    let library = session.library.directory.resolvingSymlinksInPath().standardizedFileURL.path
    let name = "\(Blake2b.hash(Array("\(place)\0\(library)".utf8)))".prefix(16)
    return Places.state.appendingPathComponent("mirrors").appendingPathComponent(String(name))
  }
}
