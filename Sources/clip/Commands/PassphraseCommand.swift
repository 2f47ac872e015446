import ArgumentParser
import Sync

struct PassphraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passphrase",
    abstract: "Change the passphrase of an encrypted sync folder.",
    discussion: """
      The folder's files stay as they are; only the file with the keys is replaced. The other \
      machines ask for the new passphrase at their next sync.

      When a machine was lost, add --new-key: what is written from then on is closed to it. What it \
      could read before it can read still, if it kept a copy.

      The new passphrase is asked for, or comes from --new-passphrase-file, --new-passphrase-command \
      or CLIP_NEW_PASSPHRASE.

      \(ExitCode.help(for: [.library, .syncing]))
      """
  )

  @OptionGroup var options: GlobalOptions

  @OptionGroup var passphrase: PassphraseOptions

  @Argument(help: "The folder.", completion: .directory)
  var folder: String

  @Option(
    help: ArgumentHelp("A file whose first line is the new passphrase.", valueName: "file"),
    completion: .file()
  )
  var newPassphraseFile: String?

  @Option(help: "A command that prints the new passphrase.")
  var newPassphraseCommand: String?

  @Flag(help: "Seal what is written from now on with a new key.")
  var newKey = false

  func run() throws {
    let session = try Session(options)
    let source = try passphrase.source()
    let given = try PassphraseInput.given(
      file: newPassphraseFile,
      command: newPassphraseCommand,
      variable: "CLIP_NEW_PASSPHRASE"
    )
    try Carrier(folder).exchange(session) { folder in
      let engine = SyncEngine(
        log: session.library,
        attachments: session.library,
        folder: folder,
        environment: .live
      )
      try engine.changePassphrase(from: source, beginningNewKey: newKey) {
        if let given { return given }
        guard Terminal.isInput, Terminal.isError else { return nil }
        return try PassphraseInput.askTwice("New passphrase")
      }
    }
    session.output.print(
      .object([("kind", .string("passphrase")), ("folder", .string(folder))])
    ) { _ in
      newKey
        ? "Changed, and a new key begun. Give the new passphrase on the other machines."
        : "Changed. Give the new passphrase on the other machines."
    }
    session.output.flush()
  }
}
