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
