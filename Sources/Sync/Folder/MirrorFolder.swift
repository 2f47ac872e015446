import Foundation

/// A remote folder as one sync sees it: what the remote listed at its beginning, and what was
/// written and removed since, which goes to the remote after it.
///
/// A class because writing changes what is listed; the lock makes it sendable.
final class MirrorFolder: SyncFolder, @unchecked Sendable {
  let name: String
  private let files: MirrorFiles
  private let rclone: Rclone
  private let lock = NSLock()
  /// The remote's files by path, with their sizes, without the removed ones.
  private var listed: [String: Int]
  /// All names by directory.
  private var names: [String: Set<String>] = [:]
  /// Files that the remote is to lose, in part because another file takes their name.
  private var removals: Set<String>
  /// Files that rclone failed to fetch, and why.
  private var failed: [String: any Error] = [:]
  /// Why the remote was lost on the way: nothing more is asked of it then.
  private var lost: SyncError?
  /// How many attachments are fetched with the next one that is asked for.
  private var ahead = 1
  private var taken: Set<String> = []

  /// Lists what is there: what the remote listed, save what earlier syncs decided to remove there,
  /// and what they could not send.
  init(
    place: RclonePlace,
    files: MirrorFiles,
    rclone: Rclone,
    listed: [String: Int],
    removals: Set<String>
  ) {
    name = place.description
    self.files = files
    self.rclone = rclone
    self.listed = listed.filter { !removals.contains($0.key) }
    self.removals = removals
    for path in self.listed.keys { enter(path) }
    for path in MirrorFiles.sizes(in: files.outgoing).keys { enter(path) }
  }

  func list(_ directory: String) throws -> [String] {
    let directory = try CheckedPath.directory(directory).joined(separator: "/")
    return lock.withLock { Array(names[directory] ?? []) }
  }

  func read(_ path: String, limit: Int) throws -> [UInt8]? {
    _ = try CheckedPath(toRead: path)
    return try lock.withLock { try readLocked(path, limit: limit) }
  }

  private func readLocked(_ path: String, limit: Int) throws -> [UInt8]? {
    if let own = try files.outgoing.read(path, limit: limit) { return own }
    guard let size = listed[path] else { return nil }
    if let reason = failed[path] { throw unreadable(path, cause: reason) }
    guard (0...limit).contains(size) else {
      throw unreadable(path, cause: FileDescriptor.Failure(size < 0 ? EINVAL : EFBIG))
    }
    guard (try? CheckedPath(toWrite: path)) != nil else {
      return try readStrange(path, limit: limit)
    }
    if !isHere(path, size) { try fetch(batch(from: path)) }
    if let reason = failed[path] { throw unreadable(path, cause: reason) }
    taken.insert(path)
    return try files.copies.read(path, limit: limit)
  }

  /// A file under a stranger's name has no place among the copies.
  private func readStrange(_ path: String, limit: Int) throws -> [UInt8]? {
    guard !path.contains(where: \.isNewline) else {
      throw unreadable(path, cause: FileDescriptor.Failure(EINVAL))
    }
    try plainly { try rclone.fetch([path], to: files.incoming.name) }
    defer { files.clearIncoming() }
    return try files.incoming.read(path, limit: limit)
  }

  func write(_ bytes: [UInt8], to path: String) throws -> Bool {
    _ = try CheckedPath(toWrite: path)
    return try lock.withLock {
      if listed[path] != nil {
        guard try readLocked(path, limit: Int.max) == bytes else {
          throw alreadyThere(path)
        }
        return false
      }
      guard path == FolderPath.identity || path.hasPrefix(FolderPath.keys + "/") else {
        defer { enter(path) }
        return try files.outgoing.write(bytes, to: path)
      }
      return try writeThrough(bytes, to: path)
    }
  }

  /// Sends a file at once, and sees what stands there then.
  ///
  /// A library takes its id from the identity that stands in the folder: if it began a folder with
  /// one that never got there, another machine that begins it later would shut this one out.
  private func writeThrough(_ bytes: [UInt8], to path: String) throws -> Bool {
    _ = try files.outgoing.write(bytes, to: path)
    try plainly {
      if removals.contains(path) { try rclone.remove([path]) }
      try rclone.send([path], from: files.outgoing.name)
      try rclone.fetch([path], to: files.incoming.name)
    }
    let theirs = try files.incoming.read(path, limit: .max)
    try files.outgoing.remove(path)
    guard let theirs else { throw unreadable(path, cause: FileDescriptor.Failure(ENOENT)) }
    try files.keep(path, of: files.incoming)
    listed[path] = theirs.count
    removals.remove(path)
    enter(path)
    guard theirs == bytes else { throw alreadyThere(path) }
    return true
  }

  func remove(_ path: String) throws {
    _ = try CheckedPath(toWrite: path)
    try lock.withLock {
      try files.outgoing.remove(path)
      if listed.removeValue(forKey: path) != nil { removals.insert(path) }
      leave(path)
    }
  }

