import Foundation
import Model
import Replication

/// Machines as a table that fits 80 columns.
struct MachineTable {
  let machines: [MachineSummary]
  let style: Style
  /// In front of every line.
  var indent = ""

  private static let nameWidth = 14
  private static let timeWidth = 17

  var text: String {
    let head = row("ID", "MACHINE", "CHANGES", "BEHIND", "AHEAD", "LAST SEEN", "")
    return ([style.dim(head)] + machines.map(line)).joined(separator: "\n")
  }

  private func line(_ machine: MachineSummary) -> String {
    row(
      String("\(machine.id)".prefix(8)),
      Sanitized.line(machine.name ?? "-"),
      "\(machine.changes)",
      machine.behind.map { "\($0)" } ?? "-",
      machine.ahead.map { "\($0)" } ?? "-",
      machine.lastSeen.map(Self.minute) ?? "never",
      machine.isOwn ? "this one" : machine.isRetired ? "retired" : ""
    )
  }

  /// `2026-01-02T03:04Z`.
  private static func minute(_ time: Date) -> String {
    time.formatted(Date.ISO8601FormatStyle()).prefix(16) + "Z"
  }

  private func row(
    _ id: String,
    _ name: String,
    _ changes: String,
    _ behind: String,
    _ ahead: String,
    _ seen: String,
    _ remark: String
  ) -> String {
    let name = left(Terminal.fitted(name, to: Self.nameWidth), Self.nameWidth)
    let numbers = [changes, behind, ahead].map { right($0, 7) }.joined(separator: " ")
    let rest = remark.isEmpty ? seen : left(seen, Self.timeWidth) + "  " + remark
    return "\(indent)\(left(id, 8))  \(name) \(numbers)  \(rest)"
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(width - text.utf8.count, 0)) + text
  }

  private func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(width - Terminal.width(of: text), 0))
  }
}

extension MachineSummary {
  /// What `status` lists and `replica list` prints.
  var fields: [(String, JSON)] {
    [
      ("id", .string("\(id)")), ("name", .optional(name)),
      ("changes", .integer(Int(clamping: changes))),
      ("behind", .optional(behind.map { Int(clamping: $0) })),
      ("ahead", .optional(ahead.map { Int(clamping: $0) })),
      ("lastSeen", lastSeen?.json ?? .null),
      ("drift", .optional(drift.map { Int($0) })),
      ("own", isOwn ? .bool(true) : .null),
      ("retired", isRetired ? .bool(true) : .null),
    ]
  }

  var json: JSON { .object([("kind", .string("replica"))] + fields) }
}
