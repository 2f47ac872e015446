import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// Waits until something happens in directories.
///
/// On Linux the system tells (inotify(7)). Elsewhere, and where it gives no more watches, the names
/// and sizes in them are compared every other second.
final class ChangeWatcher {
  /// Gives the directories to look at, asked anew after each event: there may be new ones.
  private let directories: () -> [String]
  private let notifier: Int32
  private var isPolling: Bool
  /// Whether the system's limits leave directories that it does not tell about.
  private(set) var isLimited = false
  private var state: [String: Set<String>] = [:]
  private var watched: [Int32: String] = [:]

  static let pollingInterval: TimeInterval = 2

  init(_ directories: @escaping () -> [String]) {
    self.directories = directories
    #if os(Linux)
    notifier = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    isLimited = notifier < 0
    #else
    notifier = -1
    #endif
    isPolling = notifier < 0
    watch()
  }

  deinit { if notifier >= 0 { close(notifier) } }

  /// Waits for an event, or for so many seconds, or until a descriptor can be read.
  ///
  /// - Returns: the directories in which something happened.
  func wait(_ seconds: TimeInterval, orFor descriptor: Int32) -> Set<String> {
    let end = Date() + seconds
    while true {
      let left = max(0, end.timeIntervalSinceNow)
      let time = isPolling ? min(left, Self.pollingInterval) : left
      var waiting = [
        pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: notifier, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&waiting, 2, Int32(min(time, 86_400) * 1000) + 1)
      if waiting[0].revents != 0 { return [] }
      if count > 0, waiting[1].revents != 0 {
        let changed = drain()
        watch()
        if !changed.isEmpty { return changed }
      }
      if isPolling {
        let now = names()
        defer { state = now }
        let changed = now.keys.filter { now[$0] != state[$0] }
        if !changed.isEmpty { return Set(changed) }
      }
      if left == 0 { return [] }
    }
  }

  /// Takes all events that wait.
  private func drain() -> Set<String> {
    guard notifier >= 0 else { return [] }
    var changed: Set<String> = []
    #if os(Linux)
    var buffer = [UInt8](repeating: 0, count: 1 << 14)
    while case let size = read(notifier, &buffer, buffer.count), size > 0 {
      let header = MemoryLayout<inotify_event>.size
      var offset = 0
      while offset + header <= size {
        let event = buffer.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        }
        offset += header + Int(event.len)
        if event.wd < 0 {
          // Events were lost: anything may have happened.
          changed.formUnion(watched.values)
        } else if let directory = watched[event.wd] {
          changed.insert(directory)
        }
      }
    }
    #endif
    return changed
  }

  private func watch() {
    #if os(Linux)
    if notifier >= 0 {
      // Opening and reading are no change: those who only look would wake us.
      let events = IN_CLOSE_WRITE | IN_MODIFY | IN_CREATE | IN_DELETE | IN_MOVED_TO | IN_MOVED_FROM
      for directory in directories() {
        let watch = inotify_add_watch(notifier, directory, UInt32(events))
        if watch >= 0 {
          watched[watch] = directory
        } else if errno == ENOSPC || errno == ENOMEM {
          isPolling = true
          isLimited = true
        }
      }
    }
    #endif
    if isPolling { state = names() }
  }

  private func names() -> [String: Set<String>] {
    var names: [String: Set<String>] = [:]
    for directory in directories() {
      let files = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
      names[directory] = Set(
        files.map { name in
          var status = stat()
          let size = lstat("\(directory)/\(name)", &status) == 0 ? Int(status.st_size) : -1
          return "\(size) \(name)"
        }
      )
    }
    return names
  }
}
