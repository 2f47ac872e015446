/// A text in memory with its history: what an editing session holds.
///
/// A text that lies in a store is a ``MergedText``, which does without the history until it has to
/// be merged.
public struct TextDocument: Sendable {
  public private(set) var history: TextHistory
  private(set) var buffer: TextBuffer

  /// An empty text.
  public init() {
    history = TextHistory()
    buffer = TextBuffer()
  }

  /// A text with the history that made it.
  ///
  /// - Throws: ``CodecError`` when an event reaches beyond the text it was made in.
  public init(_ history: TextHistory) throws(CodecError) {
    self.history = history
    buffer = TextBuffer()
    try history.bring(&buffer, from: 0)
  }

  /// A text that a history, or a part of one, is known to lead to.
  init(_ history: TextHistory, text: TextBuffer) {
    self.history = history
    buffer = text
  }

  /// The present text.
  ///
  /// - Complexity: O(length).
  public var text: String { buffer.string }

  /// How many Unicode scalars it has.
  public var count: Int { buffer.count }

  public var version: TextVersion { history.version }

  /// Edits the present text.
  ///
  /// - Throws: ``CodecError`` when a patch reaches beyond it; what the patches before that one did
  ///   stays.
  /// - Complexity: that of the moves from one patch to the next, O(distance) in chunks.
  public mutating func edit(_ patches: [TextPatch], by replica: ReplicaID) throws(CodecError) {
    for patch in patches {
      try buffer.apply(patch)
      history.append(patch, by: replica)
    }
  }

  /// Merges edits, each after those that it follows.
  ///
  /// - Throws: ``CodecError`` when one does not fit; the document is of no use then.
  /// - Complexity: O((k + m) log(k + m)) for k runs of edits here and m there since the last version
  ///   that all of them follow.
  public mutating func merge(
    _ edits: some Sequence<(edit: TextEdit, replica: ReplicaID)>
  ) throws(CodecError) {
    let known = history.count
    for (edit, replica) in edits { try history.append(edit, by: replica) }
    try history.bring(&buffer, from: known)
  }
}

extension TextDocument {
  /// The text and its history as bytes, see ``TextHistory/encoded(packedBy:)``.
  public func encoded(packedBy compression: Compression) throws -> [UInt8] {
    try history.encoded(with: text, packedBy: compression)
  }
}

extension TextBuffer {
  /// - Throws: ``CodecError`` when the patch reaches beyond the text.
  mutating func apply(_ patch: TextPatch) throws(CodecError) {
    guard patch.position <= count, patch.deleted <= count - patch.position else {
      throw TextWalker.beyond
    }
    if patch.deleted > 0 { remove(patch.position..<patch.position + patch.deleted) }
    if !patch.inserted.isEmpty { insert(patch.inserted[...], at: patch.position) }
  }
}
