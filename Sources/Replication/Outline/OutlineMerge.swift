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
/// All moves are one sequence, the same on every replica, see ``Move``: the last that took effect
/// says where its entry stands. A move that arrives late has the later ones undone, takes effect,
/// and has them done again; a whole batch needs one such pass. A move under its own entry's
/// descendant does nothing, so that concurrent moves make no cycle, lose no entry and duplicate none.
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
