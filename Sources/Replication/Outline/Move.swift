/// One entry put under a parent at a position.
///
/// The parent is an entry or a notebook.
public struct Move: Hashable, Sendable {
  public let stamp: Stamp
  /// How many changes its replica had seen, see ``VersionVector/changes``.
  public let seen: UInt64
  /// Its place among the moves of its change: what is redacted before it does not count.
  public let index: Int
  public let entry: ItemID
  public let placement: Placement

  public init(in context: ChangeContext, index: Int, entry: ItemID, placement: Placement) {
    self.init(
      stamp: context.stamp,
      seen: context.seen.changes,
      index: index,
      entry: entry,
      placement: placement
    )
  }

  /// A move as it was recorded.
  public init(stamp: Stamp, seen: UInt64, index: Int, entry: ItemID, placement: Placement) {
    self.stamp = stamp
    self.seen = seen
    self.index = index
    self.entry = entry
    self.placement = placement
  }
}

extension Move: Comparable {
  /// The order in which moves take effect, the same on every replica: by clock.
  ///
  /// A clock is never less than those its replica had seen, but at the end of time it is equal; then
  /// the one that had seen the other is later, because it had seen more. Concurrent moves of one
  /// clock are ordered by replica.
  public static func < (left: Move, right: Move) -> Bool {
    (left.stamp.clock, left.seen, left.stamp.change, left.index)
      < (right.stamp.clock, right.seen, right.stamp.change, right.index)
  }
}

/// Where an entry stands.
public struct Placement: Hashable, Sendable {
  public let parent: ItemID
  public let position: Position

  public init(parent: ItemID, position: Position) {
    self.parent = parent
    self.position = position
  }
}
