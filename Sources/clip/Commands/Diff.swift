import ArgumentParser
import Foundation
import Model
import Replication
import Store

struct Diff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Show what changed between two versions of a page.",
    discussion: """
      A page that had changed when it was added again has a version more. Versions are counted from \
      1, the oldest. Without --from and --to the newest is compared with the one before it. Words \
      that are gone stand in [-…-], new ones in {+…+}; on a terminal with colours they are red and \
      green.

      \(ExitCode.help())
      """
  )

  @OptionGroup var options: GlobalOptions

  @Argument(help: "The source's id.")
  var source: String

  @Option(help: ArgumentHelp("The older version.", valueName: "number"))
  var from: Int?

  @Option(help: ArgumentHelp("The newer version.", valueName: "number"))
  var to: Int?

  func run() throws {
    let session = try Session(options)
    let reference = try session.read {
      try $0.item(matching: source, among: [.source], called: "source")
    }
    let id = SourceID(reference.id)
    let (older, newer) = try versions(of: id, session)
    let difference = WordDifference(
      from: try text(of: older, id, session),
      to: try text(of: newer, id, session)
    )
    let title = try session.read { try $0.source(id)?.title }
    session.output.print(json(id, older, newer, difference)) { style in
      page(id, title, older, newer, difference, style)
    }
    session.output.flush(paged: true)
  }

  private func versions(
    of source: SourceID,
    _ session: Session
  ) throws -> (SourceVersion, SourceVersion) {
    let all = try session.read { try $0.versions(of: source) }
    let newer = try to.map { try session.version($0, of: source) } ?? all.last
    let older =
      try from.map { try session.version($0, of: source) }
      ?? all.last { $0.number < newer?.number ?? 0 }
    guard let older, let newer else {
      throw CommandError(
        "noVersion",
        all.count == 1
          ? "\(source.short) has one version only" : "there is no version before that",
        hint: all.count == 1
          ? "clip add reads its page again, and keeps what changed as a new version." : nil
      )
    }
    return (older, newer)
  }

  private func text(
    of version: SourceVersion,
    _ source: SourceID,
    _ session: Session
  ) throws -> String {
    guard let text = try session.text(of: version.text) else {
      throw CommandError(
        "noText",
        "the text of version \(version.number) of \(source.short) is not here",
        hint: "If it was added on another machine, sync again."
      )
    }
    return text
  }

  private func json(
    _ source: SourceID,
    _ older: SourceVersion,
    _ newer: SourceVersion,
    _ difference: WordDifference
  ) -> JSON {
    let hunks = difference.hunks.map { hunk in
      let (before, after) = difference.context(hunk)
      return JSON.object([
        ("start", .integer(hunk.old.lowerBound)), ("end", .integer(hunk.old.upperBound)),
        ("newStart", .integer(hunk.new.lowerBound)), ("newEnd", .integer(hunk.new.upperBound)),
        ("removed", .string(difference.removed(hunk))), ("added", .string(difference.added(hunk))),
        ("before", .string(before)), ("after", .string(after)),
      ])
    }
    return .object([
      ("kind", .string("diff")), ("source", .string("\(source)")), ("from", older.json),
      ("to", newer.json), ("hunks", .array(hunks)),
    ])
  }

  private func page(
    _ source: SourceID,
    _ title: String?,
    _ older: SourceVersion,
    _ newer: SourceVersion,
    _ difference: WordDifference,
    _ style: Style
  ) -> String {
    let head =
      style.strong(Sanitized.line(title ?? "(no title)")) + "  " + style.id(source.short)
      + "\n" + style.dim("\(older.line) → \(newer.line)")
    let lines = difference.lines(style)
    return ([head] + (lines.isEmpty ? ["The texts are equal."] : lines)).joined(separator: "\n\n")
  }
}

extension SourceVersion {
  var json: JSON {
    .object([
      ("version", .integer(number)), ("fetched", fetched.json), ("text", .string("\(text)")),
      ("words", .integer(words)), ("page", .optional(page.map { "\($0)" })),
    ])
  }

  /// `2026-02-03`, in UTC.
  var day: String { fetched.formatted(Date.ISO8601FormatStyle().year().month().day()) }

  /// `version 2 of 2026-02-03, 812 words`.
  var line: String {
    "version \(number) of \(day), \(counted(words, "word"))"
  }
}
