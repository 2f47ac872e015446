import Foundation
import Sync

/// The signals that end a program which would run for ever.
///
/// A class because a signal arrives on a thread of its own; the lock makes it sendable.
final class StopSignals: @unchecked Sendable {
  private let lock = NSLock()
  private var first: Int32?
  private var sources: [any DispatchSourceSignal] = []
  private let ends: (read: Int32, write: Int32)

  /// How long work that a signal interrupts may take to come to its end.
  private static let patience = DispatchTimeInterval.seconds(10)

  /// Ready to read, for `poll`, once a signal has come.
  var descriptor: Int32 { ends.read }

  /// The exit code of the signal that came: as a shell has it for Ctrl-C, and success for the way
  /// in which services are ended.
  var exitCode: Int32? { lock.withLock { first.map(Self.exitCode) } }

  /// From here on the signals end nothing by themselves.
  init() throws {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else {
      throw CommandError("failed", "cannot make a pipe: \(String(cString: strerror(errno)))")
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    self.ends = (ends[0], ends[1])
    for number in [SIGINT, SIGTERM] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { [weak self] in self?.take(number) }
      source.resume()
      sources.append(source)
    }
  }

  deinit {
    close(ends.read)
    close(ends.write)
  }

  private static func exitCode(of number: Int32) -> Int32 { number == SIGINT ? 130 : 0 }

  private func take(_ number: Int32) {
    let isFirst = lock.withLock {
      defer { first = first ?? number }
      return first == nil
    }
    // A sync may end anywhere: whoever asks twice does not wait.
    let code = Self.exitCode(of: number)
    // A remote may not answer for minutes.
    RunningPrograms.shared.end()
    guard isFirst else { Foundation.exit(code) }
    var byte: UInt8 = 1
    _ = write(ends.write, &byte, 1)
    DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience) { Foundation.exit(code) }
  }
}
