/// Finds how far back a history has to be read for edits to be merged.
///
/// Edits are put in front of one another, the latest first, until all that is read leads back to one
/// event: that event is a critical version, and nothing before it matters. So a merge costs what was
/// written beside it, not what the history weighs.
public struct TextWindow {
  /// Events that what was read refers to and that were not read.
  private var missing: Set<EventID> = []
  /// Whether something that was read follows nothing, so that only the beginning is far enough.
  private var reachesBeginning = false
  /// The latest first.
  private var edits: [(edit: TextEdit, replica: ReplicaID)] = []

  /// - Parameters:
  ///   - version: of the present text.
  ///   - incoming: the edits to be merged into it, each after those that it follows.
  public init(
    mergingInto version: TextVersion,
    _ incoming: [(edit: TextEdit, replica: ReplicaID)]
  ) {
    missing.formUnion(version)
    reachesBeginning = version.isEmpty
    for (edit, replica) in incoming.reversed() { refer(edit, replica) }
  }

  /// Whether enough was read.
  public var isComplete: Bool { !reachesBeginning && missing.count <= 1 }

  /// Takes in the edit that comes before those that were read.
  ///
  /// - Precondition: edits come in an order that respects causality, backwards.
  public mutating func prepend(_ edit: TextEdit, by replica: ReplicaID) {
    edits.append((edit, replica))
    refer(edit, replica)
  }

  /// The history that was read: of the whole text if that was needed, else from the event on that all
  /// of it leads back to.
  ///
  /// - Throws: ``CodecError`` when an edit does not follow those before it.
  public func history() throws(CodecError) -> TextHistory {
    var history =
      if isComplete, let base = missing.first { TextHistory(after: base) } else { TextHistory() }
    for (edit, replica) in edits.reversed() { try history.append(edit, by: replica) }
    return history
  }

  private mutating func refer(_ edit: TextEdit, _ replica: ReplicaID) {
    guard edit.events > 0 else { return }
    // All later events of the replica were read before.
    missing = missing.filter { $0.replica != replica || $0.sequence < edit.firstSequence }
    missing.formUnion(edit.parents)
    if edit.parents.isEmpty { reachesBeginning = true }
  }
}
