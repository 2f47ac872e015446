import ArgumentParser
import Store

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify the library.",
    discussion: """
      Reads the whole file, follows every chain of changes, verifies every attachment, and makes the \
      state anew from the log beside the live one to compare them.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Flag(help: "First put a state made anew from the log in place of the one that is there.")
  var rebuild = false

  func run() throws {
    let session = try Session(options)
    if rebuild { try session.library.rebuild() }
    let report = try session.library.check()
    session.output.print(
      .object([
        ("kind", .string("check")), ("changes", .integer(report.changes)),
        ("items", .integer(report.items)), ("attachments", .integer(report.attachments)),
        ("digest", .string("\(report.digest)")), ("problems", .strings(report.problems)),
      ])
    ) { style in
      let counts =
        counted(report.changes, "change") + ", " + counted(report.items, "item") + ", "
        + counted(report.attachments, "attachment") + "; "
        + style.dim("state \("\(report.digest)".prefix(16))")
      return report.problems.isEmpty
        ? "All is well: \(counts)."
        : counts + "\n" + report.problems.map { style.warning("  \($0)") }.joined(separator: "\n")
    }
    session.output.flush()
    guard report.problems.isEmpty else {
      throw CommandError(
        "damaged",
        "the library has \(counted(report.problems.count, "problem"))",
        hint: rebuild
          ? "Keep a copy of it, then restore a backup or start anew from a sync folder."
          : "If the log is whole, clip check --rebuild makes the rest from it."
      )
    }
  }
}
