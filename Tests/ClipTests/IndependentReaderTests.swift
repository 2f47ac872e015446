import Foundation
import Testing

/// A reader of the folder that shares no code with clip: Tests/Reader, written from docs/format alone.
private enum Reader {
  static let program = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Reader/test_reader.py")

  static func run(_ arguments: [String], within seconds: TimeInterval = 400) throws -> Outcome {
    let place = FileManager.default.temporaryDirectory
      .appendingPathComponent("clip-reader-\(UUID().uuidString.prefix(8))")
    defer { try? FileManager.default.removeItem(at: place) }
    var environment = ProcessInfo.processInfo.environment
    environment["CLIP"] = try Binary.locate().path
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    return try Running(
      URL(fileURLWithPath: "/usr/bin/env"),
      ["python3", program.path] + arguments,
      environment: environment,
      in: FileManager.default.temporaryDirectory,
      files: place
    ).outcome(within: seconds)
  }

  /// Whether Python and the modules that it takes are here.
  static func canRead(_ arguments: String...) -> Bool {
    (try? run(arguments + ["--can-run"]).code) == 0
  }
}

@Suite struct AnIndependentReader {
  @Test(
    .enabled(if: Reader.canRead(), "needs python3, and its zstandard or the program zstd")
  )
  func `reads in the folder what every machine exports`() throws {
    let outcome = try Reader.run(["--steps", "10"])
    #expect(outcome.code == 0, "\(outcome.stdout)\(outcome.stderr)")
  }

  @Test(
    .enabled(if: Reader.canRead("--encrypt"), "needs python3 with PyNaCl and zstandard or zstd")
  )
  func `reads an encrypted folder with its passphrase`() throws {
    let outcome = try Reader.run(["--encrypt", "--steps", "0"])
    #expect(outcome.code == 0, "\(outcome.stdout)\(outcome.stderr)")
  }
}
