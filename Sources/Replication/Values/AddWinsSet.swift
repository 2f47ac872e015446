/// A set in which an addition wins over a concurrent removal: an observed-remove set.
///
/// Each addition is remembered by its change. A removal removes the additions that its replica had
/// seen, and no other; so what was removed here and added there stays. No tombstones are kept,
/// because a change names all that it has seen.
///
/// Bieniusa et al., *An optimized conflict-free replicated set* (2012).
public struct AddWinsSet: Hashable, Sendable {
  private(set) var additions: [Value: [ChangeID]]

  init(additions: [Value: [ChangeID]] = [:]) {
    self.additions = additions
  }

  /// In the order of values.
  public var elements: [Value] { additions.keys.sorted() }

  public var isEmpty: Bool { additions.isEmpty }

  public func contains(_ element: Value) -> Bool { additions[element] != nil }

  mutating func insert(_ element: Value, in context: ChangeContext) {
    let concurrent = (additions[element] ?? []).filter { !context.hasSeen($0) }
    additions[element] = (concurrent + [context.id]).sorted()
  }

  mutating func remove(_ element: Value, in context: ChangeContext) {
    let unseen = (additions[element] ?? []).filter { !context.hasSeen($0) }
    additions[element] = unseen.isEmpty ? nil : unseen
  }
}
