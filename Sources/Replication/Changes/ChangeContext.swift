/// What decides the order of one change against all others.
public struct ChangeContext: Hashable, Sendable {
  public let id: ChangeID
  public let clock: HybridTimestamp
  /// All that the change's replica had when it made it, its own earlier changes included.
  public let seen: VersionVector

  public init(id: ChangeID, clock: HybridTimestamp, seen: VersionVector) {
    self.id = id
    self.clock = clock
    self.seen = seen
  }

  /// Whether the change was made in knowledge of another, or is that other: operations of one
  /// change follow one another.
  public func hasSeen(_ other: ChangeID) -> Bool {
    other == id || seen.contains(other)
  }

  var stamp: Stamp { Stamp(clock: clock, change: id) }
}

/// Who wrote something, and when: orders concurrent values by clock, then replica.
public struct Stamp: Hashable, Sendable {
  public let clock: HybridTimestamp
  public let change: ChangeID

  public init(clock: HybridTimestamp, change: ChangeID) {
    self.clock = clock
    self.change = change
  }
}

extension Stamp: Comparable {
  public static func < (left: Self, right: Self) -> Bool {
    (left.clock, left.change) < (right.clock, right.change)
  }
}
