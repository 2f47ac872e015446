import ArgumentParser
import Store

struct TagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Add tags to items, or remove them.",
    discussion: "Tags nest with a slash: harbour/gauge.\n\n\(ExitCode.help())"
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The items' ids.")
  var item: [String]

  @Option(help: "A tag to add; repeat it for more.")
  var add: [String] = []

  @Option(help: "A tag to remove; repeat it for more.")
  var remove: [String] = []

  func validate() throws {
    if add.isEmpty, remove.isEmpty { throw ValidationError("Say what to --add or --remove.") }
  }

  func run() throws {
    try Session(options).edit(item) { writer, item in
      try writer.removeTags(remove, from: item)
      try writer.addTags(add, to: item)
    }
  }
}
