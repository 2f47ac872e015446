import Foundation
import Model
import Replication
import Store
import Sync

/// What `clip status` tells.
struct LibraryStatus {
  /// One machine, and what it is known to have.
  private struct Machine {
    let replica: ReplicaSummary
    /// When it last wrote something that was seen here, by its own clock.
    let lastSeen: Date?
    /// How many of the changes here it lacks, as far as it said; `nil` for this machine, and for one
    /// that never synced with a folder of this library.
    let behind: UInt64?
  }

  private let library: String
  /// This machine first.
  private let machines: [Machine]
  private let folders: [String]
  private let conflicts: Int
  /// Own changes that are in no folder yet.
  private let unpublished: UInt64
  private let warnings: [String]

  init(_ session: Session) throws {
    library = session.library.directory.path
    let replicas: [ReplicaSummary]
    (replicas, folders, conflicts, warnings) = try session.read { reader in
      let replicas = try reader.replicas()
      return (
        replicas, try reader.folders(), try reader.conflicts().count,
        try Self.warnings(reader) + Self.warnings(aboutClocksOf: replicas, now: Date())
      )
    }
    let summaries = try folders.compactMap { folder in
      try session.library.memory(ofFolder: folder).flatMap(FolderSummary.init)
    }
    let version = try session.library.version
    machines = replicas.map { Self.machine($0, version, summaries) }
    let published = summaries.filter { $0.replica == replicas[0].id }.map(\.published).max() ?? 0
    unpublished = replicas[0].changes - min(published, replicas[0].changes)
  }

  private static func machine(
    _ replica: ReplicaSummary,
    _ version: VersionVector,
    _ folders: [FolderSummary]
  ) -> Machine {
    let seen = folders.compactMap { $0.replicas[replica.id] }
    let written = seen.map { Date(timeIntervalSince1970: Double($0.written) / 1000) }.max()
    let lastChange = replica.changes > 0 ? replica.lastChange : nil
    var behind: UInt64?
    if !replica.isOwn, !seen.isEmpty {
      let merged = seen.reduce(VersionVector()) { $0.merging($1.merged) }
      behind = version.news(since: merged).entries.reduce(0) {
        $0 + ($1.sequence - merged[$1.replica])
      }
    }
    return Machine(
      replica: replica,
      lastSeen: [written, lastChange].compactMap { $0 }.max(),
      behind: behind
    )
  }

  /// Seconds by which another clock may run ahead before it is worth a word.
  private static let tolerableDrift: TimeInterval = 600

  private var own: ReplicaSummary { machines[0].replica }

  private static func warnings(_ reader: LibraryReader) throws -> [String] {
    let returned = try reader.returnedItems().map { returned in
      "\(try name(of: returned.item, reader)) is back from the trash: it was edited elsewhere before "
        + "\(returned.trashedBy)'s trashing was known there"
    }
    let merged = try reader.notesWantingLook().map { note in
      "\(try name(of: note, reader)) joins what two machines wrote in one place: read it over with "
        + "clip edit \(note.id.short) and save it"
    }
    return returned + merged
  }

  private static func name(of item: ItemReference, _ reader: LibraryReader) throws -> String {
    let label = Terminal.fitted(Sanitized.line(try reader.label(of: item) ?? ""), to: 60)
    return "\(item.kind.rawValue) \(item.id.short) “\(label)”"
  }

  private static func warnings(
    aboutClocksOf replicas: [ReplicaSummary],
    now: Date
  ) -> [String] {
    replicas.filter { $0.lastChange.timeIntervalSince(now) > tolerableDrift }.map { replica in
      "the clock of \(replica.name ?? "\(replica.id)") is ahead of this one's by more than ten "
        + "minutes; the order of what follows one another is right all the same"
    }
  }

  var json: JSON {
    .object([
      ("kind", .string("status")), ("library", .string(library)),
      ("replica", .string("\(own.id)")), ("name", .optional(own.name)),
      ("changes", .integer(Int(clamping: own.changes))),
      ("unpublished", .integer(Int(clamping: unpublished))),
      ("folders", .strings(folders)),
      ("replicas", .array(machines.map(json))),
      ("conflicts", .integer(conflicts)), ("warnings", .strings(warnings)),
    ])
  }

  private func json(of machine: Machine) -> JSON {
    .object([
      ("id", .string("\(machine.replica.id)")), ("name", .optional(machine.replica.name)),
      ("changes", .integer(Int(clamping: machine.replica.changes))),
      ("behind", .optional(machine.behind.map { Int(clamping: $0) })),
      ("lastSeen", machine.lastSeen?.json ?? .null),
    ])
  }

  func text(_ style: Style) -> String {
    var lines = [
      "\(style.strong(Sanitized.line(own.name ?? "")))  \(style.dim("\(own.id)"))",
      "  \(Sanitized.line(library))",
    ]
    lines += folders.map { "  synced with \(Sanitized.line($0))" }
    if folders.isEmpty { lines.append("  not synced yet: clip sync FOLDER") }
    if unpublished > 0, !folders.isEmpty {
      lines.append(
        "  \(counted(Int(clamping: unpublished), "change")) not published yet: clip sync"
      )
    }
    lines += machines.filter { $0.lastSeen != nil }.map { text(of: $0, style) }
    if conflicts > 0 {
      lines.append(style.warning("  \(counted(conflicts, "conflict")): clip conflicts"))
    }
    lines += warnings.map { style.warning("  " + Sanitized.line($0)) }
    return lines.joined(separator: "\n")
  }

  private func text(of machine: Machine, _ style: Style) -> String {
    let name = Sanitized.line(machine.replica.name ?? String("\(machine.replica.id)".prefix(8)))
    let padding = String(repeating: " ", count: max(16 - Terminal.width(of: name), 0))
    let seen = machine.lastSeen?.formatted(Date.ISO8601FormatStyle()) ?? ""
    let state =
      switch machine.behind {
      case nil: machine.replica.isOwn ? style.dim("this machine") : style.dim("in no folder yet")
      case 0?: "has everything"
      case let behind?: style.warning("lacks \(counted(Int(clamping: behind), "change"))")
      }
    let changes = counted(Int(clamping: machine.replica.changes), "change")
    return "  \(name)\(padding) \(changes), last seen \(seen), \(state)"
  }
}
