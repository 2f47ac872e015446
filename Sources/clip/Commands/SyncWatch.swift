import ArgumentParser
import Foundation
import Replication
import Store
import Sync

/// Syncs again and again: when the library or a folder changes, and at an interval.
///
/// Reports as a service should: what was done, each trouble once, and when it is over.
struct SyncWatch {
  let session: Session
  let interval: TimeInterval
  /// Syncs once.
  let sync: (_ folder: String) throws -> SyncReport
  /// Says what a sync did.
  let show: (_ report: SyncReport, _ folder: String) throws -> Void
  /// Does what is to be done when all folders were synced.
  let afterwards: () async throws -> Void

  /// What is known of one folder.
  private struct Folder {
    let name: String
    var due = Date.distantPast
    /// How often in a row it failed.
    var failures = 0
    /// What was said last, so that it is not said again.
    var trouble: String?
    var damaged: [SyncReport.DamagedFile] = []
    var notes: [SyncReport.Note] = []
    /// The path of one on this machine.
    var path: String? { RclonePlace.isMeant(by: name) ? nil : name }

    /// Is to be synced next, unless it fails at present: then its time comes.
    mutating func hurry() {
      if failures == 0 { due = .distantPast }
    }
  }

  /// How long it must be quiet before a change is synced: writing a file is many events.
  private static let quiet: TimeInterval = 0.5
  /// How long a change waits at most for that.
  private static let patience: TimeInterval = 5
  /// How often a folder that is not there is looked for.
  private static let absence: TimeInterval = 5
  private static let firstDelay: TimeInterval = 10

  /// The present time, to begin a line with; nothing where a journal adds it.
  static var time: String {
    guard ProcessInfo.processInfo.environment["JOURNAL_STREAM"] == nil else { return "" }
    return Date().formatted(Date.ISO8601FormatStyle(dateTimeSeparator: .space)) + "  "
  }

  /// Does not return before a signal says so.
  ///
  /// - Throws: the exit code of an interruption.
  func run(_ names: [String]) async throws {
    let stop = try StopSignals()
    var folders = names.map { Folder(name: $0) }
    let paths = folders.compactMap(\.path)
    let library = session.library.directory.path
    let replica = try? session.library.replica
    let watcher = ChangeWatcher {
      [library] + paths.flatMap { Self.directories(below: $0, except: replica) }
    }
    var isLimitTold = false
    var trouble: String?
    var seen: UInt64 = 0
    while stop.exitCode == nil {
      if watcher.isLimited && !isLimitTold {
        tell(Self.limit)
        isLimitTold = true
      }
      // Asked before: what is written while we sync is seen to be new after it.
      seen = try written()
      for index in folders.indices where folders[index].due <= Date() && stop.exitCode == nil {
        guard work(&folders[index], until: stop) else { continue }
        // What one folder brought, the others may lack.
        for other in folders.indices where other != index { folders[other].hurry() }
      }
      if stop.exitCode == nil { trouble = await troubleAfterwards(knowing: trouble, until: stop) }
      if try written() != seen {
        for index in folders.indices { folders[index].hurry() }
      }
      let next = folders.map(\.due).min() ?? .distantFuture
      var changed = watcher.wait(max(0, next.timeIntervalSinceNow), orFor: stop.descriptor)
      guard !changed.isEmpty, stop.exitCode == nil else { continue }
      let end = Date() + Self.patience
      while stop.exitCode == nil, Date() < end {
        let more = watcher.wait(Self.quiet, orFor: stop.descriptor)
        if more.isEmpty { break }
        changed.formUnion(more)
      }
      // Whoever only reads the library may make events there, and so do we.
      let isLibraryNew = try written() != seen
      for index in folders.indices {
        let path = folders[index].path
        let isFolderNew = changed.contains { $0 == path || path.map($0.isBelow) ?? false }
        if isLibraryNew || isFolderNew { folders[index].hurry() }
      }
    }
    throw ExitCode(stop.exitCode ?? 0)
  }

