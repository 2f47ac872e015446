import Foundation

/// Attachments in a directory of the library, which is made with the first one.
struct DirectoryFiles: AttachmentFiles {
  let directory: URL

  private func path(_ name: String) -> String { directory.path + "/" + name }

  func names() throws -> [String] {
    guard access(directory.path, F_OK) == 0 else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: directory.path)
  }

  func size(of name: String) throws -> UInt64? {
    var status = stat()
    guard lstat(path(name), &status) == 0 else {
      guard errno == ENOENT else { throw failure("read", name) }
      return nil
    }
    return UInt64(status.st_size)
  }

  func read(_ name: String, from offset: UInt64, count: Int) throws -> [UInt8]? {
    let file = open(path(name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else {
      guard errno == ENOENT else { throw failure("read", name) }
      return nil
    }
    defer { close(file) }
    var isFailed = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
      while done < count {
        let size = pread(
          file,
          buffer.baseAddress?.advanced(by: done),
          count - done,
          off_t(clamping: offset &+ UInt64(done))
        )
        if size < 0, errno == EINTR { continue }
        isFailed = size < 0
        guard size > 0 else { return }
        done += size
      }
    }
    guard !isFailed else { throw failure("read", name) }
    return bytes
  }

  func write(_ bytes: [UInt8], to name: String, at offset: UInt64) throws {
    let file = try openToWrite(name, O_CREAT)
    defer { close(file) }
    try bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let size = pwrite(
          file,
          buffer.baseAddress?.advanced(by: done),
          buffer.count - done,
          off_t(clamping: offset &+ UInt64(done))
        )
        if size < 0 {
          if errno == EINTR { continue }
          throw failure("write", name)
        }
        done += size
      }
    }
  }

  func cut(_ name: String, to size: UInt64) throws {
    let file = try openToWrite(name)
    defer { close(file) }
    guard ftruncate(file, off_t(clamping: size)) == 0 else { throw failure("write", name) }
  }

  func flush(_ name: String) throws {
    let file = try openToWrite(name)
    defer { close(file) }
    try flush(file, name)
  }

  func rename(_ name: String, to new: String) throws {
    guard Foundation.rename(path(name), path(new)) == 0 else { throw failure("rename", name) }
    try flushDirectory()
  }

  func remove(_ name: String) throws {
    guard unlink(path(name)) == 0 else {
      guard errno == ENOENT else { throw failure("remove", name) }
      return
    }
    try flushDirectory()
  }

  func claim(_ name: String) throws -> any FileClaim {
    let claim = Claim(file: try openToWrite(name, O_CREAT | O_EXCL))
    // Somebody who sweeps may be looking whether it is locked, for no longer than a call takes. Where
    // locks are not to be had nobody else finds the file unlocked, either.
    while flock(claim.file, LOCK_EX) != 0 && errno == EINTR {}
    // Or has found it unlocked and removed it.
    guard try size(of: name) != nil else {
      throw StoreError(.busy, "the library at \(place) is being tidied", hint: "Try again.")
    }
    return claim
  }

  func isClaimed(_ name: String) -> Bool {
    let file = open(path(name), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_EX | LOCK_NB) != 0
  }

  private final class Claim: FileClaim {
    let file: Int32
    init(file: Int32) { self.file = file }
    deinit { close(file) }
  }

  private func openToWrite(_ name: String, _ flags: Int32 = 0) throws -> Int32 {
    let flags = O_WRONLY | O_NOFOLLOW | O_CLOEXEC | flags
    var file = open(path(name), flags, 0o600)
    if file < 0, errno == ENOENT, flags & O_CREAT != 0 {
      try make()
      file = open(path(name), flags, 0o600)
    }
    guard file >= 0 else { throw failure("write", name) }
    return file
  }

  private func make() throws {
    do {
      try DurableDirectory.make(at: directory)
    } catch {
      throw StoreError(
        .notWritable,
        "the directory \(directory.path) cannot be made",
        hint: "Look at the permissions of the library's directory."
      )
    }
  }

  private func flushDirectory() throws {
    let file = open(directory.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw failure("flush", "") }
    defer { close(file) }
    try flush(file, "")
  }

  private func flush(_ file: Int32, _ name: String) throws {
    #if canImport(Darwin)
    // On macOS fsync leaves the data in the drive's cache.
    if fcntl(file, F_FULLFSYNC) == 0 { return }
    #endif
    guard fsync(file) == 0 else { throw failure("flush", name) }
  }

  private var place: String { directory.deletingLastPathComponent().path }

  /// The last system call's failure in words.
  private func failure(_ action: String, _ name: String) -> StoreError {
    switch errno {
    case ENOSPC, EDQUOT:
      StoreError(
        .diskFull,
        "the disk that holds \(place) is full; the attachment was not kept",
        hint: "Make room and try again."
      )
    case EACCES, EPERM, EROFS:
      StoreError(
        .notWritable,
        "cannot \(action) \(path(name))",
        hint: "Look at the permissions of the directory and its files."
      )
    default:
      StoreError(.failed, "cannot \(action) \(path(name)): \(String(cString: strerror(errno)))")
    }
  }
}
