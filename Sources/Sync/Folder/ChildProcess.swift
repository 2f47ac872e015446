#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Another program, run to its end.
enum ChildProcess {
  /// Runs a program without input, and with both outputs in files that are made anew.
  ///
  /// - Returns: its exit status; 128 and more when a signal ended it.
  /// - Throws: ``FileDescriptor/Failure`` when it cannot be started.
  static func run(_ words: [String], output: String, errors: String) throws -> Int32 {
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors, flags, 0o600)

    // Whoever waits for signals here ignores them first; the program must not.
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&signals, number) }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))

    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    let started = try RunningPrograms.shared.start { () throws(FileDescriptor.Failure) in
      var process = pid_t()
      let code = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, environ)
      guard code == 0 else { throw FileDescriptor.Failure(code) }
      return process
    }
    guard let process = started else { return 128 + SIGTERM }
    // It keeps its number until it is waited for: nobody else's process is ended in its place.
    var information = siginfo_t()
    while waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT) < 0 {
      guard errno == EINTR else { throw FileDescriptor.Failure() }
    }
    RunningPrograms.shared.forget(process)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw FileDescriptor.Failure() }
    }
    let number = status & 0x7f
    return number == 0 ? (status >> 8) & 0xff : 128 + number
  }
}
