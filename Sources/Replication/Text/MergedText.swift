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

  /// A text before its first edit.
  public init() {
    self.init(content: "")
  }

  init(
    content: String,
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

  /// Merges an edit, see ``apply(contentsOf:history:)``.
  mutating func apply(
    _ edit: TextEdit,
    by replica: ReplicaID,
    history: () throws -> TextHistory
  ) throws {
    try apply(contentsOf: [(edit, replica)], history: history)
  }

  /// Merges edits, each after those that it follows, in one pass.
  ///
  /// `history` gives the events before all of them: the whole history or the part that
  /// ``TextWindow`` says. It is asked only when some edit was made beside others.
  ///
  /// - Throws: what `history` throws, and ``CodecError`` for an edit that does not fit; the text is
  ///   as it was then.
  public mutating func apply(
    contentsOf edits: [(edit: TextEdit, replica: ReplicaID)],
    history: () throws -> TextHistory
  ) throws {
    var next = nextSequences
    var buffer: TextBuffer?
    var version = version
    var isMerge = false
    for (index, (edit, replica)) in edits.enumerated() where edit.events > 0 {
      guard edit.firstSequence == next[replica] ?? 0 else { throw TextHistory.notNext }
      guard edit.parents == version else {
        isMerge = true
        let merged = try merge(edits, from: index, into: buffer, history, &next)
        wantsLook = try merged.history.wantsLook(in: merged.buffer)
        content = merged.buffer.string
        version = merged.history.version
        break
      }
      var text = buffer ?? TextBuffer(content)
      buffer = nil
      try text.apply(edit.patches)
      buffer = text
      next[replica] = edit.firstSequence + UInt64(edit.events)
      version = [EventID(replica: replica, sequence: edit.firstSequence + UInt64(edit.events) - 1)]
    }
    if let buffer, !isMerge {
      content = buffer.string
      wantsLook = false
    }
    nextSequences = next
    self.version = version
  }

  /// Merges the edits from a number on; those before are in the buffer.
  private func merge(
    _ edits: [(edit: TextEdit, replica: ReplicaID)],
    from first: Int,
    into buffer: TextBuffer?,
    _ history: () throws -> TextHistory,
    _ next: inout [ReplicaID: UInt64]
  ) throws -> (buffer: TextBuffer, history: TextHistory) {
    var history = try history()
    for (edit, replica) in edits[..<first] { try history.append(edit, by: replica) }
    let known = history.count
    for (edit, replica) in edits[first...] where edit.events > 0 {
      guard edit.firstSequence == next[replica] ?? 0 else { throw TextHistory.notNext }
      try history.append(edit, by: replica)
      next[replica] = edit.firstSequence + UInt64(edit.events)
    }
    var text = buffer ?? TextBuffer(content)
    try history.bring(&text, from: known)
    return (text, history)
  }
}

extension TextBuffer {
  /// - Throws: ``CodecError`` when a patch reaches beyond the text.
  mutating func apply(_ patches: [TextPatch]) throws(CodecError) {
    for patch in patches {
      guard patch.position <= count, patch.deleted <= count - patch.position else {
        throw TextWalker.beyond
      }
      if patch.deleted > 0 { remove(patch.position..<patch.position + patch.deleted) }
      if !patch.inserted.isEmpty { insert(patch.inserted[...], at: patch.position) }
    }
  }
}
