import Foundation

/// The programs that this process runs and waits for.
///
/// A class with a lock, because signals arrive on a thread of their own; one for the whole process,
/// as signals are.
public final class RunningPrograms: @unchecked Sendable {
  public static let shared = RunningPrograms()

  private let lock = NSLock()
  private var processes: Set<pid_t> = []
  private var isEnding = false

  /// Ends them, and lets none begin from now on: whoever waits for one is told that it was ended.
  ///
  /// For a process that is about to end itself and leaves nothing running behind.
  public func end() {
    lock.withLock {
      isEnding = true
      for process in processes { kill(process, SIGTERM) }
    }
  }

  /// - Returns: what `spawn` gives; `nil` when none may begin any more.
  func start<Failure>(_ spawn: () throws(Failure) -> pid_t) throws(Failure) -> pid_t? {
    lock.lock()
    defer { lock.unlock() }
    guard !isEnding else { return nil }
    let process = try spawn()
    processes.insert(process)
    return process
  }

  /// To be called before the process is waited for, and its number free for another one.
  func forget(_ process: pid_t) {
    lock.withLock { _ = processes.remove(process) }
  }
}