  /// What the sync comes to: what is to be removed, what the remote still has, and what of it was
  /// read here.
  var outcome: (removals: Set<String>, listed: [String: Int], taken: Set<String>) {
    lock.withLock { (removals, listed, taken) }
  }

  /// Throws what broke the connection, if anything did.
  ///
  /// To whoever reads, each file that could not be fetched then is one that cannot be read; it is
  /// not damaged, and the sync is not done.
  func checkConnection() throws {
    if let lost = lock.withLock({ lost }) { throw lost }
  }

  /// Fetches at once what every sync reads: heads, keys and segments that are not here yet.
  func fetchStreams() throws {
    try lock.withLock {
      try fetch(listed.filter { Self.isOfStreams($0.key, size: $0.value) }.map(\.key).sorted())
    }
  }

  private static func isOfStreams(_ path: String, size: Int) -> Bool {
    let isWanted =
      path == FolderPath.identity || path.hasPrefix(FolderPath.keys + "/")
      || path.hasSuffix(".head") || path.hasSuffix(".segment")
    // Something else than what its name says: read only if it is asked for, and then refused.
    let limit = FolderFile.headerSize + FileKind.segment.limit * 2
    return isWanted && (0...limit).contains(size) && (try? CheckedPath(toWrite: path)) != nil
  }

  /// A file and, the more often this happens, the more of those after it in its directory's order:
  /// attachments are asked for one after the other, and a call for each would take for ever.
  private func batch(from path: String) -> [String] {
    let others = listed.filter {
      $0.key > path && !isHere($0.key, $0.value) && (try? CheckedPath(toWrite: $0.key)) != nil
        && $0.value <= FolderFile.headerSize + FileKind.segment.limit && $0.value >= 0
    }
    defer { ahead = min(ahead * 2, 256) }
    return [path] + others.keys.sorted().prefix(ahead - 1)
  }

  private func isHere(_ path: String, _ size: Int) -> Bool {
    var status = stat()
    return lstat("\(files.copies.name)/\(path)", &status) == 0 && Int(status.st_size) == size
      && status.st_mode & S_IFMT == S_IFREG
  }

  /// Fetches those of the files that are not here, and takes over what arrived whole.
  ///
  /// - Throws: when the remote cannot be reached. One file that cannot be fetched does not keep
  ///   the others away.
  private func fetch(_ paths: [String]) throws {
    if let lost { throw lost }
    var missing = try takeOver(paths.filter { !isHere($0, listed[$0] ?? -1) })
    guard !missing.isEmpty else { return }
    var reason: (any Error)?
    do {
      try rclone.fetch(missing, to: files.incoming.name)
    } catch let failure as RcloneFailure {
      guard failure.kind == .other || failure.kind == .refused else {
        lost = failure.error
        throw failure.error
      }
      reason = failure.error
    }
    missing = try takeOver(missing)
    for path in missing {
      if let reason {
        failed[path] = reason
      } else if files.sizeOfIncoming(path) == nil {
        // Gone since it was listed: what its owner no longer needs.
        listed[path] = nil
        leave(path)
      } else {
        failed[path] = SyncError(.unreadable, "it arrived with another size than was listed")
      }
    }
  }

  /// Takes over what arrived with the size that was listed, in this sync or in one that was
  /// interrupted, and gives the rest.
  private func takeOver(_ paths: [String]) throws -> [String] {
    var rest: [String] = []
    for path in paths {
      if let size = files.sizeOfIncoming(path), size == listed[path] {
        try files.keep(path, of: files.incoming)
      } else {
        rest.append(path)
      }
    }
    return rest
  }

  private func enter(_ path: String) {
    var rest = path[...]
    while true {
      let slash = rest.lastIndex(of: "/")
      let directory = slash.map { String(rest[..<$0]) } ?? ""
      let name = String(slash.map { rest[rest.index(after: $0)...] } ?? rest)
      guard names[directory, default: []].insert(name).inserted, !directory.isEmpty else { return }
      rest = directory[...]
    }
  }

  /// Directories stay listed; an empty one says nothing.
  private func leave(_ path: String) {
    let slash = path.lastIndex(of: "/")
    let directory = slash.map { String(path[..<$0]) } ?? ""
    names[directory]?.remove(String(slash.map { path[path.index(after: $0)...] } ?? path[...]))
  }

  private func alreadyThere(_ path: String) -> SyncError {
    SyncError(
      .alreadyThere,
      "\(name)/\(path) is there already and has another content",
      hint: "Another sync of this library may be running. Sync again."
    )
  }

  private func unreadable(_ path: String, cause: any Error) -> SyncError {
    SyncError(.unreadable, "cannot read \(name)/\(path)", cause: cause)
  }
}

/// Runs rclone, and throws what it throws in plain words.
func plainly<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let failure as RcloneFailure {
    throw failure.error
  }
}

extension MirrorFiles {
  /// `nil` when there is no such file.
  func sizeOfIncoming(_ path: String) -> Int? {
    var status = stat()
    guard lstat("\(incoming.name)/\(path)", &status) == 0, status.st_mode & S_IFMT == S_IFREG
    else { return nil }
    return Int(status.st_size)
  }
}
