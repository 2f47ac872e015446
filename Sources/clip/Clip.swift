import ArgumentParser

/// The program.
struct Clip: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clip",
    abstract: "Keeps the passages you cut out of articles, and your notes, on all your machines.",
    discussion: """
      Each machine has the whole library. Machines meet through a folder that anything may carry: \
      Dropbox, Syncthing, a USB stick. Nothing you typed is ever lost.

      The library is the directory that --library or CLIP_LIBRARY names, else \
      $XDG_DATA_HOME/clip (~/.local/share/clip).

      Start with:
        clip init
        clip add https://example.org/article
        clip quote ID "a passage of it" --note "why it matters"
        clip notebook new "My subject"
        clip sync ~/Dropbox/clip

      \(ExitCode.help(for: .all))
      """,
    version: version,
    groupedSubcommands: [
      CommandGroup(
        name: "Collecting",
        subcommands: [Init.self, Add.self, Fetch.self, Quote.self, NoteCommand.self]
      ),
      CommandGroup(
        name: "Reading",
        subcommands: [List.self, Show.self, Search.self, Log.self]
      ),
      CommandGroup(
        name: "Editing",
        subcommands: [Edit.self, TagCommand.self, TrashCommand.self, Restore.self, Purge.self]
      ),
      CommandGroup(name: "Writing", subcommands: [NotebookCommand.self, ExportCommand.self]),
      CommandGroup(
        name: "Sharing",
        subcommands: [
          SyncCommand.self, PassphraseCommand.self, Conflicts.self, Resolve.self, Status.self,
          ReplicaCommand.self,
          Check.self,
        ]
      ),
    ]
  )

  static let version = "0.1.0"
}

/// What every command takes.
struct GlobalOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The library's directory.", valueName: "dir"), completion: .directory)
  var library: String?

  @Flag(help: "Print results as JSON, one object a line.")
  var json = false
}
