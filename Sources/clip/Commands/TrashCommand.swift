import ArgumentParser
import Store

struct TrashCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trash",
    abstract: "Move items to the trash.",
    discussion: """
      Nothing else goes with an item, and an edit made on another machine that had not seen the \
      trashing brings it back. See the trash with: clip list trash

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The items' ids.")
  var item: [String]

  func run() throws {
    try Session(options).edit(item, saying: "Trashed ") { try $0.trash($1) }
  }
}

struct Restore: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: "Take items out of the trash.",
    discussion: ExitCode.help()
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The items' ids.")
  var item: [String]

  func run() throws {
    try Session(options).edit(item, saying: "Restored ") { try $0.restore($1) }
  }
}
