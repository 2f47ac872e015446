import ArgumentParser
import Store
import Sync

struct PassphraseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "passphrase",
    abstract: "Change the passphrase of an encrypted sync folder.",
    discussion: """
      The folder is one that was synced, and need not be named where there is one alone. Its files \
      stay as they are; only the file with the keys is replaced. The other \
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

  @Argument(help: "The folder; that of earlier syncs without it.", completion: .directory)
  var folder: String?

  @Option(
    help: ArgumentHelp("A file whose first line is the new passphrase.", valueName: "file"),
    completion: .file()
  )
  var newPassphraseFile: String?

  @Option(
    help: ArgumentHelp("A command that prints the new passphrase.", valueName: "command")
  )
  var newPassphraseCommand: String?

  @Flag(help: "Seal what is written from now on with a new key.")
  var newKey = false

  func run() throws {
    let session = try Session(options)
    let folder = try folder(session)
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
        guard Terminal.isInput, Terminal.isError else {
          throw CommandError(
            "passphraseNeeded",
            "the new passphrase is missing; the old one holds",
            hint: "Run clip passphrase on a terminal, or give it with CLIP_NEW_PASSPHRASE, "
              + "--new-passphrase-file or --new-passphrase-command.",
            exitCode: .wrongPassphrase
          )
        }
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

  private func folder(_ session: Session) throws -> String {
    if let folder { return folder }
    let known = try session.read { try $0.folders() }
    guard known.count == 1 else {
      throw CommandError.usage(
        known.isEmpty
          ? "this library was not synced yet" : "this library was synced with several folders",
        hint: "Name the folder: clip passphrase \(known.first ?? "~/Dropbox/clip")"
      )
    }
    return known[0]
  }
}
