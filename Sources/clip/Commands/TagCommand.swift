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
    let session = try Session(options)
    let items = try session.read { reader in try item.map { try reader.item(matching: $0) } }
    try session.write { writer in
      for item in items {
        try writer.removeTags(remove, from: item)
        try writer.addTags(add, to: item)
      }
    }
    for item in items { try session.printItem(item) }
    session.output.flush()
  }
}
