import ArgumentParser
import Foundation
import Sync

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// Where the passphrase of an encrypted folder comes from.
struct PassphraseOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A file whose first line is the passphrase.", valueName: "file"),
    completion: .file()
  )
  var passphraseFile: String?

  @Option(
    help: ArgumentHelp(
      "A command that prints the passphrase, such as a keyring's.",
      valueName: "command"
    )
  )
  var passphraseCommand: String?

  /// - Throws: when what is named cannot be read or gives nothing.
  func source() throws -> PassphraseSource {
    let given = try PassphraseInput.given(
      file: passphraseFile,
      command: passphraseCommand,
      variable: "CLIP_PASSPHRASE"
    )
    if let given { return .given(given) }
    guard Terminal.isInput, Terminal.isError else { return .none }
    return .asked { question in
      switch question {
      case .new: try PassphraseInput.askTwice("Passphrase for the new folder")
      case .opening: try PassphraseInput.ask("Passphrase")
      case .changed: try PassphraseInput.ask("The passphrase was changed. The new one")
      case .again: try PassphraseInput.ask("That is not it. Passphrase")
      }
    }
  }
}

/// Reads passphrases; they are never shown, stored or passed on as arguments.
enum PassphraseInput {
  /// One that was named beforehand; `nil` when none was.
  static func given(file: String?, command: String?, variable: String) throws -> Passphrase? {
    if let file {
      let path = (file as NSString).expandingTildeInPath
      do {
        let data = try Data(contentsOf: URL(fileURLWithPath: path))
        return try firstLine(of: data, "the file \(path)")
      } catch let error as CommandError {
        throw error
      } catch {
        throw CommandError(
          "unreadable",
          "cannot read the passphrase from \(path): \(SystemReason.of(error))"
        )
      }
    }
    if let command { return try firstLine(of: output(of: command), "the command \(command)") }
    guard let text = ProcessInfo.processInfo.environment[variable] else { return nil }
    return try firstLine(of: Data(text.utf8), "the variable \(variable)")
  }

  /// Asks on the terminal, without showing what is typed; `nil` when nothing is.
  static func ask(_ question: String) throws -> Passphrase? {
    StandardError.write("\(question): ")
    defer { StandardError.write("\n") }
    var before = termios()
    let isTerminal = tcgetattr(STDIN_FILENO, &before) == 0
    var hidden = before
    hidden.c_lflag &= ~tcflag_t(ECHO)
    if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) }
    defer { if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) } }
    guard let line = readLine(), !line.isEmpty else { return nil }
    return Passphrase(line)
  }

  /// Asks until the same was typed twice in a row.
  static func askTwice(_ question: String) throws -> Passphrase? {
    for _ in 0..<3 {
      guard let first = try ask(question) else { return nil }
      guard let second = try ask("Once more") else { return nil }
      if first == second { return first }
      StandardError.print("They differ.")
    }
    return nil
  }

  private static func firstLine(of data: Data, _ origin: String) throws -> Passphrase {
    let line = data.prefix { $0 != 10 && $0 != 13 }
    guard !line.isEmpty, let text = String(validating: line, as: UTF8.self) else {
      throw CommandError("noPassphrase", "\(origin) gives no passphrase")
    }
    return Passphrase(text)
  }

  private static func output(of command: String) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", command]
    let pipe = Pipe()
    process.standardOutput = pipe
    do {
      try process.run()
    } catch {
      throw CommandError("failed", "cannot run /bin/sh: \(SystemReason.of(error))")
    }
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw CommandError(
        "noPassphrase",
        "the command \(command) ended with status \(process.terminationStatus)"
      )
    }
    return data
  }
}
