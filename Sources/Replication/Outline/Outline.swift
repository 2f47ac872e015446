/// One entry put under a parent at a position.
///
/// The parent is an entry or a notebook.
public struct Move: Hashable, Sendable {
  public let stamp: Stamp
  /// Its place among the moves of its change.
  public let index: Int
  public let entry: ItemID
  public let placement: Placement

  public init(stamp: Stamp, index: Int, entry: ItemID, placement: Placement) {
    self.stamp = stamp
    self.index = index
    self.entry = entry
    self.placement = placement
  }
}

extension Move: Comparable {
  /// The order in which moves take effect, the same on every replica.
  public static func < (left: Move, right: Move) -> Bool {
    (left.stamp, left.index) < (right.stamp, right.index)
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

/// A move with what it needs to be undone.
public struct RecordedMove: Hashable, Sendable {
  public let move: Move
  /// Where the entry stood before; `nil` when it was nowhere.
  public let previous: Placement?
  /// Whether it took effect: a move that would make a cycle does not.
  public let isEffective: Bool

  public init(move: Move, previous: Placement?, isEffective: Bool) {
    self.move = move
    self.previous = previous
    self.isEffective = isEffective
  }
}

/// Merges moves into the trees of all notebooks.
///
/// Moves take effect in the order of their stamps. One that arrives late makes the later ones be
/// undone, takes effect, and has them done again; a move under an entry's own descendant is
/// skipped. So concurrent moves make no cycle, and every entry stands in one place.
///
/// Kleppmann et al., *A highly-available move operation for replicated trees* (2022).
public struct OutlineMerge: Sendable {
  /// The moves to record, in order: the incoming ones and those redone after them.
  public private(set) var recorded: [RecordedMove] = []
  /// Where the entries that moved stand now.
  public private(set) var placements: [ItemID: Placement?] = [:]

  /// Merges a batch in one pass.
  ///
  /// - Parameters:
  ///   - incoming: new moves, in any order.
  ///   - later: all recorded moves after the first incoming one, in order.
  ///   - current: where an entry stands before the merge.
  /// - Complexity: O((incoming + later) × depth of the tree) look-ups.
  public init(
    incoming: [Move],
    later: [RecordedMove],
    current: (ItemID) throws -> Placement?
  ) rethrows {
    for done in later.reversed() where done.isEffective {
      placements[done.move.entry] = .some(done.previous)
    }
    for move in (incoming + later.map(\.move)).sorted() {
      let previous = try place(of: move.entry, current)
      let isEffective = try !makesCycle(move, current)
      if isEffective { placements[move.entry] = .some(move.placement) }
      recorded.append(RecordedMove(move: move, previous: previous, isEffective: isEffective))
    }
  }

  private func place(
    of entry: ItemID,
    _ current: (ItemID) throws -> Placement?
  ) rethrows -> Placement? {
    if let known = placements[entry] { return known }
    return try current(entry)
  }

  private func makesCycle(
    _ move: Move,
    _ current: (ItemID) throws -> Placement?
  ) rethrows -> Bool {
    var ancestor: ItemID? = move.placement.parent
    while let entry = ancestor {
      if entry == move.entry { return true }
      ancestor = try place(of: entry, current)?.parent
    }
    return false
  }
}
