import Foundation
import Replication
import Store
import Sync

/// What `clip check --folder` tells of one folder.
struct FolderCheckPage {
  private let name: String
  private let check: FolderCheck
  /// What replicas published of their states, and how that stands to ours.
  private let states: [State]

  private struct State {
    let replica: ReplicaID
    let label: String
    let changes: UInt64
    let comparison: StateComparison
  }

  init(_ name: String, _ session: Session, _ options: SyncOptions) throws {
    self.name = name
    let library = try session.library.preview()
    let progress = ProgressLine()
    defer { progress.clear() }
    check = try Carrier(name).exchange(
      session,
      previewing: library.replica,
      damaged: { (check: FolderCheck) in check.damaged.map(\.name) },
      { folder in
        let engine = SyncEngine(
          log: library,
          attachments: library,
          folder: folder,
          environment: .live
        )
        return try engine.check(options: options) { progress.show($0) }
      }
    )
    // Many will have checked one version.
    var known: [CheckedState: StateComparison] = [:]
    states = try check.states.map { published in
      let comparison =
        try known[published.state] ?? session.library.compare(published.state)
      known[published.state] = comparison
      return State(
        replica: published.replica,
        label: try session.read { try $0.replicaName(published.replica) }
          ?? String("\(published.replica)".prefix(8)),
        changes: published.state.version.changes,
        comparison: comparison
      )
    }
  }

  private var problems: [String] {
    check.problems
      + states.filter { $0.comparison == .different }.map { state in
        "the state of \(state.label) after \(state.changes) changes is not what the same changes make "
          + "on this machine: clip check says on each whether it is damaged"
      }
  }

  /// Whether nothing is wrong; what has not arrived yet and what is a stranger's is not.
  var isWhole: Bool { check.damaged.isEmpty && problems.isEmpty }

  func show(in output: Output) {
    output.print(json) { text($0) }
    for file in check.damaged { output.note("damaged: \(file.name): \(file.reason)") }
    for problem in problems { output.note(problem) }
  }

  private var json: JSON {
    .object([
      ("kind", .string("folderCheck")), ("folder", .string(name)),
      ("files", .integer(check.files)), ("bytes", .integer(check.bytes)),
      ("damaged", Self.files(check.damaged)), ("newer", Self.files(check.newer)),
      ("foreign", Self.files(check.foreign)), ("inFlight", .strings(check.inFlight)),
      ("superfluous", .strings(check.superfluous)),
      (
        "states",
        .array(
          states.map { state in
            .object([
              ("replica", .string("\(state.replica)")), ("name", .string(state.label)),
              ("changes", .integer(Int(clamping: state.changes))),
              ("comparison", .string("\(state.comparison)")),
            ])
          }
        )
      ),
      ("problems", .strings(problems)),
    ])
  }

  private static func files(_ files: [FolderCheck.File]) -> JSON {
    .array(
      files.map { .object([("name", .string($0.name)), ("reason", .string($0.reason))]) }
    )
  }

  private func text(_ style: Style) -> String {
    var lines = [
      (isWhole ? "Whole: " : "") + counted(check.files, "file") + " of clip.  "
        + style.dim(Sanitized.line(name))
    ]
    lines += list(check.damaged.count, "damaged", check.damaged.map(\.name), style)
    lines += list(check.newer.count, "of a newer clip or key", check.newer.map(\.name), style)
    lines += list(check.inFlight.count, "not here yet, or lost", check.inFlight, style)
    lines += list(check.superfluous.count, "no longer needed", check.superfluous, style)
    lines += list(check.foreign.count, "not of clip", check.foreign.map(\.name), style)
    lines += states.map { state in
      let words =
        switch state.comparison {
        case .equal: "the same"
        case .different: style.warning("another")
        case .unknown: "not known here: some of its changes have not arrived"
        case .purged: "not to be compared: content was purged since"
        }
      return "  state of \(Sanitized.line(state.label)) after "
        + "\(counted(Int(clamping: state.changes), "change")): \(words)"
    }
    return lines.joined(separator: "\n")
  }

  /// Long lists are cut for people.
  private func list(
    _ count: Int,
    _ words: String,
    _ names: [String],
    _ style: Style
  ) -> [String] {
    guard count > 0 else { return [] }
    let shown = names.prefix(Self.shown).map { "    " + Sanitized.line($0) }
    let rest = count - shown.count
    return ["  \(counted(count, "file")) \(words):"] + shown
      + (rest > 0 ? [style.dim("    and \(rest) more")] : [])
  }

  private static let shown = 10
}
