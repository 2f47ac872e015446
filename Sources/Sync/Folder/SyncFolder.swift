/// A place where the files of a library lie, for all its replicas.
///
/// Paths are relative, with `/` between names, and `""` is the top. All calls may come from any
/// thread, one at a time. A listing may be older than what stands there; a file is read as it is.
///
/// Every call throws a ``SyncError``: ``SyncError/Code/folderMissing`` when the folder itself is
/// not there, ``SyncError/Code/unreadable``, ``SyncError/Code/unwritable`` or
/// ``SyncError/Code/diskFull``, after which nothing half-written stands under a name.
public protocol SyncFolder: Sendable {
  /// What the folder is remembered by: for a local one, its absolute path.
  var name: String { get }

  /// The names in a directory, in any order; none when there is no such directory.
  func list(_ directory: String) throws -> [String]

  /// The content of a file; `nil` when there is none.
  ///
  /// The path is of plain names, save the last, which may be any that was listed. A file of more
  /// bytes than `limit` cannot be read.
  func read(_ path: String, limit: Int) throws -> [UInt8]?

  /// Writes a file that is not there yet, whole or not at all, and so that it survives a power
  /// failure once this returns.
  ///
  /// Directories are made as needed, the folder itself never.
  /// - Parameters:
  ///   - bytes: the whole content.
  ///   - path: of plain names only: `[0-9a-z.-]`, none beginning with a dot.
  /// - Returns: whether it was written: `false` when the same bytes stood there already.
  /// - Throws: ``SyncError/Code/alreadyThere`` when other bytes stand there.
  func write(_ bytes: [UInt8], to path: String) throws -> Bool

  /// Removes a file; one that is not there is no error.
  func remove(_ path: String) throws
}

/// A path in a sync folder, cut into names and checked.
///
/// Names come from strangers: none may lead out of the folder.
package struct CheckedPath: Hashable {
  package let directories: [String]
  package let name: String

  /// A path to read: its last name may be anything that a listing can give.
  package init(toRead path: String) throws {
    try self.init(path) { !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\0") }
  }

  /// A path to write or remove.
  package init(toWrite path: String) throws {
    try self.init(path) { FolderPath.isPlain($0) }
  }

  /// The names of a directory; none for the top.
  package static func directory(_ path: String) throws -> [String] {
    guard !path.isEmpty else { return [] }
    let checked = try CheckedPath(toWrite: path)
    return checked.directories + [checked.name]
  }

  private init(_ path: String, isAllowed: (String) -> Bool) throws {
    var names = path.split(separator: "/", omittingEmptySubsequences: false).map { String($0) }
    name = names.removeLast()
    directories = names
    guard isAllowed(name), names.allSatisfy({ FolderPath.isPlain($0) }) else {
      throw SyncError(
        .unreadable,
        "a sync folder has no place for the name \(path.debugDescription)"
      )
    }
  }
}
