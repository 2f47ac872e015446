import ArgumentParser
import Foundation
import Replication
import Store
import Sync

struct SyncCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Exchange changes with the other machines through a folder.",
    discussion: """
      The folder must exist. The first sync into an empty one makes it a sync folder; after that \
      clip sync alone repeats it. Nothing is ever removed because something is missing there.

      Pages that are still to be fetched are fetched then, and sent by the next sync.

      A folder is a path, or rclone:REMOTE:PATH for one that the program rclone reaches.

      With --watch it goes on until it is ended: it syncs when the library or a local folder changes \
      and every five minutes, waits for folders that are not there, and tells each trouble once. \
      Ended with Ctrl-C the exit code is 130, by a service manager 0.

      \(ExitCode.help(for: [.library, .syncing]))
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The folder; those of earlier syncs without it.", completion: .directory)
  var folder: String?

  @OptionGroup var passphrase: PassphraseOptions

  @Flag(help: "Say what would be exchanged, and change nothing.")
  var dryRun = false

  @Flag(help: "Say what the other machines changed, and what was edited on several at once.")
  var explain = false

  @Flag(help: "Encrypt the folder, when this sync begins it.")
  var encrypt = false

  @Flag(
    help: """
      Make this library part of the folder's where that is another one, as when two machines began \
      the folder at once.
      """
  )
  var join = false

  @Option(
    help: """
      Which large attachments (over 256 KiB) to fetch: all, those that something you wrote has to \
      do with, or none; remembered. What you look at is fetched then.
      """
  )
  var attachments: AttachmentChoice?

  @Flag(help: "Go on syncing: when the library or a local folder changes, and at an interval.")
  var watch = false

  @Option(help: "The time between two syncs while watching: 30s, 5m, 2h.")
  var interval = Interval.usual

  @Flag(help: "Leave pages that are still to be fetched for another time.")
  var noFetch = false

  @OptionGroup var resources: PageResourceOption

  func run() async throws {
    let session = try Session(options)
    let folders = try folders(session)
    if watch { return try await watch(folders, session) }
    var isDamaged = false
    var failures: [any Error] = []
    for folder in folders {
      // A stick that is not plugged in does not keep the other folders waiting.
      do {
        let report = try sync(folder, session)
        isDamaged = isDamaged || !report.damaged.isEmpty
      } catch {
        failures.append(error)
        if folders.count > 1 { session.output.note(Failure(error).message) }
      }
      session.output.flush()
    }
    try await fetch(session)
    if let failure = failures.first {
      throw folders.count == 1
        ? failure
        : CommandError(
          "someFailed",
          "\(failures.count) of \(folders.count) folders could not be synced",
          exitCode: Failure(failure).exitCode
        )
    }
    if isDamaged { throw ExitCode.damagedFiles }
  }

  /// Fetches the pages that are due, those among them that the folders have just told of.
  private func fetch(_ session: Session) async throws {
    guard !noFetch, !dryRun else { return }
    _ = try await FetchQueue(session: session, resources: resources).run(byHand: false)
  }

  private func watch(_ folders: [String], _ session: Session) async throws {
    guard !dryRun else { throw CommandError.usage("--watch and --dry-run do not go together") }
    let options = try syncOptions()
    let watch = SyncWatch(session: session, interval: interval.seconds) {
      try exchange($0, session, options, ForeseenChanges())
    } show: {
      try show($0, $1, session, ForeseenChanges())
    } afterwards: {
      try await fetch(session)
    }
    try await watch.run(folders)
  }

  private func folders(_ session: Session) throws -> [String] {
    if let folder {
      return [try Carrier(folder).name]
    }
    let known = try session.read { try $0.folders() }
    guard !known.isEmpty else {
      throw CommandError.usage(
        "this library was not synced yet",
        hint: "Name a folder: clip sync ~/Dropbox/clip"
      )
    }
    return known
  }

  private func sync(_ path: String, _ session: Session) throws -> SyncReport {
    let foreseen = ForeseenChanges()
    let report = try exchange(path, session, try syncOptions(), foreseen)
    try show(report, path, session, foreseen)
    return report
  }

  private func exchange(
    _ path: String,
    _ session: Session,
    _ options: SyncOptions,
    _ foreseen: ForeseenChanges
  ) throws -> SyncReport {
    let preview = dryRun ? try session.library.preview() : nil
    var options = options
    if explain, dryRun { options.foresees = foreseen.add }
    let progress = ProgressLine()
    defer { progress.clear() }
    let report = try Carrier(path).sync(session, previewing: preview, options: options) {
      progress.show($0)
    }
    if !dryRun { SyncTimes(library: session.library.directory).record(Date(), for: path) }
    return report
  }

  private func show(
    _ report: SyncReport,
    _ path: String,
    _ session: Session,
    _ foreseen: ForeseenChanges
  ) throws {
    let conflicts = try session.read { try $0.conflictingItems() }
    let machines = try ExchangedMachines(report, session)
    session.output.print(json(of: report, path, machines, conflicts: conflicts)) { style in
      (watch ? SyncWatch.time : "") + text(of: report, path, conflicts: conflicts, style)
        + (dryRun ? machines.text(style) : "")
    }
    if explain {
      let page = try ExplanationPage(
        of: report,
        path,
        session,
        foreseen: dryRun ? foreseen.changes : nil
      )
      page.show(in: session.output)
    }
    for damaged in report.damaged {
      session.output.note("damaged and left aside: \(damaged.name): \(damaged.reason)")
    }
    for note in report.notes { session.output.note(note.message) }
  }

  private func syncOptions() throws -> SyncOptions {
    var options = SyncOptions()
    options.encrypts = encrypt
    options.joins = join
    options.passphrase = try passphrase.source()
    options.attachments = attachments?.policy
    return options
  }

  private func json(
    of report: SyncReport,
    _ path: String,
    _ machines: ExchangedMachines,
    conflicts: Int
  ) -> JSON {
    .object([
      ("kind", .string("sync")), ("folder", .string(path)), ("sent", .integer(report.sent)),
      ("received", .integer(report.received)),
      ("carried", .integer(report.carried)),
      ("files", traffic(report.files)), ("bytes", traffic(report.bytes)),
      ("waiting", .integer(report.waiting)),
      (
        "damaged",
        .array(
          report.damaged.map { file in
            .object([("name", .string(file.name)), ("reason", .string(file.reason))])
          }
        )
      ),
      ("conflicts", .integer(conflicts)), ("machines", machines.json),
      ("notes", .strings(report.notes.map(\.message))),
    ])
  }

  private func traffic(_ traffic: SyncReport.Traffic) -> JSON {
    .object([("written", .integer(traffic.written)), ("read", .integer(traffic.read))])
  }

  private func text(
    of report: SyncReport,
    _ path: String,
    conflicts: Int,
    _ style: Style
  ) -> String {
    let would = dryRun ? "Would be: " : ""
    var parts: [String] = []
    if report.sent > 0 { parts.append(counted(report.sent, "change") + " sent") }
    if report.received > 0 { parts.append(counted(report.received, "change") + " received") }
    if report.carried > 0 {
      parts.append(counted(report.carried, "change") + " of other machines passed on")
    }
    if report.waiting > 0 {
      parts.append(counted(report.waiting, "change") + " waiting for files to arrive")
    }
    let done = parts.isEmpty ? "Nothing new" : would + parts.joined(separator: ", ")
    let hint =
      conflicts > 0 ? "\n" + counted(conflicts, "conflict") + " to look at: clip conflicts" : ""
    return "\(done).  \(style.dim(Sanitized.line(path)))" + style.warning(hint)
  }
}

func counted(_ number: Int, _ thing: String) -> String {
  "\(number) \(thing)\(number == 1 ? "" : "s")"
}

/// The words of `--attachments`.
enum AttachmentChoice: String, CaseIterable, ExpressibleByArgument {
  case all
  case used
  case none

  var policy: SyncOptions.AttachmentPolicy {
    switch self {
    case .all: .all
    case .used: .used
    case .none: .none
    }
  }
}
