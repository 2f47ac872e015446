/// One event of a text's history: the insertion or deletion of one Unicode scalar.
///
/// A replica numbers its events in each text from 0, without gaps.
public struct EventID: Hashable, Sendable {
  public let replica: ReplicaID
  public let sequence: UInt64

  public init(replica: ReplicaID, sequence: UInt64) {
    self.replica = replica
    self.sequence = sequence
  }
}

extension EventID: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    (left.replica, left.sequence) < (right.replica, right.sequence)
  }
}

/// A version of a text: the last events of all that it includes, in order.
///
/// Empty for the text before its first event.
public typealias TextVersion = [EventID]

/// At a position in Unicode scalars, some are deleted and others put in their place.
public struct TextPatch: Hashable, Sendable {
  public var position: Int
  public var deleted: Int
  public var inserted: [Unicode.Scalar]

  public init(position: Int, deleted: Int, inserted: [Unicode.Scalar]) {
    precondition(position >= 0 && deleted >= 0, "a patch lies within a text")
    self.position = position
    self.deleted = deleted
    self.inserted = inserted
  }

  /// How many events it makes.
  public var events: Int { deleted + inserted.count }
}

/// What one replica did to a text in one step, starting from a version of it.
public struct TextEdit: Hashable, Sendable {
  /// The number of the first event among its replica's; the others follow on.
  public var firstSequence: UInt64
  /// The version that the first patch applies to.
  public var parents: TextVersion
  /// Each applies to the text that the one before it left.
  public var patches: [TextPatch]

  public init(firstSequence: UInt64, parents: TextVersion, patches: [TextPatch]) {
    self.firstSequence = firstSequence
    self.parents = parents.sorted()
    self.patches = patches
  }

  public var events: Int { patches.reduce(0) { $0 + $1.events } }
}

extension [Unicode.Scalar] {
  /// - Throws: ``CodecError`` when a patch reaches beyond the text.
  mutating func apply(_ patches: [TextPatch]) throws(CodecError) {
    for patch in patches {
      guard patch.position <= count, patch.deleted <= count - patch.position else {
        throw CodecError("an edit reaches beyond its text")
      }
      replaceSubrange(patch.position..<patch.position + patch.deleted, with: patch.inserted)
    }
  }
}

extension ByteWriter {
  mutating func append(_ version: TextVersion) {
    append(version.count)
    for event in version {
      append(event.replica)
      append(event.sequence)
    }
  }

  mutating func append(_ edit: TextEdit) {
    append(edit.firstSequence)
    append(edit.parents)
    append(edit.patches.count)
    for patch in edit.patches {
      append(patch.position)
      append(patch.deleted)
      append(String(String.UnicodeScalarView(patch.inserted)))
    }
  }
}

extension ByteReader {
  mutating func textVersion() throws(CodecError) -> TextVersion {
    var version: TextVersion = []
    for _ in 0..<(try count(ofSize: 17)) {
      let event = EventID(replica: try id(), sequence: try number())
      if let last = version.last, last >= event {
        throw CodecError("a text version is out of order")
      }
      version.append(event)
    }
    return version
  }

  mutating func textEdit() throws(CodecError) -> TextEdit {
    let first = try number()
    let parents = try textVersion()
    var patches: [TextPatch] = []
    for _ in 0..<(try count(ofSize: 3)) {
      let position = try number()
      let deleted = try number()
      guard position <= Limits.textLength, deleted <= Limits.textLength else { throw .overlong }
      let inserted = Array(try text().unicodeScalars)
      patches.append(
        TextPatch(position: Int(position), deleted: Int(deleted), inserted: inserted)
      )
    }
    guard first <= UInt64.max / 2 else { throw .overlong }
    return TextEdit(firstSequence: first, parents: parents, patches: patches)
  }
}
