import ArgumentParser
import Foundation
import Model
import Store

struct Conflicts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conflicts",
    abstract: "List fields that two machines set to different values at once.",
    discussion: """
      Nothing is lost and nothing waits: one value is shown, the others are kept until you choose \
      with clip resolve.

      \(ExitCode.help(for: [.library]))
      """
  )

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let session = try Session(options)
    let conflicts = try session.read { try $0.conflicts() }
    for conflict in conflicts {
      let label = try session.read { try $0.label(of: conflict.item) } ?? ""
      session.output.print(conflict.json) { style in
        "\(style.id(conflict.item.id.short))  \(style.dim(conflict.item.kind.rawValue))  "
          + "\(Sanitized.line(label))\n  \(style.strong(conflict.field)):"
      }
      ConflictPage(output: session.output).printValues(of: conflict)
    }
    if conflicts.isEmpty { session.output.print("No conflicts.") }
    session.output.flush(paged: true)
  }
}

/// A conflict's values, numbered as `clip resolve --pick` takes them.
struct ConflictPage {
  let output: Output

  func printValues(of conflict: Conflict) {
    for (index, value) in conflict.values.enumerated() {
      let who = value.replicaName.map(Sanitized.line) ?? String("\(value.replica)".prefix(8))
      let when = value.time.formatted(Date.ISO8601FormatStyle())
      output.print(
        "    \(index + 1)  \(Sanitized.line(value.value))"
          + output.style.dim("  \(who), \(when)\(index == 0 ? ", shown" : "")")
      )
    }
  }
}
