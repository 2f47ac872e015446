import Foundation

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A sync folder at a path of this machine.
///
/// Files are written under a temporary name that begins with a dot, flushed, renamed, and the
/// directory flushed. Links below the folder are not followed.
public struct LocalSyncFolder: SyncFolder {
  /// The absolute path without links.
  public let name: String
  private let temporaries: TemporaryNames

  /// Does not touch the disk beyond resolving the path.
  ///
  /// - Parameters:
  ///   - path: absolute, or relative to the working directory.
  ///   - writer: tells this installation's temporary files from those of other machines that see
  ///     the same folder; letters, digits and hyphens. The installation's or the replica's id will
  ///     do.
  public init(path: String, writer: String) {
    precondition(
      !writer.isEmpty && !writer.contains("/") && writer.utf8.count <= 40,
      "a writer's name is part of a file name"
    )
    name = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    temporaries = TemporaryNames(writer: writer)
  }

  public func list(_ directory: String) throws -> [String] {
    let names = try CheckedPath.directory(directory)
    return try attempt("list", directory, .unreadable) {
      try open(names)?.names() ?? []
    }
  }

  public func read(_ path: String, limit: Int) throws -> [UInt8]? {
    let checked = try CheckedPath(toRead: path)
    return try attempt("read", path, .unreadable) {
      guard let directory = try open(checked.directories) else { return nil }
      do {
        return try directory.file(checked.name).content(limit: limit)
      } catch let failure as FileDescriptor.Failure where failure.code == ENOENT {
        return nil
      }
    }
  }

  public func write(_ bytes: [UInt8], to path: String) throws -> Bool {
    let checked = try CheckedPath(toWrite: path)
    return try attempt("write", path, .unwritable) {
      let directory = try makeDirectories(checked.directories)
      try temporaries.removeStale(in: directory, called: checked.directories)
      let temporary = temporaries.next()
      do {
        try write(bytes, to: temporary, in: directory)
        try directory.rename(temporary, to: checked.name)
        try directory.flush()
        return true
      } catch {
        // What was begun must not stay; that it cannot be removed is the smaller trouble.
        try? directory.remove(temporary)
        try? directory.flush()
        guard let failure = error as? FileDescriptor.Failure, failure.code == EEXIST else {
          throw error
        }
        let present = try? directory.file(checked.name).content(limit: bytes.count)
        guard present == bytes else {
          throw SyncError(
            .alreadyThere,
            "\(path) is there already and has another content",
            hint: "Another sync of this library may be running. Sync again."
          )
        }
        return false
      }
    }
  }

  public func remove(_ path: String) throws {
    let checked = try CheckedPath(toWrite: path)
    try attempt("remove", path, .unwritable) {
      guard let directory = try open(checked.directories) else { return }
      try directory.remove(checked.name)
      try directory.flush()
    }
  }

  private func write(_ bytes: [UInt8], to name: String, in directory: FileDescriptor) throws {
    // An earlier process with this process's id may have left one.
    try directory.remove(name)
    let file = try directory.newFile(name)
    try file.write(bytes)
    try file.flush()
  }

  /// The folder itself; everything else is opened from it.
  private func top() throws -> FileDescriptor {
    do {
      return try FileDescriptor.directory(at: name)
    } catch let failure as FileDescriptor.Failure where [ENOENT, ENOTDIR].contains(failure.code) {
      throw SyncError(
        .folderMissing,
        "there is no folder at \(name)",
        hint: "Connect or mount it, or check the path. Nothing was changed.",
        cause: failure
      )
    }
  }

  /// A directory below the folder; `nil` when there is none.
  private func open(_ names: [String]) throws -> FileDescriptor? {
    var directory = try top()
    for name in names {
      do {
        directory = try directory.directory(name)
      } catch let failure as FileDescriptor.Failure where failure.code == ENOENT {
        return nil
      }
    }
    return directory
  }

  private func makeDirectories(_ names: [String]) throws -> FileDescriptor {
    var directory = try top()
    for name in names {
      do {
        directory = try directory.directory(name)
      } catch let failure as FileDescriptor.Failure where failure.code == ENOENT {
        try directory.makeDirectory(name)
        try directory.flush()
        directory = try directory.directory(name)
      }
    }
    return directory
  }

  /// Runs system calls and says in words what failed.
  private func attempt<Result>(
    _ action: String,
    _ path: String,
    _ code: SyncError.Code,
    _ body: () throws -> Result
  ) throws -> Result {
    do {
      return try body()
    } catch let failure as FileDescriptor.Failure {
      let place = path.isEmpty ? name : "\(name)/\(path)"
      let isFull = [ENOSPC, EDQUOT].contains(failure.code)
      throw SyncError(
        isFull ? .diskFull : code,
        isFull ? "no space is left to write \(place)" : "cannot \(action) \(place)",
        hint: isFull
          ? "Free some space and sync again. Nothing is lost." : Self.hint(for: failure.code),
        cause: failure
      )
    }
  }

  private static func hint(for code: Int32) -> String? {
    switch code {
    case EACCES, EPERM: "Give yourself permission to read and write the folder."
    case EROFS: "The folder is read-only: mount it for writing."
    case ELOOP, ENOTDIR, EINVAL: "Something other than clip's own file stands there: move it away."
    case EIO: "The disk or network drive failed: check it, then sync again."
    default: nil
    }
  }
}
