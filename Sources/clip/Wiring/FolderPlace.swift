import Foundation
import Replication
import Store
import Sync

/// A sync folder as a person names it.
enum FolderPlace {
  /// The absolute path.
  static func path(_ named: String) -> String {
    let path = (named as NSString).expandingTildeInPath
    return URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// The folder at a place; a dry run names who would write there.
  ///
  /// - Throws: when the library lies inside: a database would be carried about half-written.
  static func folder(
    _ named: String,
    _ session: Session,
    as replica: ReplicaID? = nil
  ) throws -> LocalSyncFolder {
    let path = path(named)
    let library = session.library.directory
    let inside = library.resolvingSymlinksInPath().standardizedFileURL.path + "/"
    let folder = URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    guard !inside.hasPrefix(folder + "/") else {
      throw CommandError(
        "libraryInFolder",
        "the library \(library.path) lies inside the sync folder \(path)",
        hint: "Keep the library elsewhere; only the folder is carried between machines.",
        exitCode: .noSyncFolder
      )
    }
    return LocalSyncFolder(path: path, writer: "\(try replica ?? session.library.replica)")
  }
}
