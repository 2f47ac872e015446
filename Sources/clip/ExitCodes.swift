import ArgumentParser
import Capture
import Foundation
import Store
import Sync

extension ExitCode {
  /// A list or a search that found nothing.
  static let nothingMatched = ExitCode(2)
  static let noLibrary = ExitCode(10)
  static let libraryBusy = ExitCode(11)
  static let newerVersion = ExitCode(12)
  static let noSyncFolder = ExitCode(20)
  static let wrongPassphrase = ExitCode(22)
  /// A sync that finished, with damaged files left aside.
  static let damagedFiles = ExitCode(21)
  static let usage = ExitCode(64)

  /// Which commands end with a code, for their help.
  struct Uses: OptionSet {
    let rawValue: Int

    static let listing = Uses(rawValue: 1)
    static let syncing = Uses(rawValue: 2)
    static let library = Uses(rawValue: 4)
    static let all: Uses = [.listing, .syncing, .library]
  }

  /// The lines of a command's help that say how it exits.
  static func help(for uses: Uses = .library) -> String {
    let lines: [(Uses, String)] = [
      (.all, "0 success"), (.all, "1 failure"), (.listing, "2 nothing matched"),
      (.library, "10 no library"), (.library, "11 library busy"),
      (.library, "12 written by a newer clip"), (.syncing, "20 sync folder missing or not ours"),
      (.syncing, "21 finished, but something in the sync folder is damaged"),
      (.syncing, "22 wrong passphrase"), (.all, "64 wrong usage"),
    ]
    let wanted = lines.filter { !$0.0.isDisjoint(with: uses) }.map(\.1)
    return "Exit codes: " + wanted.joined(separator: ", ") + "."
  }
}

/// Any error in words, with its exit code: the only table from errors to codes.
struct Failure {
  let code: String
  let message: String
  let hint: String?
  let exitCode: ExitCode

  private init(_ code: String, _ message: String, _ hint: String?, _ exitCode: ExitCode) {
    self.code = code
    self.message = message
    self.hint = hint
    self.exitCode = exitCode
  }

  init(_ error: any Error) {
    switch error {
    case let error as StoreError:
      self.init(error.code.name, error.message, error.hint, Self.exitCode(of: error))
    case let error as SyncError:
      let detail = error.cause.map { ": \(Self($0).message)" } ?? ""
      self.init(
        "\(error.code)",
        error.message + detail,
        error.hint,
        Self.exitCode(of: error)
      )
    case let error as CaptureError:
      self.init(error.code.name, error.message, error.hint, .failure)
    case let error as CommandError:
      self.init(error.code, error.message, error.hint, error.exitCode)
    case let error as ExitCode:
      self.init("", "", nil, error)
    default:
      let exitCode = Clip.exitCode(for: error)
      self.init(
        exitCode == .usage || exitCode == .validationFailure ? "usage" : "failed",
        Clip.message(for: error),
        nil,
        exitCode
      )
      if exitCode != .usage, exitCode != .success, !(error is ValidationError) {
        self = Failure("failed", Self.plain(error), nil, .failure)
      }
      parserError = error
    }
  }

  /// What the parser has its own words for: help, version, usage.
  private var parserError: (any Error)?

  private static func exitCode(of error: StoreError) -> ExitCode {
    switch error.code {
    case .noLibrary: .noLibrary
    case .busy: .libraryBusy
    case .newerLibrary: .newerVersion
    default: .failure
    }
  }

  private static func exitCode(of error: SyncError) -> ExitCode {
    switch error.code {
    case .folderMissing, .folderEmptied, .foreignLibrary, .notAFolderOfOurs, .keysMissing,
      .otherEncryption:
      .noSyncFolder
    case .wrongPassphrase, .passphraseNeeded: .wrongPassphrase
    case .newerFormat: .newerVersion
    case .damaged: .noSyncFolder
    default: .failure
    }
  }

  /// An error of ours says itself what happened; one of the system's has its own words.
  private static func plain(_ error: any Error) -> String {
    type(of: error) is NSError.Type ? error.localizedDescription : "\(error)"
  }

  /// What programs are told of it.
  var object: JSON {
    .object([
      (
        "error",
        .object([
          ("code", .string(code)), ("message", .string(message)), ("hint", .optional(hint)),
        ])
      )
    ])
  }

  /// Says it on stderr, or on stdout where it is the help that was asked for, and exits.
  func report(asJSON: Bool) -> Never {
    if let parserError, exitCode == .success { Clip.exit(withError: parserError) }
    if let parserError, exitCode == .usage, !asJSON {
      // With the usage and, as all our errors, with the program's name in front.
      let text = Clip.fullMessage(for: parserError)
      StandardError.print("clip: \(Sanitized.text(String(text.trimmingPrefix("Error: "))))")
      Foundation.exit(exitCode.rawValue)
    }
    guard !message.isEmpty else { Foundation.exit(exitCode.rawValue) }
    let text: String
    if asJSON {
      text = object.line
    } else {
      text =
        "clip: \(Sanitized.text(message))"
        + (hint.map { "\n\(Sanitized.text($0))" } ?? "")
    }
    StandardError.print(text)
    Foundation.exit(exitCode.rawValue)
  }
}

/// A mistake that only the command line can make.
struct CommandError: Error {
  let code: String
  let message: String
  let hint: String?
  let exitCode: ExitCode

  init(_ code: String, _ message: String, hint: String? = nil, exitCode: ExitCode = .failure) {
    self.code = code
    self.message = message
    self.hint = hint
    self.exitCode = exitCode
  }

  static func usage(_ message: String, hint: String? = nil) -> CommandError {
    CommandError("usage", message, hint: hint, exitCode: .usage)
  }
}
