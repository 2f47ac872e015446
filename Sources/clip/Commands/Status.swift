import ArgumentParser
import Foundation
import Model
import Store

struct Status: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show this library, its machines, and what wants a look.",
    discussion: ExitCode.help()
  )

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let session = try Session(options)
    let status = try LibraryStatus(session)
    session.output.print(status.json) { status.text($0) }
    session.output.flush()
  }
}
