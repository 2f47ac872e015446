import ArgumentParser

/// Runs the command and turns whatever it throws into words and an exit code.
@main
enum Main {
  static func main() async {
    let arguments = Arguments.ofProcess
    do {
      if let unknown = arguments.unknownCommand, unknown != "help" {
        throw CommandError.unknownCommand(unknown)
      }
      var command = try Clip.parseAsRoot(arguments.reordered)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      Failure(error).report(asJSON: arguments.wantJSON)
    }
  }
}
