/// A timestamp that respects causality and stays near wall time: 48 bits of milliseconds since 1970
/// and a 16-bit counter.
///
/// Kulkarni et al., *Logical Physical Clocks and Consistent Snapshots in Globally Distributed
/// Databases* (2014). Equal timestamps of two replicas are ordered by replica.
public struct HybridTimestamp: Hashable, Sendable {
  /// Milliseconds in the high 48 bits, the counter in the low 16.
  public let rawValue: UInt64

  public init(rawValue: UInt64) {
    self.rawValue = rawValue
  }

  /// Milliseconds beyond 48 bits or before 1970 are cut to the nearest that fit.
  public init(milliseconds: Int64, counter: UInt16 = 0) {
    let clamped = UInt64(max(0, min(milliseconds, 1 << 48 - 1)))
    rawValue = clamped << 16 | UInt64(counter)
  }

  /// Since 1970.
  public var milliseconds: Int64 { Int64(rawValue >> 16) }
}

extension HybridTimestamp: Comparable {
  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Gives each local change a timestamp greater than all that this replica has seen.
///
/// It is wall time where that is greater, else the greatest seen plus one: a full counter spills into
/// the milliseconds. No received time is refused; what was written by a clock that runs ahead orders
/// only concurrent values, never what followed it. At the end of time the clock stands still.
///
/// Kulkarni et al. (2014), see ``HybridTimestamp``.
public struct HybridLogicalClock: Hashable, Sendable {
  /// The greatest timestamp given or seen.
  public private(set) var latest: HybridTimestamp

  public init(latest: HybridTimestamp = HybridTimestamp(rawValue: 0)) {
    self.latest = latest
  }

  /// The timestamp for a change made now; `now` in milliseconds since 1970.
  public mutating func tick(now: Int64) -> HybridTimestamp {
    let wall = HybridTimestamp(milliseconds: now)
    let next = latest.rawValue == .max ? latest.rawValue : latest.rawValue + 1
    latest = HybridTimestamp(rawValue: max(wall.rawValue, next))
    return latest
  }

  /// Takes note of another replica's timestamp.
  public mutating func witness(_ timestamp: HybridTimestamp) {
    latest = max(latest, timestamp)
  }
}
