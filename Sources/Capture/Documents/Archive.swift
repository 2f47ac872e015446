import CArchive
import Foundation

/// The text files of a zip archive, unpacked within bounds.
///
/// Nothing is written anywhere: names are only keys, so that none can lead out of a directory. What is
/// not wanted is passed over without unpacking it.
struct Archive {
  private(set) var files: [String: Data] = [:]
  /// Every name, in the order of the archive.
  private(set) var names: [String] = []

  /// Why an archive is refused.
  enum Failure: Error {
    case damaged
    case tooManyFiles
    case tooLarge
  }

  /// - Parameters:
  ///   - zip: The archive.
  ///   - limit: Bytes of one file.
  ///   - isWhole: Whether a larger one is a failure; else it is passed over.
  ///   - isWanted: Whether the file of this name is unpacked.
  /// - Throws: ``Failure``.
  init(
    zip: Data,
    fileLimit limit: Int = Limits.archiveFileBytes,
    isWhole: Bool = true,
    isWanted: (String) -> Bool
  ) throws {
    try zip.withUnsafeBytes { try read($0, limit, isWhole, isWanted) }
  }

  private mutating func read(
    _ bytes: UnsafeRawBufferPointer,
    _ fileLimit: Int,
    _ isWhole: Bool,
    _ isWanted: (String) -> Bool
  ) throws {
    guard let archive = archive_read_new() else { throw Failure.damaged }
    defer { archive_read_free(archive) }
    archive_read_support_format_zip(archive)
    guard archive_read_open_memory(archive, bytes.baseAddress, bytes.count) == ARCHIVE_OK else {
      throw Failure.damaged
    }
    var budget = min(Limits.archiveBytes, bytes.count * Limits.archiveGrowth)
    var entry: OpaquePointer?
    while true {
      let status = archive_read_next_header(archive, &entry)
      if status == ARCHIVE_EOF { return }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else {
        // What came before the damage is there.
        if files.isEmpty { throw Failure.damaged }
        return
      }
      guard names.count < Limits.archiveFiles else { throw Failure.tooManyFiles }
      guard let path = archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry),
        let name = Self.normalized(String(cString: path))
      else { continue }
      names.append(name)
      guard isWanted(name), files[name] == nil, archive_entry_is_encrypted(entry) == 0 else {
        continue
      }
      let limit = min(fileLimit, budget)
      do {
        guard let content = try Self.content(of: archive, atMost: limit) else { continue }
        budget -= content.count
        files[name] = content
      } catch Failure.tooLarge where !isWhole {
        // It was unpacked as far as that, and many of them would take for ever.
        budget -= limit
      }
    }
  }

  /// - Returns: `nil` for a file whose bytes are broken.
  private static func content(of archive: OpaquePointer, atMost limit: Int) throws -> Data? {
    var content = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = buffer.withUnsafeMutableBytes {
        archive_read_data(archive, $0.baseAddress, $0.count)
      }
      if count == 0 { return content }
      if count < 0 { return nil }
      guard content.count + count <= limit else { throw Failure.tooLarge }
      content.append(contentsOf: buffer[0..<count])
    }
  }

  /// A name without `.` and `..`; `nil` for one that leads out of the archive.
  static func normalized(_ path: String) -> String? {
    guard !path.hasPrefix("/"), !path.contains("\0"), path.utf8.count <= 1024 else { return nil }
    var parts: [Substring] = []
    for part in path.replacing("\\", with: "/").split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        return nil
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }
}

/// Unpacks what is packed by itself, such as the body of an answer from a server.
enum Gzip {
  static func isPacked(_ content: Data) -> Bool { content.starts(with: [0x1F, 0x8B]) }

  /// What is in it, up to a number of bytes; what came before damage is given.
  ///
  /// Several members behind one another are one, as in web archives.
  static func unpacked(_ content: Data, atMost limit: Int) -> Data? {
    content.withUnsafeBytes { bytes in
      guard let archive = archive_read_new() else { return nil }
      defer { archive_read_free(archive) }
      archive_read_support_filter_gzip(archive)
      archive_read_support_format_raw(archive)
      var entry: OpaquePointer?
      guard archive_read_open_memory(archive, bytes.baseAddress, bytes.count) == ARCHIVE_OK,
        archive_read_next_header(archive, &entry) == ARCHIVE_OK
      else { return nil }
      var result = Data()
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      while result.count < limit {
        let count = buffer.withUnsafeMutableBytes {
          archive_read_data(archive, $0.baseAddress, min($0.count, limit - result.count))
        }
        guard count > 0 else { break }
        result.append(contentsOf: buffer[0..<count])
      }
      return result
    }
  }
}
