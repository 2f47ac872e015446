public import Foundation

/// The parts of a page that a browser saved beside it: `PAGE_files/…`.
///
/// Only what lies in the page's own folder or below, whatever the page says and wherever links in there
/// lead.
public struct FolderResources: ResourceSource {
  private let folder: URL
  private let address: URL?

  /// - Parameters:
  ///   - folder: the one that the page lies in.
  ///   - address: of the page, where it is known: links lead to addresses beside it then.
  public init(_ folder: URL, pageAddress address: String?) {
    self.folder = folder.resolvingSymlinksInPath()
    self.address = address.flatMap { URL(string: $0) }
  }

  public func content(at address: String, limit: Int) async throws -> Data? {
    guard let path = path(of: address), let file = file(at: path),
      let values = try? file.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey]),
      values.isRegularFile == true, let size = values.fileSize, size <= limit
    else { return nil }
    return try? Data(contentsOf: file)
  }

  /// The path beside the page that an address stands for.
  private func path(of address: String) -> String? {
    var path = address
    if let own = self.address {
      guard let whole = URL(string: "./", relativeTo: own)?.absoluteString, path.hasPrefix(whole)
      else { return nil }
      path = String(path.dropFirst(whole.count))
    }
    guard !path.contains("://") else { return nil }
    return String(path.prefix { $0 != "?" && $0 != "#" })
  }

  private func file(at path: String) -> URL? {
    for name in [path.removingPercentEncoding, path] {
      guard let name, !name.contains("\0"), !name.isEmpty else { continue }
      let file = folder.appendingPathComponent(name).resolvingSymlinksInPath()
      let isInside = file.path.hasPrefix(
        folder.path.hasSuffix("/") ? folder.path : folder.path + "/"
      )
      if isInside, FileManager.default.fileExists(atPath: file.path) { return file }
    }
    return nil
  }
}
