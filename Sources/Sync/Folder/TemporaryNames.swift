import Foundation

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// The names under which files are written before they get their own:
/// `.clip-<writer>-<process>-<number>.part`.
///
/// A crash leaves such a file. The writer removes it later: the writer's name says whose it is, and
/// the process id that nobody is writing it any more. No modification time is asked.
///
/// A class because it counts; the lock makes it sendable.
final class TemporaryNames: @unchecked Sendable {
  private let prefix: String
  private let process = getpid()
  private let lock = NSLock()
  private var count = 0
  private var cleaned: Set<[String]> = []

  private static let start = ".clip-"
  private static let suffix = ".part"

  init(writer: String) {
    prefix = Self.start + writer + "-"
  }

  /// Whether a name has the form of any writer's temporary file.
  static func contains(_ name: String) -> Bool {
    name.hasPrefix(start) && name.hasSuffix(suffix)
  }

  func next() -> String {
    lock.withLock {
      count += 1
      return "\(prefix)\(process)-\(count)\(Self.suffix)"
    }
  }

  /// Removes what crashed processes of this writer left in a directory, once for each directory.
  func removeStale(in directory: FileDescriptor, called names: [String]) throws {
    guard lock.withLock({ cleaned.insert(names).inserted }) else { return }
    for name in try directory.names() where name.hasPrefix(prefix) {
      let digits = name.dropFirst(prefix.count).prefix { $0 != "-" }
      guard Self.contains(name), let owner = pid_t(digits), owner != process else { continue }
      if kill(owner, 0) != 0 && errno == ESRCH { try directory.remove(name) }
    }
  }
}
