import Foundation
import Model

/// What is said of pages that are still to be fetched.
enum FetchWords {
  /// `to be fetched: the server answered 503; next attempt in 5 minutes`.
  static func state(of fetch: PendingFetch, now: Date) -> String {
    let reason = fetch.reason.map { ": \($0)" } ?? ""
    guard let next = fetch.next else { return "could not be fetched" + reason }
    return "to be fetched" + reason
      + (fetch.attempts > 0 ? "; next attempt \(time(next, now))" : "")
  }

  /// `now`, `in 5 minutes`, `in 3 days`.
  static func time(_ date: Date, _ now: Date) -> String {
    let minutes = Int((date.timeIntervalSince(now) / 60).rounded(.up))
    if minutes <= 0 { return "now" }
    if minutes < 120 { return "in " + counted(minutes, "minute") }
    return minutes < 2880
      ? "in " + counted(minutes / 60, "hour") : "in " + counted(minutes / 1440, "day")
  }
}
