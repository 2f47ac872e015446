import Foundation
import Model
import Store
import Sync

/// What `clip status` tells.
struct LibraryStatus {
  private let library: String
  private let replicas: [ReplicaSummary]
  private let folders: [String]
  private let conflicts: Int
  private let returned: [ReturnedItem]
  private let labels: [String]
  private let unpublished: Int
  private let drifting: [ReplicaSummary]

  init(_ session: Session) throws {
    library = session.library.directory.path
    (replicas, folders, conflicts, returned, labels) = try session.read { reader in
      let returned = try reader.returnedItems()
      return (
        try reader.replicas(), try reader.folders(), try reader.conflicts().count, returned,
        try returned.map { try reader.label(of: $0.item) ?? "" }
      )
    }
    unpublished = 0
    let now = Date()
    drifting = replicas.filter { $0.lastChange.timeIntervalSince(now) > Self.tolerableDrift }
  }

  /// Seconds by which another clock may run ahead before it is worth a word.
  private static let tolerableDrift: TimeInterval = 600

  private var own: ReplicaSummary { replicas[0] }

  private var warnings: [String] {
    zip(returned, labels).map { item, label in
      "\(item.item.kind.rawValue) \(item.item.id.short) “\(label.prefix(60))” is back from the "
        + "trash: it was edited elsewhere before \(item.trashedBy)'s trashing was known there"
    }
      + drifting.map { replica in
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
