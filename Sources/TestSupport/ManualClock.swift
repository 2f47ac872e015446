/// A clock that goes only when it is told to.
public final class ManualClock: Sendable {
  private let time: Locked<Int64>

  /// - Parameter milliseconds: since 1970.
  public init(milliseconds: Int64 = 1_767_225_600_000) {
    time = Locked(milliseconds)
  }

  /// Milliseconds since 1970.
  public var now: Int64 { time { $0 } }

  public func advance(by milliseconds: Int64) {
    time { $0 += milliseconds }
  }
}
