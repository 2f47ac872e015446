/// A text as it is read: its present content and the version that content is.
///
/// An edit made in that very version goes straight to the content. Only an edit made beside others
/// needs the history.
public struct MergedText: Hashable, Sendable {
  public internal(set) var content: String
  public internal(set) var version: TextVersion
  /// Whether it joins edits of the same or neighbouring lines that nobody has seen together.
  public internal(set) var wantsLook: Bool
  /// The number of each replica's next event.
  var nextSequences: [ReplicaID: UInt64]

  init(
    content: String = "",
    version: TextVersion = [],
    wantsLook: Bool = false,
    nextSequences: [ReplicaID: UInt64] = [:]
  ) {
    self.content = content
    self.version = version
    self.wantsLook = wantsLook
    self.nextSequences = nextSequences
  }

  public func nextSequence(of replica: ReplicaID) -> UInt64 { nextSequences[replica] ?? 0 }

  /// Merges an edit.
  ///
  /// `history` gives the events before it and is asked only when it is needed.
  mutating func apply(
    _ edit: TextEdit,
    by replica: ReplicaID,
    history: () throws -> TextHistory
  ) throws {
    guard edit.events > 0 else { return }
    // As the history does: what one path refuses, the other must.
    guard edit.firstSequence == nextSequence(of: replica) else { throw TextHistory.notNext }
    let last = edit.firstSequence + UInt64(edit.events) - 1
    if edit.parents == version {
      var scalars = Array(content.unicodeScalars)
      try scalars.apply(edit.patches)
      content = String(String.UnicodeScalarView(scalars))
      version = [EventID(replica: replica, sequence: last)]
      wantsLook = false
    } else {
      var history = try history()
      try history.append(edit, by: replica)
      content = String(String.UnicodeScalarView(try history.text()))
      version = history.version
      wantsLook = try history.wantsLook()
    }
    nextSequences[replica] = last + 1
  }

  /// Merges edits, each after its parents.
  ///
  /// `history` gives the events before all of them; it is asked once at most, and only when it is
  /// needed.
  mutating func apply(
    contentsOf edits: [(edit: TextEdit, replica: ReplicaID)],
    history: () throws -> TextHistory
  ) throws {
    var known: TextHistory?
    for (index, next) in edits.enumerated() {
      try apply(next.edit, by: next.replica) {
        if let known { return known }
        var before = try history()
        for (edit, replica) in edits[..<index] where edit.events > 0 {
          try before.append(edit, by: replica)
        }
        known = before
        return before
      }
      if next.edit.events > 0 { try known?.append(next.edit, by: next.replica) }
    }
  }
}
