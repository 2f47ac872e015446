import Foundation
import Testing

/// The built program.
enum Binary {
  /// It lies beside the test bundle, whatever the scratch path; `CLIP` names another.
  static func locate() throws -> URL {
    if let named = ProcessInfo.processInfo.environment["CLIP"] {
      return URL(fileURLWithPath: named)
    }
    let bundles =
      Bundle.allBundles.map(\.bundleURL) + [Bundle.main.executableURL].compactMap(\.self)
    let candidates = bundles.map {
      $0.deletingLastPathComponent().appendingPathComponent("clip")
    }
    return try #require(
      candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) },
      "the program clip is not beside the tests"
    )
  }
}

/// What a process said and how it ended.
struct Outcome {
  let stdout: String
  let stderr: String
  /// Negative when a signal ended it.
  let code: Int32
}

/// A process that runs.
final class Running: Sendable {
  private let process: Process
  private let ended = DispatchSemaphore(value: 0)
  private let files: URL

  /// Output goes to files: nothing has to be read while the process runs.
  init(
    _ program: URL,
    _ arguments: [String],
    environment: [String: String],
    in directory: URL,
    stdin: URL? = nil,
    files: URL
  ) throws {
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    self.files = files
    process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.environment = environment
    process.currentDirectoryURL = directory
    let input = try stdin.map { try FileHandle(forReadingFrom: $0) }
    let output = try Self.file(files.appendingPathComponent("stdout"))
    let errors = try Self.file(files.appendingPathComponent("stderr"))
    // The process has its own; Foundation would keep these open, and it cannot start a process where
    // the names of all open files are more than one read of the directory gives.
    defer { for handle in [input, output, errors] { try? handle?.close() } }
    process.standardInput = input ?? FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = errors
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  private static func file(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }

  /// Waits for the end; a process that takes too long is killed, and that is a failure.
  func outcome(within seconds: TimeInterval = 120) throws -> Outcome {
    if ended.wait(timeout: .now() + seconds) == .timedOut {
      Foundation.kill(process.processIdentifier, SIGKILL)
      ended.wait()
      Issue.record("took longer than \(seconds) seconds")
    }
    return Outcome(
      stdout: try text("stdout"),
      stderr: try text("stderr"),
      code: process.terminationReason == .exit
        ? process.terminationStatus : -process.terminationStatus
    )
  }

  func signal(_ number: Int32) {
    Foundation.kill(process.processIdentifier, number)
  }

  /// Ends it at once.
  func kill() {
    if process.isRunning { Foundation.kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: files.appendingPathComponent(name)), as: UTF8.self)
  }
}
