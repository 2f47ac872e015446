import Foundation
import Model
import Store

/// What changes did to items, a line for each edit.
struct EditLines {
  let style: Style

  func lines(_ edits: [ChangeSummary.Edit]) -> [String] {
    var lines: [String] = []
    var last: ItemReference?
    for edit in edits {
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
    return lines
  }
}

extension ChangeSummary.Edit {
  var json: JSON {
    .object([
      ("item", .optional(item.map { "\($0.id)" })),
      ("kind", .optional(item?.kind.rawValue)), ("did", .string(description)),
    ])
  }
}
