import Foundation

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The directories of a mirror on this machine's disk.
///
/// | directory | holds |
/// |---|---|
/// | `copies` | files as the remote has them |
/// | `incoming` | what rclone is fetching: nothing there is believed before it is whole by size |
/// | `outgoing` | files that were written here and are not known to be on the remote yet |
///
/// Beside them: `removals`, paths that are to be removed from the remote; `lock`; and rclone's
/// lists and output.
struct MirrorFiles {
  let directory: String
  let copies: LocalSyncFolder
  let incoming: LocalSyncFolder
  let outgoing: LocalSyncFolder

  init(directory: String, writer: String) throws {
    self.directory = directory
    copies = LocalSyncFolder(path: directory + "/copies", writer: writer)
    incoming = LocalSyncFolder(path: directory + "/incoming", writer: writer)
    outgoing = LocalSyncFolder(path: directory + "/outgoing", writer: writer)
    do {
      for folder in [copies, incoming, outgoing] {
        try FileManager.default.createDirectory(
          atPath: folder.name,
          withIntermediateDirectories: true,
          attributes: [.posixPermissions: 0o700]
        )
      }
    } catch {
      throw SyncError(.unwritable, "cannot make the directory \(directory)", cause: error)
    }
  }

  /// Keeps other processes away while it is held.
  ///
  /// - Throws: ``SyncError/Code/unwritable`` when another sync does not end within half a minute.
  func lock() throws -> FileDescriptor {
    let lock: FileDescriptor
    do {
      let top = try FileDescriptor.directory(at: directory)
      do {
        lock = try top.newFile("lock")
      } catch let failure as FileDescriptor.Failure where failure.code == EEXIST {
        lock = try top.file("lock")
      }
    } catch let failure as FileDescriptor.Failure {
      throw SyncError(.unwritable, "cannot write \(directory)/lock", cause: failure)
    }
    for _ in 0..<300 {
      if flock(lock.number, LOCK_EX | LOCK_NB) == 0 { return lock }
      usleep(100_000)
    }
    throw SyncError(
      .unwritable,
      "another sync of this library with the same folder is running",
      hint: "Wait for it, or end it."
    )
  }

  /// The plain paths of files below one of the directories, with their sizes.
  static func sizes(in folder: LocalSyncFolder) -> [String: Int] {
    let files = FileManager.default
    guard let walk = files.enumerator(atPath: folder.name) else { return [:] }
    var sizes: [String: Int] = [:]
    while let path = walk.nextObject() as? String {
      guard walk.fileAttributes?[.type] as? FileAttributeType == .typeRegular,
        (try? CheckedPath(toWrite: path)) != nil
      else { continue }
      sizes[path] = (walk.fileAttributes?[.size] as? NSNumber)?.intValue ?? -1
    }
    return sizes
  }

  /// Takes a whole file over into the copies, in place of an older one.
  func keep(_ path: String, of folder: LocalSyncFolder) throws {
    do {
      let target = URL(fileURLWithPath: "\(copies.name)/\(path)")
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(),
        withIntermediateDirectories: true
      )
    } catch {
      throw SyncError(.unwritable, "cannot write below \(copies.name)", cause: error)
    }
    guard rename("\(folder.name)/\(path)", "\(copies.name)/\(path)") == 0 else {
      throw SyncError(
        .unwritable,
        "cannot write \(copies.name)/\(path)",
        cause: FileDescriptor.Failure()
      )
    }
  }

  /// Forgets what an earlier sync began to fetch.
  func clearIncoming() {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: incoming.name)) ?? [] {
      try? FileManager.default.removeItem(atPath: "\(incoming.name)/\(name)")
    }
  }

  /// What earlier syncs found to be superfluous on the remote and did not come to remove.
  func removals() -> Set<String> {
    let content = try? String(contentsOfFile: directory + "/removals", encoding: .utf8)
    let paths = (content ?? "").split(separator: "\n").map(String.init)
    return Set(paths.filter { (try? CheckedPath(toWrite: $0)) != nil })
  }

  func remember(removals: Set<String>) throws {
    let text = removals.sorted().map { $0 + "\n" }.joined()
    do {
      try Data(text.utf8).write(
        to: URL(fileURLWithPath: directory + "/removals"),
        options: .atomic
      )
    } catch {
      throw SyncError(.unwritable, "cannot write \(directory)/removals", cause: error)
    }
  }
}
