/// A folder that counts what goes through it.
///
/// A class because one sync shares it among its steps.
final class CountingFolder {
  private let folder: any SyncFolder
  private(set) var files = SyncReport.Traffic()
  private(set) var bytes = SyncReport.Traffic()

  init(_ folder: any SyncFolder) {
    self.folder = folder
  }

  var name: String { folder.name }

  func list(_ directory: String) throws -> [String] {
    try folder.list(directory)
  }

  func read(_ path: String, as kind: FileKind) throws -> [UInt8]? {
    guard let content = try folder.read(path, limit: FolderFile.longest(kind)) else { return nil }
    files.read += 1
    bytes.read += content.count
    return content
  }

  func write(_ content: [UInt8], to path: String) throws {
    guard try folder.write(content, to: path) else { return }
    files.written += 1
    bytes.written += content.count
  }

  func remove(_ path: String) throws {
    try folder.remove(path)
  }
}
