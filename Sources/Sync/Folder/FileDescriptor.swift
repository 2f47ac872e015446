#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A call that decides what is left after a power failure, with the number of the open file or
/// directory.
enum DiskCall: Hashable, Sendable {
  case write(Int32)
  case flush(Int32)
  case rename(Int32)
  case remove(Int32)
  case makeDirectory(Int32)

  /// Told of every such call; for tests, because what was not flushed shows only without power.
  @TaskLocal static var observer: (@Sendable (DiskCall) -> Void)?
}

/// An open file or directory, closed when it is let go.
///
/// Everything below the folder is opened from its directory and never through a link, so that what
/// a stranger put into the folder cannot lead out of it.
final class FileDescriptor {
  let number: Int32

  /// A failed system call.
  struct Failure: Error, CustomStringConvertible {
    let code: Int32

    init(_ code: Int32 = errno) { self.code = code }

    var description: String { String(cString: strerror(code)) }
  }

  private init(_ number: Int32) { self.number = number }

  deinit { close(number) }

  /// The directory at a path, which may be a link.
  static func directory(at path: String) throws -> FileDescriptor {
    try checked(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
  }

  func directory(_ name: String) throws -> FileDescriptor {
    try Self.checked(openat(number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC))
  }

  /// Never waits, whatever is there: a pipe under a file's name is no file.
  func file(_ name: String) throws -> FileDescriptor {
    try Self.checked(openat(number, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC))
  }

  func newFile(_ name: String) throws -> FileDescriptor {
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    return try Self.checked(openat(number, name, flags, 0o644))
  }

  private static func checked(_ number: Int32) throws -> FileDescriptor {
    guard number >= 0 else { throw Failure() }
    return FileDescriptor(number)
  }

  /// The whole content of a file.
  func content(limit: Int) throws -> [UInt8] {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw Failure() }
    guard status.st_mode & S_IFMT == S_IFREG else { throw Failure(EINVAL) }
    guard status.st_size <= limit else { throw Failure(EFBIG) }
    var content: [UInt8] = []
    content.reserveCapacity(Int(status.st_size) + 1)
    var chunk = [UInt8](repeating: 0, count: min(Int(status.st_size) + 1, 1 << 18))
    while true {
      let size = read(number, &chunk, chunk.count)
      if size == 0 { return content }
      if size < 0 {
        if errno == EINTR { continue }
        throw Failure()
      }
      content += chunk[..<size]
      guard content.count <= limit else { throw Failure(EFBIG) }
    }
  }

  func write(_ bytes: [UInt8]) throws {
    DiskCall.observer?(.write(number))
    try bytes.withUnsafeBytes { buffer in
      var rest = buffer
      while !rest.isEmpty {
        #if canImport(Darwin)
        let size = Darwin.write(number, rest.baseAddress, rest.count)
        #else
        let size = Glibc.write(number, rest.baseAddress, rest.count)
        #endif
        if size < 0 {
          if errno == EINTR { continue }
          throw Failure()
        }
        rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(size))
      }
    }
  }

  /// Waits until the content, or a directory's entries, are on the disk.
  func flush() throws {
    DiskCall.observer?(.flush(number))
    #if canImport(Darwin)
    // On macOS fsync leaves the data in the drive's cache.
    if fcntl(number, F_FULLFSYNC) == 0 { return }
    #endif
    guard fsync(number) == 0 else { throw Failure() }
  }

  /// The names in a directory, without `.` and `..`.
  func names() throws -> [String] {
    // The stream owns and closes its descriptor.
    let copy = dup(number)
    guard copy >= 0 else { throw Failure() }
    guard let stream = fdopendir(copy) else {
      let failure = Failure()
      close(copy)
      throw failure
    }
    defer { closedir(stream) }
    rewinddir(stream)
    var names: [String] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        guard errno == 0 else { throw Failure() }
        return names
      }
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: UInt8.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
          String(decodingCString: $0, as: UTF8.self)
        }
      }
      if name != "." && name != ".." { names.append(name) }
    }
  }

  func makeDirectory(_ name: String) throws {
    DiskCall.observer?(.makeDirectory(number))
    guard mkdirat(number, name, 0o755) == 0 || errno == EEXIST else { throw Failure() }
  }

  /// Gives a file a new name that nothing has; `EEXIST` when something has it.
  func rename(_ old: String, to new: String) throws {
    DiskCall.observer?(.rename(number))
    // A second link is refused where the name is taken, which renaming is not.
    if linkat(number, old, number, new, 0) == 0 {
      unlinkat(number, old, 0)
      return
    }
    guard errno != EEXIST else { throw Failure() }
    // File systems without links (FAT, some network drives): look, then rename. Only the replica
    // itself writes the name, so nobody comes between.
    var status = stat()
    if fstatat(number, new, &status, AT_SYMLINK_NOFOLLOW) == 0 { throw Failure(EEXIST) }
    guard renameat(number, old, number, new) == 0 else { throw Failure() }
  }

  func remove(_ name: String) throws {
    DiskCall.observer?(.remove(number))
    guard unlinkat(number, name, 0) == 0 || errno == ENOENT else { throw Failure() }
  }
}
