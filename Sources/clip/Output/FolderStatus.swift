import Foundation
import Replication
import Sync

/// One sync folder as `clip status` shows it, without syncing.
struct FolderStatus {
  /// Its path, or where else it is.
  let name: String
  /// When this machine last synced with it; `nil` when that is not known.
  let synced: Date?
  /// Whether it is there now; `nil` for one that is not on this machine: asking would take long.
  let isReachable: Bool?
  /// Own changes that it lacks; `nil` when another version of clip knows.
  let unpublished: UInt64?

  init(_ name: String, _ summary: FolderSummary?, synced: Date?, of own: MachineSummary) {
    self.name = name
    self.synced = synced
    isReachable = name.hasPrefix("/") ? LocalSyncFolder.isSyncFolder(at: name) : nil
    unpublished = summary.map { summary in
      let published = summary.replica == own.id ? summary.published : 0
      return own.changes - min(published, own.changes)
    }
  }

  var json: JSON {
    .object([
      ("folder", .string(name)), ("lastSynced", synced?.json ?? .null),
      ("reachable", isReachable.map(JSON.bool) ?? .null),
      ("unpublished", .optional(unpublished.map { Int(clamping: $0) })),
    ])
  }

  func lines(_ style: Style) -> [String] {
    let time = synced.map { " " + $0.formatted(Date.ISO8601FormatStyle()) } ?? ""
    var lines = ["  synced\(time) with \(Sanitized.line(name))"]
    if isReachable == false {
      lines.append(style.warning("    it is not there now: connect or mount it"))
    }
    if let unpublished, unpublished > 0 {
      lines.append(
        "    \(counted(Int(clamping: unpublished), "change")) not published there yet: clip sync"
      )
    }
    return lines
  }
}
