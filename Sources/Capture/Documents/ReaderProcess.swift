import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Another program that reads a file and answers on its standard output, run to its end.
///
/// Not Foundation's `Process`: that one waits for all that the program may have started in turn.
struct ReaderProcess {
  /// How it ended: its exit status; 128 and more when a signal ended it.
  typealias Status = Int32

  /// What kept it from starting.
  struct Failure: Error {
    let reason: String

    init(_ code: Int32) {
      reason = String(cString: strerror(code))
    }
  }

  /// Runs a program.
  ///
  /// - Parameters:
  ///   - executable: The program's path.
  ///   - input: An open file, read from its beginning.
  ///   - seconds: When it is ended at the latest.
  ///   - take: Gets what it writes, piece by piece; `false` ends it.
  /// - Returns: how it ended.
  /// - Throws: ``Failure`` when it cannot be started.
  static func run(
    _ executable: String,
    input: Int32,
    seconds: Int,
    _ take: (UnsafeRawBufferPointer) -> Bool
  ) throws -> Status {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw Failure(errno) }
    defer { close(ends[0]) }
    // The other end must not live on in some other program that is started meanwhile.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let process: pid_t
    do {
      defer { close(ends[1]) }
      process = try start(executable, input: input, output: ends[1])
    }
    read(ends[0], of: process, until: now() + seconds, take)
    // Whoever is still writing gets to know that nobody reads.
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw Failure(errno) }
    }
    let number = status & 0x7f
    return number == 0 ? (status >> 8) & 0xff : 128 + number
  }

  private static func start(
    _ executable: String,
    input: Int32,
    output: Int32
  ) throws -> pid_t {
    #if canImport(Darwin)
    var actions: posix_spawn_file_actions_t?
    var attributes: posix_spawnattr_t?
    #else
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What is ignored here must end the program there.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGALRM, SIGXCPU] {
      sigaddset(&signals, number)
    }
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    var arguments: [UnsafeMutablePointer<CChar>?] = [strdup(executable), nil]
    defer { for argument in arguments { free(argument) } }
    // No variable of ours says to a stranger's document how it is to be read.
    var environment: [UnsafeMutablePointer<CChar>?] = [nil]
    var process = pid_t()
    let code = posix_spawn(&process, executable, &actions, &attributes, &arguments, &environment)
    guard code == 0 else { throw Failure(code) }
    return process
  }

  /// Reads until the end, the time or `take` says that it is enough, and lets the program end by itself
  /// where it has closed its output.
  private static func read(
    _ output: Int32,
    of process: pid_t,
    until deadline: Int,
    _ take: (UnsafeRawBufferPointer) -> Bool
  ) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      let left = deadline - now()
      guard left > 0 else { return }
      let ready = poll(&wait, 1, Int32(left * 1000))
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return }
      let goesOn: Bool? = buffer.withUnsafeMutableBytes { bytes in
        let count = received(output, bytes.baseAddress, bytes.count)
        if count < 0, errno == EINTR { return true }
        guard count > 0 else { return nil }
        return take(UnsafeRawBufferPointer(rebasing: bytes[0..<count]))
      }
      guard let goesOn else { return waitBriefly(for: process) }
      guard goesOn else { return }
    }
  }

  /// A program that closed its output is about to end: its own status says more than being ended.
  private static func waitBriefly(for process: pid_t) {
    for _ in 0..<200 {
      var information = siginfo_t()
      let flags = WEXITED | WNOWAIT | WNOHANG
      guard waitid(P_PID, id_t(process), &information, flags) == 0 else { return }
      if information.si_signo != 0 { return }
      usleep(10_000)
    }
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec)
  }
}

/// The system's `read`, whose name is taken where it is needed.
private func received(_ file: Int32, _ place: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  read(file, place, count)
}