  /// The number of the last change that was made here.
  private func written() throws -> UInt64 {
    try session.library.version[session.library.replica]
  }

  /// - Returns: whether changes came in.
  private func work(_ folder: inout Folder, until stop: StopSignals) -> Bool {
    defer { session.output.flush() }
    do {
      let report = try sync(folder.name)
      if folder.trouble != nil, !session.output.isJSON {
        session.output.note(Self.time + "\(folder.name) can be synced again")
      }
      folder.trouble = nil
      folder.failures = 0
      folder.due = Date() + interval
      let isNew = report.damaged != folder.damaged || report.notes != folder.notes
      folder.damaged = report.damaged
      folder.notes = report.notes
      if isNew || report.sent + report.received + report.carried > 0 {
        try show(report, folder.name)
      }
      return report.received > 0
    } catch {
      // What we ended ourselves is no trouble of the folder's.
      if stop.exitCode == nil { fail(&folder, error) }
      return false
    }
  }

  private static let limit = Failure(
    CommandError(
      "failed",
      "the system watches no more directories: changes are looked for every "
        + "\(Int(ChangeWatcher.pollingInterval)) seconds instead",
      hint: "Raise fs.inotify.max_user_watches and fs.inotify.max_user_instances to have them seen "
        + "at once."
    )
  )

  private func tell(_ failure: Failure) {
    let text = [failure.message, failure.hint].compactMap(\.self).joined(separator: "\n")
    session.output.note(session.output.isJSON ? failure.object.line : Self.time + text)
  }

  /// What went wrong with what is done after syncing, if anything did; said when it is another than
  /// the last time.
  private func troubleAfterwards(knowing last: String?, until stop: StopSignals) async -> String? {
    defer { session.output.flush() }
    do {
      try await afterwards()
      return nil
    } catch {
      let failure = Failure(error)
      if stop.exitCode == nil, failure.message != last { tell(failure) }
      return failure.message
    }
  }

  /// Waits longer from time to time, and says why only when it is something else than before.
  private func fail(_ folder: inout Folder, _ error: any Error) {
    let failure = Failure(error)
    // A remote that is gone fails in other ways at each step: that is one trouble.
    let trouble = (error as? SyncError).map { "\($0.code) \($0.message)" } ?? failure.message
    if trouble != folder.trouble { tell(failure) }
    folder.trouble = trouble
    folder.failures += 1
    let isAbsent = folder.path.map { !FileManager.default.fileExists(atPath: $0) } ?? false
    let delay = Self.firstDelay * pow(2, Double(min(folder.failures, 10) - 1))
    folder.due = Date() + (isAbsent ? Self.absence : min(delay, max(interval, Self.firstDelay)))
  }

  /// Where others' files appear: not in the own replica's directory, which only we write to.
  private static func directories(below path: String, except replica: ReplicaID?) -> [String] {
    let files = FileManager.default
    let own = replica.map { "\($0)" }
    var directories = [path]
    for name in ["replicas", "attachments"] {
      let directory = "\(path)/\(name)"
      guard let names = try? files.contentsOfDirectory(atPath: directory) else { continue }
      directories.append(directory)
      directories += names.filter { $0 != own }.sorted().map { "\(directory)/\($0)" }
    }
    return directories
  }
}

extension String {
  /// Whether a path leads below another one.
  fileprivate func isBelow(_ path: String) -> Bool { hasPrefix(path + "/") }
}

/// A time between two syncs, as people write it: `90`, `30s`, `5m`, `2h`.
struct Interval: ExpressibleByArgument {
  let seconds: TimeInterval

  init?(argument: String) {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600]
    let unit = argument.last.flatMap { units[$0] }
    guard let number = Double(unit == nil ? argument : String(argument.dropLast())),
      (1...(7 * 86_400)).contains(number * (unit ?? 1))
    else { return nil }
    seconds = number * (unit ?? 1)
  }

  private init(seconds: TimeInterval) { self.seconds = seconds }

  static let usual = Interval(seconds: 300)

  var defaultValueDescription: String { "5m" }
}
