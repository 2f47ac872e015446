import Foundation

/// The files of a library that lives in memory alone.
///
/// A class because the library's views share it; the lock makes it sendable.
final class MemoryFiles: AttachmentFiles, @unchecked Sendable {
  private let lock = NSLock()
  private var files: [String: [UInt8]] = [:]
  private var claims: [String: Weak] = [:]

  private struct Weak {
    weak var claim: Claim?
  }

  private final class Claim: FileClaim {}

  func names() -> [String] { lock.withLock { files.keys.sorted() } }

  func size(of name: String) -> UInt64? {
    lock.withLock { files[name].map { UInt64($0.count) } }
  }

  func read(_ name: String, from offset: UInt64, count: Int) -> [UInt8]? {
    lock.withLock {
      files[name].map { Array($0.dropFirst(Int(clamping: offset)).prefix(count)) }
    }
  }

  func write(_ bytes: [UInt8], to name: String, at offset: UInt64) {
    lock.withLock {
      let start = Int(offset)
      let size = files[name, default: []].count
      if size < start + bytes.count {
        files[name, default: []] += [UInt8](repeating: 0, count: start + bytes.count - size)
      }
      files[name]?.replaceSubrange(start..<start + bytes.count, with: bytes)
    }
  }

  func cut(_ name: String, to size: UInt64) {
    lock.withLock {
      let count = files[name]?.count ?? 0
      if count > Int(size) { files[name]?.removeLast(count - Int(size)) }
    }
  }

  func flush(_ name: String) {}

  func rename(_ name: String, to new: String) throws {
    try lock.withLock {
      guard let content = files.removeValue(forKey: name) else {
        throw StoreError(.failed, "cannot rename \(name): it is not there")
      }
      files[new] = content
    }
  }

  func remove(_ name: String) { lock.withLock { files[name] = nil } }

  func claim(_ name: String) -> any FileClaim {
    lock.withLock {
      let claim = Claim()
      files[name] = []
      claims[name] = Weak(claim: claim)
      return claim
    }
  }

  func isClaimed(_ name: String) -> Bool { lock.withLock { claims[name]?.claim != nil } }
}
