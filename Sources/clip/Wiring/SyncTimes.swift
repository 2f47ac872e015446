import Foundation
import Replication
import Sync

/// When this machine last synced each library with each folder.
///
/// Beside the library, because a sync with nothing new writes nothing there. For people only:
/// nothing is decided by it, and losing it loses nothing else.
struct SyncTimes {
  let library: URL

  /// Writes down that a sync with a folder finished.
  func record(_ time: Date, for folder: String) {
    let file = file(of: folder)
    let text = "\(Int64(time.timeIntervalSince1970 * 1000))\n"
    try? FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(),
      withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700]
    )
    try? Data(text.utf8).write(to: file, options: .atomic)
  }

  /// `nil` when it is not known.
  func time(of folder: String) -> Date? {
    guard let data = try? Data(contentsOf: file(of: folder)),
      let milliseconds = Int64(
        String(decoding: data.prefix(20), as: UTF8.self).prefix { $0 != "\n" }
      )
    else { return nil }
    return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  private func file(of folder: String) -> URL {
    let library = library.resolvingSymlinksInPath().standardizedFileURL.path
    let name = "\(Blake2b.hash(Array("\(library)\0\(folder)".utf8)))".prefix(32)
    return Places.state.appendingPathComponent("synced").appendingPathComponent(String(name))
  }
}
