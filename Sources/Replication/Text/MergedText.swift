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

  /// An empty text.
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
    history: (TextWindow) throws -> TextHistory
  ) throws {
    try apply(contentsOf: [(edit, replica)], history: history)
  }

  /// Merges edits, each after those that it follows, in one pass.
  ///
  /// `history` gives the events before all of them: the whole history, or the part that completes the
  /// window. It is asked only when some edit was made beside others.
  ///
  /// - Throws: what `history` throws, and ``CodecError`` for an edit that does not fit; the text is
  ///   as it was then.
  public mutating func apply(
    contentsOf edits: [(edit: TextEdit, replica: ReplicaID)],
    history: (TextWindow) throws -> TextHistory
  ) throws {
    let edits = edits.filter { $0.edit.events > 0 }
    guard !edits.isEmpty else { return }
    var next = nextSequences
    for (edit, replica) in edits {
      guard edit.firstSequence == next[replica] ?? 0 else { throw TextHistory.notNext }
      next[replica] = edit.firstSequence + UInt64(edit.events)
    }
    let text = TextBuffer(content)
    if let (text, version) = try continued(text, by: edits) {
      wantsLook = false
      content = text.string
      self.version = version
    } else {
      var document = TextDocument(
        try history(TextWindow(mergingInto: version, edits)),
        text: text
      )
      try document.merge(edits)
      wantsLook = try document.history.wantsLook(in: document.buffer)
      content = document.text
      version = document.version
    }
    nextSequences = next
  }

  /// The text after edits of which each was made in the version that those before it led to; `nil`
  /// when they were not.
  private func continued(
    _ text: TextBuffer,
    by edits: [(edit: TextEdit, replica: ReplicaID)]
  ) throws(CodecError) -> (TextBuffer, TextVersion)? {
    var version = version
    for (edit, replica) in edits {
      guard edit.parents == version else { return nil }
      let last = edit.firstSequence + UInt64(edit.events) - 1
      version = [EventID(replica: replica, sequence: last)]
    }
    var text = text
    for patch in edits.lazy.flatMap(\.edit.patches) { try text.apply(patch) }
    return (text, version)
  }
}

extension MergedText {
  /// Texts are equal when their bytes are; strings are already when they look alike.
  public static func == (left: Self, right: Self) -> Bool {
    left.version == right.version && left.wantsLook == right.wantsLook
      && left.nextSequences == right.nextSequences
      && left.content.utf8.elementsEqual(right.content.utf8)
  }
}
