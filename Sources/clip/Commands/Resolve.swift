import ArgumentParser
import Store

struct Resolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve",
    abstract: "Settle a conflict.",
    discussion: """
      Give the value you want, or the number of one that clip conflicts lists.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The item's id.")
  var item: String

  @Argument(help: "The field.")
  var field: String

  @Option(help: "The value it is to have.")
  var value: String?

  @Option(help: ArgumentHelp("The number of the value to keep, from 1.", valueName: "n"))
  var pick: Int?

  func validate() throws {
    if (value == nil) == (pick == nil) { throw ValidationError("Give one of --value and --pick.") }
  }

  func run() throws {
    let session = try Session(options)
    let item = try session.read {
      try $0.item(matching: self.item, among: ItemReference.Kind.allCases)
    }
    try session.write { writer in
      if let value { try writer.set([(field, value)], of: item) }
      if let pick { try writer.resolve(item, field: field, choosing: pick - 1) }
    }
    try session.printItem(item)
    session.output.flush()
  }
}
