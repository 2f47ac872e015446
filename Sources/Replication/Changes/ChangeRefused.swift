/// Why a log cannot take one change, now or ever: the reason lies in the change itself.
///
/// Told apart from failures of the log, such as a full disk, because the changes of others can
/// still be taken in.
public struct ChangeRefused: Error, Hashable, Sendable, CustomStringConvertible {
  public let change: ChangeID
  /// As a phrase: `a text edit is out of range`.
  public let reason: String
  /// Whether it only waits for changes that are not here.
  public let isWaiting: Bool

  public init(change: ChangeID, reason: String, isWaiting: Bool = false) {
    self.change = change
    self.reason = reason
    self.isWaiting = isWaiting
  }

  public var description: String { "change \(change) cannot be taken in: \(reason)" }
}
