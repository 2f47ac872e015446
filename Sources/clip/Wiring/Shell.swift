import Foundation

/// Commands in the person's own words, run on the person's terminal.
enum Shell {
  /// Runs a command with one argument, `$1`, and waits for it.
  ///
  /// Foundation's `Process` would give it a process group of its own, which may not read the
  /// terminal.
  /// - Returns: its exit status; 128 and more when a signal ended it.
  static func run(_ command: String, _ argument: String) throws -> Int32 {
    let words = ["/bin/sh", "-c", command, "sh", argument]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    guard posix_spawn(&process, "/bin/sh", nil, nil, &arguments, environ) == 0 else {
      throw CommandError("failed", "cannot run /bin/sh: \(String(cString: strerror(errno)))")
    }
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return 127 }
    }
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}
