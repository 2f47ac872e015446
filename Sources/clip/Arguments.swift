import ArgumentParser
import Foundation

/// The typed arguments, with the options for all commands where the parser expects them.
///
/// `--library` and `--json` may stand before the command, after it, or between its words. The parser
/// takes an option only from the last word of the command on, so those before it move there.
struct Arguments {
  let reordered: [String]
  /// Whether errors are to be objects, known even when the arguments cannot be parsed.
  let wantJSON: Bool
  /// A word in the place of the command that is none.
  let unknownCommand: String?

  init(_ typed: [String]) {
    var words: [String] = []
    var options: [String] = []
    var rest = typed[...]
    var command: any ParsableCommand.Type = Clip.self
    scan: while let next = rest.first {
      switch next {
      case "--json": options.append(next)
      case "--library":
        options += rest.prefix(2)
        rest = rest.dropFirst()
      case _ where next.hasPrefix("--library="): options.append(next)
      default:
        guard let inner = command.subcommand(named: next) else { break scan }
        words.append(next)
        command = inner
      }
      rest = rest.dropFirst()
    }
    unknownCommand = words.isEmpty ? rest.first.flatMap { $0.hasPrefix("-") ? nil : $0 } : nil
    // Without a command there is no place to move options to, and help and version need none.
    reordered = words.isEmpty && !rest.isEmpty ? Array(rest) : words + options + rest
    wantJSON = typed.prefix { $0 != "--" }.contains("--json")
  }
}

extension Arguments {
  /// What this process was started with.
  ///
  /// Libraries that are loaded before the program, such as those that set another clock for tests, can
  /// leave the runtime's own list empty; the system still knows.
  static var ofProcess: Arguments {
    var words = CommandLine.arguments
    if words.isEmpty, let line = FileManager.default.contents(atPath: "/proc/self/cmdline") {
      words = line.split(separator: 0, omittingEmptySubsequences: false).dropLast()
        .map { String(decoding: $0, as: UTF8.self) }
    }
    return Arguments(Array(words.dropFirst()))
  }
}

extension ParsableCommand {
  fileprivate static func subcommand(named name: String) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first { $0.configuration.commandName == name }
  }
}
