/// Kills at the n-th call of whatever shares it, and at every call after that, like a process that
/// has died.
public final class Fuse: Sendable {
  /// What is thrown; nothing may catch it and go on.
  public struct Blown: Error {}

  private let state: Locked<(calls: Int, limit: Int)>

  /// - Parameter limit: this many calls succeed; by default all do.
  public init(limit: Int = .max) {
    state = Locked((0, limit))
  }

  /// How many calls there were.
  public var calls: Int { state { $0.calls } }

  public var isBlown: Bool { state { $0.calls > $0.limit } }

  func burn() throws {
    let isBlown = state { state in
      state.calls += 1
      return state.calls > state.limit
    }
    if isBlown { throw Blown() }
  }
}
