import Foundation
import Model
import Replication
import Store
import Sync

/// What `clip status` tells.
struct LibraryStatus {
  private let library: String
  private let machines: Machines
  private let folders: [FolderStatus]
  private let conflicts: Int
  private let queue: [QueuedFetch]
  /// Own changes that are in no folder yet.
  private let unpublished: UInt64
  private let warnings: [String]

  init(_ session: Session, now: Date = Date()) throws {
    library = session.library.directory.path
    let names: [String]
    let aboutItems: [String]
    (names, conflicts, aboutItems, queue) = try session.read { reader in
      let queue = try reader.fetchQueue()
      let warnings = try Self.warnings(reader, queue)
      return (try reader.folders(), try reader.conflictingItems(), warnings, queue)
    }
    let summaries = try names.map { name in
      try session.library.memory(ofFolder: name).flatMap(FolderSummary.init)
    }
    let machines = try Machines(session, summaries.compactMap { $0 }, now: now)
    let times = SyncTimes(library: session.library.directory)
    folders = zip(names, summaries).map {
      FolderStatus($0, $1, synced: times.time(of: $0), of: machines.own)
    }
    self.machines = machines
    unpublished = folders.compactMap(\.unpublished).min() ?? machines.own.changes
    let forked = summaries.reduce(into: Set()) { $0.formUnion($1?.forked ?? []) }
    warnings =
      aboutItems
      + machines.all.compactMap { Self.warning(aboutClockOf: $0) }
      + machines.all.filter { forked.contains($0.id) }.map(Self.warning(aboutForkOf:))
      + machines.all.filter { $0.isLost(at: now) }.map { Self.warning(aboutAbsenceOf: $0, now) }
  }

  private static func warnings(_ reader: LibraryReader, _ queue: [QueuedFetch]) throws -> [String] {
    let returned = try reader.returnedItems().map { returned in
      "\(try name(of: returned.item, reader)) is back from the trash: it was edited elsewhere before "
        + "\(returned.trashedBy)'s trashing was known there"
    }
    let merged = try reader.notesWantingLook().map { note in
      "\(try name(of: note, reader)) joins what two machines wrote in one place: read it over with "
        + "clip edit \(note.id.short) and save it"
    }
    let lost = try queue.filter(\.fetch.isGivenUp).map { queued in
      let name = try name(of: ItemReference(.source, AnyItemID(queued.source)), reader)
      return
        "\(name) could not be fetched: \(queued.fetch.reason ?? "no reason is known"). Once more: "
        + "clip fetch \(queued.source.short); without it: clip trash \(queued.source.short)"
    }
    return returned + merged + lost
  }

  private static func name(of item: ItemReference, _ reader: LibraryReader) throws -> String {
    let label = Terminal.fitted(Sanitized.line(try reader.label(of: item) ?? ""), to: 60)
    return "\(item.kind.rawValue) \(item.id.short) “\(label)”"
  }

  private static func warning(aboutClockOf machine: MachineSummary) -> String? {
    guard let drift = machine.drift else { return nil }
    let way = drift > 0 ? "ahead of" : "behind"
    return "the clock of \(machine.label) is \(way) this one's by more than ten minutes "
      + "(\(duration(abs(drift)))); the order of what follows one another is right all the same"
  }

  private static func warning(aboutForkOf machine: MachineSummary) -> String {
    "two histories of \(machine.label) were published: its library was copied, or put back from a "
      + "backup; both are kept"
  }

  private static func warning(aboutAbsenceOf machine: MachineSummary, _ now: Date) -> String {
    let away = now.timeIntervalSince(machine.lastSeen ?? now)
    return "\(machine.label) was not seen for \(duration(away)): if it will not come back, "
      + "clip replica retire \(String("\(machine.id)".prefix(8)))"
  }

  /// `17 minutes`, `3 hours`, `200 days`.
  private static func duration(_ seconds: TimeInterval) -> String {
    let minutes = Int(min(seconds / 60, 1e12))
    if minutes < 120 { return counted(minutes, "minute") }
    return minutes < 2880
      ? counted(minutes / 60, "hour") : counted(minutes / 1440, "day")
  }

  var json: JSON {
    let own = machines.own
    return .object([
      ("kind", .string("status")), ("library", .string(library)),
      ("replica", .string("\(own.id)")), ("name", .optional(own.name)),
      ("changes", .integer(Int(clamping: own.changes))),
      ("unpublished", .integer(Int(clamping: unpublished))),
      ("folders", .strings(folders.map(\.name))),
      ("folderStates", .array(folders.map(\.json))),
      ("replicas", .array(machines.all.map { .object($0.fields) })),
      ("conflicts", .integer(conflicts)),
      (
        "toFetch",
        .object([
          ("waiting", .integer(waiting.count)), ("givenUp", .integer(queue.count - waiting.count)),
          ("next", waiting.compactMap(\.fetch.next).min()?.json ?? .null),
        ])
      ), ("warnings", .strings(warnings)),
    ])
  }

  private var waiting: [QueuedFetch] { queue.filter { !$0.fetch.isGivenUp } }

  func text(_ style: Style) -> String {
    let own = machines.own
    var lines = [
      "\(style.strong(Sanitized.line(own.name ?? "")))  \(style.dim("\(own.id)"))",
      "  \(Sanitized.line(library))",
    ]
    lines += folders.flatMap { $0.lines(style) }
    if folders.isEmpty { lines.append("  not synced yet: clip sync FOLDER") }
    if machines.all.count > 1 {
      lines.append(MachineTable(machines: machines.all, style: style, indent: "  ").text)
    }
    if conflicts > 0 {
      lines.append(style.warning("  \(counted(conflicts, "conflict")): clip conflicts"))
    }
    if !waiting.isEmpty {
      lines.append("  \(counted(waiting.count, "page")) to fetch: clip fetch")
    }
    lines += warnings.map { style.warning("  " + Sanitized.line($0)) }
    return lines.joined(separator: "\n")
  }
}
