import Foundation

extension LocalSyncFolder {
  /// Whether there is a folder at a path that looks like a sync folder: by its identity file's name
  /// alone, which is not read.
  public static func isSyncFolder(at path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(FolderPath.identity)")
  }
}
