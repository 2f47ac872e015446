import ArgumentParser
import Store
import Sync

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify the library, and the sync folders.",
    discussion: """
      Reads the whole file, follows every chain of changes, verifies every attachment, and makes the \
      state anew from the log beside the live one to compare them.

      With --folder it also reads every file of the sync folders: checksums, names, the chains of \
      changes, and that all is there that some file names. What other machines found to be the state \
      when they were last checked is compared with what the same changes make here. Nothing in the \
      folder is changed.

      With --quotes it lists, instead, the passages that do not stand in their source any more, now \
      that its page has another text: where something like them stands, and how certain that is, from \
      0 to 1. What was clipped stays as it is.

      \(ExitCode.help(for: [.library, .syncing]))
      """
  )

  @OptionGroup var options: GlobalOptions

  @Flag(help: "First put a state made anew from the log in place of the one that is there.")
  var rebuild = false

  @Flag(help: "Verify the sync folders, too.")
  var folder = false

  @Flag(help: "List the passages that no longer stand in their source.")
  var quotes = false

  @Argument(
    help: "With --folder: the folders; those of earlier syncs without it.",
    completion: .directory
  )
  var folders: [String] = []

  @OptionGroup var passphrase: PassphraseOptions

  func run() throws {
    guard folder || folders.isEmpty else {
      throw CommandError.usage(
        "a folder is only checked with --folder",
        hint: "clip check --folder \(folders[0])"
      )
    }
    if quotes, folder || rebuild {
      throw CommandError.usage("--quotes goes with neither --folder nor --rebuild")
    }
    let session = try Session(options)
    if quotes { return try QuoteReport(session).show() }
    if rebuild { try session.library.rebuild() }
    let report = try session.library.check(publishing: true)
    show(report, session.output)
    session.output.flush()
    let isWhole = try !folder || checkFolders(session)
    guard report.problems.isEmpty else {
      throw CommandError(
        "damaged",
        "the library has \(counted(report.problems.count, "problem"))",
        hint: rebuild
          ? "Keep a copy of it, then restore a backup or start anew from a sync folder."
          : "If the log is whole, clip check --rebuild makes the rest from it."
      )
    }
    if !isWhole { throw ExitCode.damagedFiles }
  }

  private func show(_ report: CheckReport, _ output: Output) {
    output.print(
      .object([
        ("kind", .string("check")), ("changes", .integer(report.changes)),
        ("items", .integer(report.items)), ("attachments", .integer(report.attachments)),
        ("digest", .string("\(report.digest)")), ("problems", .strings(report.problems)),
      ])
    ) { style in
      let counts =
        counted(report.changes, "change") + ", " + counted(report.items, "item") + ", "
        + counted(report.attachments, "attachment") + "; "
        + style.dim("state \("\(report.digest)".prefix(16))")
      return report.problems.isEmpty
        ? "All is well: \(counts)."
        : counts + "\n" + report.problems.map { style.warning("  \($0)") }.joined(separator: "\n")
    }
  }

  /// Whether all are whole.
  private func checkFolders(_ session: Session) throws -> Bool {
    let known = try session.read { try $0.folders() }
    guard !known.isEmpty || !folders.isEmpty else {
      throw CommandError.usage(
        "this library was not synced yet",
        hint: "Name a folder: clip check --folder ~/Dropbox/clip"
      )
    }
    var syncOptions = SyncOptions()
    syncOptions.passphrase = try passphrase.source()
    var isWhole = true
    for name in folders.isEmpty ? known : try folders.map({ try Carrier($0).name }) {
      let page = try FolderCheckPage(name, session, syncOptions)
      page.show(in: session.output)
      session.output.flush()
      isWhole = isWhole && page.isWhole
    }
    return isWhole
  }
}
