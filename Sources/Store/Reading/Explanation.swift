import Model
public import Replication

/// What some changes of others did to the library, in words, as far as a person can take it in.
public struct Explanation: Hashable, Sendable {
  /// What one replica did.
  public struct Machine: Hashable, Sendable {
    public let replica: ReplicaID
    public let name: String?
    /// How many changes it made.
    public let changes: UInt64
    /// The first of what they did.
    public let edits: [ChangeSummary.Edit]
    /// Whether they did more than that.
    public let hasMore: Bool
  }

  /// Those that made the changes, in the order of their ids.
  public internal(set) var machines: [Machine] = []
  /// Texts that were edited on several machines at once.
  public internal(set) var texts: [ConcurrentText] = []
  /// How many more there are.
  public internal(set) var furtherTexts = 0
  /// Fields of the changed items that machines set to different values at once.
  public internal(set) var conflicts: [Conflict] = []
  /// How many more there are.
  public internal(set) var furtherConflicts = 0
}

/// One text with what each side wrote while it did not know of the others.
public struct ConcurrentText: Hashable, Sendable {
  /// What one or more replicas wrote in knowledge of one another.
  public struct Side: Hashable, Sendable {
    /// Whose edits they are.
    public let replicas: [ReplicaID]
    /// Whether they were in this library before.
    public let isHere: Bool
    /// How the text differs from what all sides began with.
    public let differences: [TextChange]
  }

  public let item: ItemReference
  /// At least two; this library's first, if it is one.
  public let sides: [Side]
}

/// One place at which a text was changed.
public struct TextChange: Hashable, Sendable {
  /// A few words in front of it.
  public let before: String
  public let removed: String
  public let added: String
  /// A few words behind it.
  public let after: String
}
