import ArgumentParser
import Foundation
import Model
import Replication
import Store

struct Log: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "Show what was changed, where and when, newest first.",
    discussion: ExitCode.help()
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "An item's id, for its changes alone.")
  var item: String?

  @OptionGroup var limit: LimitOption

  func run() throws {
    let session = try Session(options)
    let limit = limit.count
    let item = try item.map { id in try session.read { try $0.item(matching: id, purgedToo: true) }
    }
    for change in try session.read({ try $0.changes(of: item, limit: limit) }) {
      session.output.print(json(of: change)) { style in text(of: change, style) }
    }
    session.output.flush(paged: true)
  }

  private func json(of change: ChangeSummary) -> JSON {
    .object([
      ("kind", .string("change")), ("id", .string("\(change.id)")),
      ("replica", .string("\(change.id.replica)")), ("replicaName", .optional(change.replicaName)),
      ("time", change.time.json),
      (
        "edits",
        .array(
          change.edits.map { edit in
            .object([
              ("item", .optional(edit.item.map { "\($0.id)" })),
              ("kind", .optional(edit.item?.kind.rawValue)), ("did", .string(edit.description)),
            ])
          }
        )
      ),
    ])
  }

  private func text(of change: ChangeSummary, _ style: Style) -> String {
    let time = change.time.formatted(Date.ISO8601FormatStyle())
    let name =
      change.replicaName.map(Sanitized.line) ?? "\(change.id.replica)".prefix(8).description
    var lines = ["\(style.strong(time))  \(name)"]
    var last: ItemReference?
    for edit in change.edits {
      let did = Terminal.fitted(
        Sanitized.line(edit.description),
        to: max(Terminal.lineWidth - 22, 24)
      )
      let id = edit.item.map {
        style.id($0.id.short) + "  "
          + style.dim($0.kind.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0))
      }
      lines.append("  \(last == edit.item ? String(repeating: " ", count: 18) : id ?? "")  \(did)")
      last = edit.item
    }
    return lines.joined(separator: "\n")
  }
}
