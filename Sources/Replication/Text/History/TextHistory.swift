/// The event graph of one text: every insertion and deletion with the version it was made in.
///
/// Kept as run-length columns. Only where concurrent edits are merged or the past is asked for is
/// it needed; a text that is merely read does without.
///
/// Gentle & Kleppmann, *Collaborative Text Editing with Eg-walker: Better, Faster, Smaller*
/// (EuroSys 2025).
public struct TextHistory: Sendable {
  private(set) var graph = EventGraph()
  private(set) var runs = EventRuns()
  /// The event that everything before this history leads to, when it does not begin with the text.
  let base: EventID?

  /// A history from the beginning of a text.
  public init() {
    base = nil
  }

  init(graph: EventGraph, runs: EventRuns) {
    precondition(graph.count == runs.count, "every event does something")
    self.graph = graph
    self.runs = runs
    base = nil
  }

  /// The part of a history that follows a critical version: an event that everything before leads to
  /// and everything after follows.
  ///
  /// It can be merged into the text that it belongs to, see ``MergedText``; of what was before it
  /// knows nothing.
  public init(after base: EventID) {
    self.base = base
  }

  /// The last events of the whole history.
  public var version: TextVersion {
    graph.count == 0 ? base.map { [$0] } ?? [] : graph.heads.map { graph.id(of: $0) }.sorted()
  }

  /// How many events there are.
  public var count: Int { graph.count }

  public func contains(_ event: EventID) -> Bool {
    graph.index(of: event) != nil || event == base
  }

  /// The number of a replica's next event.
  public func nextSequence(of replica: ReplicaID) -> UInt64 {
    graph.nextSequence(of: replica) ?? 0
  }

  /// Adds an edit after its parents.
  ///
  /// - Throws: ``CodecError`` when parents are missing or its events do not follow its replica's
  ///   earlier ones; nothing is added then.
  /// - Complexity: O(patches), and O(log n) for each parent.
  public mutating func append(_ edit: TextEdit, by replica: ReplicaID) throws(CodecError) {
    let count = edit.events
    guard count > 0 else { return }
    // What came before a part of a history is checked by whoever has the text.
    let next = graph.nextSequence(of: replica) ?? (base == nil ? 0 : edit.firstSequence)
    if edit.parents.count == 1, graph.isLatest(edit.parents[0]),
      graph.nextSequence(of: replica) != nil
    {
      // Most edits follow all that is here, and nothing need be looked up.
      guard edit.firstSequence == next else { throw Self.notNext }
      graph.append(count, by: graph.number(of: replica))
    } else {
      let parents = try indices(of: edit.parents)
      guard edit.firstSequence == next else { throw Self.notNext }
      graph.append(count, by: replica, from: edit.firstSequence, after: parents)
    }
    for patch in edit.patches { runs.append(patch) }
  }

  /// Where the events of a version stand, rising; without the one that this history is a part after.
  private func indices(of version: TextVersion) throws(CodecError) -> [Int] {
    // Without parents an edit would follow nothing, and not what this history is a part of.
    guard base == nil || !version.isEmpty else { throw CodecError("an edit's base is missing") }
    var indices: [Int] = []
    for event in version where event != base {
      guard let index = graph.index(of: event) else {
        throw CodecError("an edit's base is missing")
      }
      indices.append(index)
    }
    return indices.sorted()
  }

  /// Adds what a replica does to the present text.
  mutating func append(_ patch: TextPatch, by replica: ReplicaID) {
    guard patch.events > 0 else { return }
    precondition(base == nil || graph.count > 0, "a part of a history begins with an edit")
    graph.append(patch.events, by: graph.number(of: replica))
    runs.append(patch)
  }

  static let notNext = CodecError("an edit does not follow its replica's last")
}

extension TextHistory {
  /// The text of the whole history.
  ///
  /// - Throws: ``CodecError`` when an event reaches beyond the text it was made in.
  /// - Complexity: O(n) for n runs made one after the other; see ``TextWalker``.
  public func text() throws(CodecError) -> [Unicode.Scalar] {
    precondition(base == nil, "a part of a history has no text of its own")
    var text = TextBuffer()
    try bring(&text, from: 0)
    return text.scalars
  }

  /// The text as it was at an earlier version.
  ///
  /// - Throws: ``CodecError`` when the version is not part of the history.
  public func text(at version: TextVersion) throws(CodecError) -> [Unicode.Scalar] {
    try part(leadingTo: version).text()
  }

  /// Applies all events to a text that has the first `known` of them.
  func bring(_ text: inout TextBuffer, from known: Int) throws(CodecError) {
    var walker = TextWalker(self)
    try walker.bring(&text, from: known)
  }

  /// The events of a version alone.
  private func part(leadingTo version: TextVersion) throws(CodecError) -> TextHistory {
    var wanted: [Int] = []
    for event in version {
      guard let index = graph.index(of: event) else {
        throw CodecError("a text version is unknown")
      }
      wanted.append(index)
    }
    // For each run, the index after its last event that is wanted, from the last run on.
    var ends = Array(repeating: 0, count: graph.runs.count)
    for index in wanted { ends[graph.run(of: index)] = max(ends[graph.run(of: index)], index + 1) }
    for run in graph.runs.indices.reversed() where ends[run] > 0 {
      for parent in graph.parents(of: run) {
        ends[graph.run(of: parent)] = max(ends[graph.run(of: parent)], parent + 1)
      }
    }
    var part = TextHistory()
    var moved: [Int: Int] = [:]
    for run in graph.runs.indices where ends[run] > 0 {
      let range = graph.runs[run].start..<ends[run]
      let parents = graph.parents(of: run).map { parent in
        let parentRun = graph.run(of: parent)
        return (moved[parentRun] ?? 0) + parent - graph.runs[parentRun].start
      }
      moved[run] = part.count
      part.add(range, of: self, after: parents)
    }
    return part
  }

  /// Adds events of another history that follow one another.
  private mutating func add(_ range: Range<Int>, of other: TextHistory, after parents: [Int]) {
    var parents = parents.sorted()
    var index = range.lowerBound
    while index < range.upperBound {
      let (id, count) = other.graph.name(of: index, before: range.upperBound)
      graph.append(count, by: id.replica, from: id.sequence, after: parents)
      parents = [graph.count - 1]
      index += count
    }
    other.runs.forEach(in: range) { run, content in
      if run.kind == .insertion {
        runs.insert(other.runs.inserted[content..<content + run.count], at: run.position)
      } else {
        runs.append(run)
      }
    }
  }
}
