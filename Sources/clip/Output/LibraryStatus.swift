import Foundation
import Model
import Store
import Sync

/// What `clip status` tells.
struct LibraryStatus {
  private let library: String
  /// This machine first.
  private let replicas: [ReplicaSummary]
  private let folders: [String]
  private let conflicts: Int
  private let unpublished: Int
  private let warnings: [String]

  init(_ session: Session) throws {
    library = session.library.directory.path
    (replicas, folders, conflicts, warnings) = try session.read { reader in
      let replicas = try reader.replicas()
      return (
        replicas, try reader.folders(), try reader.conflicts().count,
        try Self.warnings(reader) + Self.warnings(aboutClocksOf: replicas, now: Date())
      )
    }
    unpublished = 0
  }

  /// Seconds by which another clock may run ahead before it is worth a word.
  private static let tolerableDrift: TimeInterval = 600

  private var own: ReplicaSummary { replicas[0] }

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
      ("changes", .integer(Int(own.changes))), ("unpublished", .integer(unpublished)),
      ("folders", .strings(folders)),
      (
        "replicas",
        .array(
          replicas.map { replica in
            .object([
              ("id", .string("\(replica.id)")), ("name", .optional(replica.name)),
              ("changes", .integer(Int(replica.changes))),
              ("lastSeen", replica.changes == 0 ? .null : replica.lastChange.json),
            ])
          }
        )
      ),
      ("conflicts", .integer(conflicts)), ("warnings", .strings(warnings)),
    ])
  }

  func text(_ style: Style) -> String {
    var lines = [
      "\(style.strong(Sanitized.line(own.name ?? "")))  \(style.dim("\(own.id)"))",
      "  \(Sanitized.line(library))",
    ]
    lines += folders.map { "  synced with \(Sanitized.line($0))" }
    if folders.isEmpty { lines.append("  not synced yet: clip sync FOLDER") }
    for replica in replicas where replica.changes > 0 {
      let name = (replica.name ?? String("\(replica.id)".prefix(8)))
        .padding(toLength: 16, withPad: " ", startingAt: 0)
      let when = replica.lastChange.formatted(Date.ISO8601FormatStyle())
      lines.append(
        "  \(Sanitized.line(name).padding(toLength: 16, withPad: " ", startingAt: 0)) "
          + "\(counted(Int(replica.changes), "change")), last \(when)"
          + (replica.isOwn ? style.dim("  this machine") : "")
      )
    }
    if conflicts > 0 {
      lines.append(style.warning("  \(counted(conflicts, "conflict")): clip conflicts"))
    }
    lines += warnings.map { style.warning("  " + Sanitized.line($0)) }
    return lines.joined(separator: "\n")
  }
}
