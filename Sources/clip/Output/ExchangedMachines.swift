import Foundation
import Replication
import Store
import Sync

/// What a sync exchanges with each machine, as far as the folder says.
struct ExchangedMachines {
  private struct Machine {
    let id: ReplicaID
    let name: String?
    /// Its changes that were taken in.
    let received: UInt64
    /// Changes that are published for it; `nil` where it has no head.
    let lacks: UInt64?

    var label: String { name ?? String("\(id)".prefix(8)) }
  }

  private let machines: [Machine]

  init(_ report: SyncReport, _ session: Session) throws {
    let news = report.after.news(since: report.before)
    let replicas = Set(news.entries.map(\.replica)).union(report.merged.keys)
    machines = try session.read { reader in
      let retired = try reader.retiredReplicas()
      return try replicas.sorted().map { id in
        let merged = retired.contains(id) ? nil : report.merged[id]
        return Machine(
          id: id,
          name: try reader.replicaName(id),
          received: report.after[id] - min(report.before[id], report.after[id]),
          lacks: merged.map {
            report.after.news(since: $0).entries.reduce(into: 0) { sum, entry in
              sum += entry.sequence - (report.merged[id]?[entry.replica] ?? 0)
            }
          }
        )
      }
    }
  }

  var json: JSON {
    .array(
      machines.map { machine in
        .object([
          ("replica", .string("\(machine.id)")), ("name", .optional(machine.name)),
          ("received", .integer(Int(clamping: machine.received))),
          ("lacks", .optional(machine.lacks.map { Int(clamping: $0) })),
        ])
      }
    )
  }

  /// A line for each that gives or lacks something.
  func text(_ style: Style) -> String {
    machines.compactMap { machine -> String? in
      var parts: [String] = []
      if machine.received > 0 {
        parts.append("gives \(counted(Int(clamping: machine.received), "change"))")
      }
      if let lacks = machine.lacks, lacks > 0 {
        parts.append("lacks \(counted(Int(clamping: lacks), "change"))")
      }
      guard !parts.isEmpty else { return nil }
      return "\n  \(Sanitized.line(machine.label)) \(parts.joined(separator: ", "))"
    }.joined()
  }
}
