import Foundation

/// Commands in the person's own words, run on the person's terminal.
///
/// Foundation's `Process` would give them a process group of their own, which may not use the
/// terminal: the system stops whoever tries.
enum Shell {
  /// Runs a command with one argument, `$1`, and waits for it.
  ///
  /// - Returns: its exit status; 128 and more when a signal ended it.
  static func run(_ command: String, _ argument: String) throws -> Int32 {
    try wait(for: try start(command, argument))
  }

  /// Runs a command that reads a text on its standard input, and waits for it.
  ///
  /// - Returns: its exit status; 128 and more when a signal ended it.
  static func run(_ command: String, reading text: String) throws -> Int32 {
    var ends: [Int32] = [0, 0]
    let own = dup(STDIN_FILENO)
    guard own >= 0, pipe(&ends) == 0 else { throw failure() }
    for end in [own, ends[1]] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    dup2(ends[0], STDIN_FILENO)
    close(ends[0])
    defer { close(own) }
    let started = Result { try start(command, "") }
    dup2(own, STDIN_FILENO)
    let input = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
    let process = try started.get()
    // Whoever has read enough closes the pipe.
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    return try wait(for: process) {
      try? input.write(contentsOf: Data(text.utf8))
      try? input.close()
    }
  }

  private static func start(_ command: String, _ argument: String) throws -> pid_t {
    let words = ["/bin/sh", "-c", command, "sh", argument]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process = pid_t()
    guard posix_spawn(&process, "/bin/sh", nil, nil, &arguments, environ) == 0 else {
      throw failure()
    }
    return process
  }

  private static func failure() -> CommandError {
    CommandError("failed", "cannot run /bin/sh: \(String(cString: strerror(errno)))")
  }

  /// Waits, and meanwhile leaves Ctrl-C to the command that has the terminal.
  private static func wait(for process: pid_t, _ feed: () -> Void = {}) throws -> Int32 {
    let before = [SIGINT, SIGQUIT].map { ($0, signal($0, SIG_IGN)) }
    defer { for (number, handler) in before { signal(number, handler) } }
    feed()
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { return 127 }
    }
    let number = status & 0x7f
    return number == 0 ? (status >> 8) & 0xff : 128 + number
  }
}
