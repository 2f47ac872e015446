import Replication
import TestSupport

@testable import Store

/// Files whose process dies, at a call that would have changed something, when the fuse blows; and
/// that know the most bytes that any call carried.
///
/// A class because the library's views share it; the lock makes it sendable.
final class FusedFiles: AttachmentFiles {
  private let files: any AttachmentFiles
  private let state = Locked((calls: 0, largest: 0))
  private let limit: Int

  struct Blown: Error {}

  /// So many changes succeed.
  init(_ files: any AttachmentFiles, limit: Int = .max) {
    self.files = files
    self.limit = limit
  }

  var largest: Int { state { $0.largest } }
  var isBlown: Bool { state { $0.calls > limit } }

  private func burn() throws {
    state { $0.calls += 1 }
    if isBlown { throw Blown() }
  }

  private func carry(_ count: Int) {
    state { $0.largest = max($0.largest, count) }
  }

  func names() throws -> [String] {
    if isBlown { throw Blown() }
    return try files.names()
  }

  func size(of name: String) throws -> UInt64? { try files.size(of: name) }

  func read(_ name: String, from offset: UInt64, count: Int) throws -> [UInt8]? {
    carry(count)
    return try files.read(name, from: offset, count: count)
  }

  func write(_ bytes: [UInt8], to name: String, at offset: UInt64) throws {
    carry(bytes.count)
    do {
      try burn()
    } catch {
      // Half of it was written.
      if state({ $0.calls }) == limit + 1 {
        try files.write(Array(bytes.prefix(bytes.count / 2)), to: name, at: offset)
      }
      throw error
    }
    try files.write(bytes, to: name, at: offset)
  }

  func cut(_ name: String, to size: UInt64) throws {
    try burn()
    try files.cut(name, to: size)
  }

  func flush(_ name: String) throws {
    try burn()
    try files.flush(name)
  }

  func rename(_ name: String, to new: String) throws {
    try burn()
    try files.rename(name, to: new)
  }

  func remove(_ name: String) throws {
    try burn()
    try files.remove(name)
  }

  func claim(_ name: String) throws -> any FileClaim {
    try burn()
    return try files.claim(name)
  }

  func isClaimed(_ name: String) -> Bool { files.isClaimed(name) }
}

extension Library {
  /// The same library, whose large attachments go through other files.
  func with(_ files: any AttachmentFiles) -> Library {
    Library(directory: directory, database: database, files: files, environment: environment)
  }
}
