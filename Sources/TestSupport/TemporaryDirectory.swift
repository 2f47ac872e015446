public import Foundation

/// A directory of one test, gone with it.
///
/// A class because it removes the directory when nobody holds it any more.
public final class TemporaryDirectory {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appendingPathComponent("clip-tests-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(at: url)
  }

  /// A place in it.
  public func place(_ name: String) -> URL { url.appendingPathComponent(name) }
}
