import ArgumentParser
import Foundation
import Store

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Make the library.",
    discussion: """
      Run it once on every machine. Two machines have one library from the first time that both \
      sync with the same folder.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Option(help: "What this machine is called; default is the host's name.")
  var name: String?

  func run() throws {
    let output = Output(json: options.json)
    let directory = Places.library(options.library)
    let name = name ?? ProcessInfo.processInfo.hostName
    guard !name.allSatisfy(\.isWhitespace) else { throw CommandError.usage("the name is empty") }
    let library = try Library.create(at: directory, name: name, environment: .live())
    let replica = try library.replica
    output.print(
      .object([
        ("kind", .string("library")), ("library", .string(directory.path)),
        ("replica", .string("\(replica)")), ("name", .string(name)),
      ])
    ) { style in
      "Made a library at \(style.strong(Sanitized.line(directory.path))), "
        + "called \(style.strong(Sanitized.line(name))) on this machine."
    }
    output.flush()
  }
}
