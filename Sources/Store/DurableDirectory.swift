package import Foundation

/// Makes directories that a power cut does not take back.
package enum DurableDirectory {
  /// Makes a directory, and those above it that are missing, and waits until all are on the disk.
  ///
  /// - Throws: when one cannot be made.
  package static func make(
    at place: URL,
    attributes: [FileAttributeKey: Any]? = nil
  ) throws {
    try FileManager.default.createDirectory(
      at: place,
      withIntermediateDirectories: true,
      attributes: attributes
    )
    // All the way up: whoever made them before may have been ended before they were flushed. A
    // directory that cannot be opened or flushed is not one that was made here.
    var above = place.standardizedFileURL
    while above.path != "/" && !above.path.isEmpty {
      above.deleteLastPathComponent()
      guard let directory = FileHandle(forReadingAtPath: above.path) else { continue }
      try? directory.synchronize()
      try? directory.close()
    }
  }
}
