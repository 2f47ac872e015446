public import Model

/// What became of an article that was added.
public struct AddedSource: Hashable, Sendable {
  public let id: SourceID
  /// Whether the source was not here before.
  public let isNew: Bool
  /// Which version of its page this reading made, from 1; `nil` when the page was here as it is.
  public let version: Int?
}
