public import Foundation

/// When a page that could not be fetched is tried again.
///
/// The time doubles from attempt to attempt, with a part of it left to chance so that machines and
/// pages that failed together do not come back together (Floyd and Jacobson, 1994). What a server
/// asks for with `Retry-After` is obeyed where it is longer.
public enum RetrySchedule {
  /// The time of the next attempt after so many, or `nil` when that was the last one, which came to
  /// this failure.
  public static func next(
    after attempts: Int,
    _ failure: CaptureError,
    now: Date,
    using generator: inout some RandomNumberGenerator
  ) -> Date? {
    guard failure.mayPass, attempts < Limits.attempts else { return nil }
    let doubled = Limits.firstRetry * pow(2, Double(max(attempts, 1) - 1))
    let delay = min(doubled, Limits.longestRetry)
    // 53 bits are all that a number between 0 and 1 holds.
    let chance = Double(generator.next() >> 11) / Double(1 << 53)
    let jittered = delay * (0.75 + chance / 2)
    return now + max(jittered, failure.response?.delay(now: now) ?? 0)
  }

  /// The farthest that a next attempt can lie ahead: a time beyond it was kept by a wrong clock.
  public static let horizon: TimeInterval = max(
    Limits.longestRetry * 1.25,
    Limits.longestRetryAfter
  )
}
