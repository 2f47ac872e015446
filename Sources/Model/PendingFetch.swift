public import Foundation

/// A page that somebody wants and that is not here yet.
public struct PendingFetch: Hashable, Sendable {
  public var address: String
  /// When it was asked for.
  public var asked: Date
  /// How often it was tried in vain.
  public var attempts: Int
  /// What the last attempt came to, in words for people; `nil` when there was none.
  public var reason: String?
  /// When it is tried again; `nil` when it is given up.
  public var next: Date?

  public init(address: String, asked: Date, attempts: Int, reason: String?, next: Date?) {
    self.address = address
    self.asked = asked
    self.attempts = attempts
    self.reason = reason
    self.next = next
  }

  /// Whether it is not tried again unless somebody asks for it.
  public var isGivenUp: Bool { next == nil }
}
