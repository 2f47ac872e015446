import Foundation

/// Lines on their way to a file or to standard output, of which only a block is held.
///
/// A class because it holds an open file. A file is written under a temporary name beside its place
/// and stands there whole or not at all.
final class LineFile {
  private let handle: FileHandle
  private let place: Place?
  private var block = Data()

  private struct Place {
    let final: URL
    let temporary: URL
  }

  /// Standard output.
  init() {
    handle = .standardOutput
    place = nil
  }

  init(at url: URL) throws {
    let temporary = url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).\(UUID().uuidString.prefix(8))")
    // With an error that says why: a handle for writing needs a file that is there.
    try Data().write(to: temporary, options: .withoutOverwriting)
    handle = try FileHandle(forWritingTo: temporary)
    place = Place(final: url, temporary: temporary)
  }

  func append(_ line: String) throws {
    block.append(contentsOf: line.utf8)
    block.append(0x0a)
    if block.count >= Self.blockSize { try writeBlock() }
  }

  /// Writes what is held and puts a file in its place.
  func finish() throws {
    try writeBlock()
    guard let place else { return }
    try handle.synchronize()
    try handle.close()
    guard rename(place.temporary.path, place.final.path) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
  }

  /// Removes a file that was begun.
  func abandon() {
    guard let place else { return }
    try? handle.close()
    try? FileManager.default.removeItem(at: place.temporary)
  }

  private func writeBlock() throws {
    try handle.write(contentsOf: block)
    block.removeAll(keepingCapacity: true)
  }

  private static let blockSize = 1 << 16
}
