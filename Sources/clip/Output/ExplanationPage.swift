import Foundation
import Model
import Replication
import Store
import Sync

/// What `clip sync --explain` tells: who changed what, and what was changed on several machines at
/// once.
struct ExplanationPage {
  private let folder: String
  private let explanation: Explanation
  private let names: [ReplicaID: String]
  private let labels: [AnyItemID: String]
  private let style: Style

  /// How many edits of a machine, texts and conflicts are told.
  private static let limit = 20
  /// Places of a text that are shown for each side.
  private static let places = 8

  /// - Parameters:
  ///   - report: of the sync.
  ///   - folder: what was synced with.
  ///   - session: the library.
  ///   - foreseen: what a dry run would take in; `nil` for what was taken in.
  /// - Throws: ``StoreError`` when the library cannot be read.
  init(
    of report: SyncReport,
    _ folder: String,
    _ session: Session,
    foreseen: [Change]?
  ) throws {
    self.folder = folder
    style = session.output.style
    let told =
      if let foreseen {
        try session.library.explanation(foreseeing: foreseen, to: report.after, limit: Self.limit)
      } else {
        try session.read {
          try $0.explanation(from: report.before, to: report.after, limit: Self.limit)
        }
      }
    explanation = told
    let replicas =
      told.machines.map(\.replica) + told.texts.flatMap { $0.sides.flatMap(\.replicas) }
    let items = told.texts.map(\.item) + told.conflicts.map(\.item)
    (names, labels) = try session.read { reader in
      var names: [ReplicaID: String] = [:]
      for replica in try reader.replicas() { names[replica.id] = replica.name }
      for machine in told.machines { names[machine.replica] = machine.name }
      for replica in replicas where names[replica] == nil {
        names[replica] = String("\(replica)".prefix(8))
      }
      var labels: [AnyItemID: String] = [:]
      for item in items { labels[item.id] = try reader.label(of: item) }
      return (names, labels)
    }
  }

  func show(in output: Output) {
    output.print(json) { _ in text }
  }

  private func name(_ replica: ReplicaID) -> String {
    Sanitized.line(names[replica] ?? String("\(replica)".prefix(8)))
  }

  private var text: String {
    guard !explanation.machines.isEmpty else { return "No machine changed anything." }
    var lines: [String] = []
    for machine in explanation.machines {
      let changes = counted(Int(clamping: machine.changes), "change")
      lines.append("\(style.strong(name(machine.replica))): \(changes)")
      lines += EditLines(style: style).lines(machine.edits)
      if machine.hasMore { lines.append(style.dim("  and more: clip log")) }
      if machine.edits.isEmpty { lines.append(style.dim("  nothing that shows yet")) }
    }
    if !explanation.texts.isEmpty {
      lines.append(style.strong("Edited on several machines at once, and merged:"))
      lines += explanation.texts.flatMap(lines(of:))
      lines += further(explanation.furtherTexts, "text")
    }
    if !explanation.conflicts.isEmpty {
      lines.append(style.strong("Set to different values at once:"))
      lines += explanation.conflicts.flatMap(lines(of:))
      lines += further(explanation.furtherConflicts, "field")
    }
    return lines.joined(separator: "\n")
  }

  private func further(_ count: Int, _ thing: String) -> [String] {
    count > 0 ? [style.dim("  and \(counted(count, "more \(thing)"))")] : []
  }

  private func head(of item: ItemReference) -> String {
    let label = Terminal.fitted(Sanitized.line(labels[item.id] ?? ""), to: 50)
    return "  \(style.id(item.id.short))  \(style.dim(item.kind.rawValue))  “\(label)”"
  }

  private func lines(of text: ConcurrentText) -> [String] {
    var lines = [head(of: text.item)]
    for side in text.sides {
      lines.append("    " + label(of: side) + ":")
      lines += side.differences.prefix(Self.places).map { "      " + shown($0) }
      let rest = side.differences.count - min(side.differences.count, Self.places)
      if rest > 0 { lines.append(style.dim("      and \(counted(rest, "more place"))")) }
    }
    return lines
  }

  private func label(of side: ConcurrentText.Side) -> String {
    side.replicas.map(name).joined(separator: ", ") + (side.isHere ? " (here)" : "")
  }

  /// `…water comes [-twice-]{+three times+} a day…`, as word differences are written.
  private func shown(_ change: TextChange) -> String {
    let removed = change.removed.isEmpty ? "" : style.warning("[-\(cut(change.removed))-]")
    let added = change.added.isEmpty ? "" : style.match("{+\(cut(change.added))+}")
    return "…\(Self.line(change.before))\(removed)\(added)\(Self.line(change.after))…"
  }

  private func cut(_ text: String) -> String {
    Terminal.fitted(Self.line(text), to: 200)
  }

  /// One line that keeps the spaces at its ends.
  private static func line(_ text: String) -> String {
    Sanitized.text(String(text.map { $0.isNewline || $0 == "\t" ? "⏎" : $0 }))
  }

  private func lines(of conflict: Conflict) -> [String] {
    ["\(head(of: conflict.item))  \(conflict.field)"]
      + conflict.values.enumerated().map { index, value in
        let who = value.replicaName.map(Sanitized.line) ?? String("\(value.replica)".prefix(8))
        let shown = index == 0 ? ", shown" : ""
        return "    \(index + 1)  \(Terminal.fitted(Sanitized.line(value.value), to: 200))"
          + style.dim("  \(who)\(shown)")
      }
  }
}

extension ExplanationPage {
  private var json: JSON {
    .object([
      ("kind", .string("explanation")), ("folder", .string(folder)),
      (
        "machines",
        .array(
          explanation.machines.map { machine in
            .object([
              ("replica", .string("\(machine.replica)")), ("name", .optional(machine.name)),
              ("changes", .integer(Int(clamping: machine.changes))),
              ("edits", .array(machine.edits.map(\.json))),
              ("hasMore", machine.hasMore ? .bool(true) : .null),
            ])
          }
        )
      ),
      ("texts", .array(explanation.texts.map(json(of:)))),
      ("furtherTexts", .integer(explanation.furtherTexts)),
      ("conflicts", .array(explanation.conflicts.map(\.json))),
      ("furtherConflicts", .integer(explanation.furtherConflicts)),
    ])
  }

  private func json(of text: ConcurrentText) -> JSON {
    .object([
      ("item", .string("\(text.item.id)")),
      (
        "sides",
        .array(
          text.sides.map { side in
            .object([
              ("replicas", .strings(side.replicas.map { "\($0)" })),
              ("here", side.isHere ? .bool(true) : .null),
              ("differences", .array(side.differences.prefix(Self.limit * 5).map(\.json))),
              ("places", .integer(side.differences.count)),
            ])
          }
        )
      ),
    ])
  }
}

extension TextChange {
  fileprivate var json: JSON {
    .object([
      ("before", .string(before)), ("removed", .string(removed)), ("added", .string(added)),
      ("after", .string(after)),
    ])
  }
}
