public import Foundation

/// What a server answered in place of a page.
public struct FailedResponse: Hashable, Sendable {
  public let status: Int
  /// The field `Retry-After` as it was sent.
  public let retryAfter: String?

  public init(status: Int, retryAfter: String? = nil) {
    self.status = status
    self.retryAfter = retryAfter
  }

  /// For how many seconds the server asks not to be asked again; `nil` when it does not say.
  ///
  /// A number of seconds or a date (RFC 9110, section 10.2.3). Bounded, so that no server can put a
  /// page off for years.
  public func delay(now: Date) -> TimeInterval? {
    guard let retryAfter = retryAfter?.trimmingCharacters(in: .whitespaces) else { return nil }
    let seconds =
      Double(Int(retryAfter) ?? -1) >= 0
      ? Double(retryAfter) : HTTPDate.read(retryAfter)?.timeIntervalSince(now)
    return seconds.map { min(max($0, 0), Limits.longestRetryAfter) }
  }
}

extension CaptureError {
  /// Whether the same request may well succeed at another time.
  ///
  /// No network, a server that is slow or in trouble, one that is asked too often. Not: an address that
  /// leads nowhere, a page that is too large or no text.
  public var mayPass: Bool {
    switch code {
    case .offline, .timedOut, .patience: true
    case .httpStatus: response.map { Self.passingStatuses.contains($0.status) } ?? false
    default: false
    }
  }

  /// Whether it says something about this machine's way to the host rather than about the page.
  public var isUnreachable: Bool { code == .offline }

  /// Request timeout, too early, too many requests, and trouble on the server's side but for "not
  /// implemented" and "version not supported"; 520 to 530 are those of a large network of caches.
  private static let passingStatuses = Set([408, 425, 429, 500, 502, 503, 504, 507]).union(
    520...530
  )
}

/// The date of HTTP (RFC 9110, section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
enum HTTPDate {
  /// `nil` for anything else; the two older forms are not sent any more.
  static func read(_ text: String) -> Date? {
    guard
      let match = text.wholeMatch(
        of: /[A-Z][a-z]{2}, (\d\d) ([A-Z][a-z]{2}) (\d{4}) (\d\d):(\d\d):(\d\d) GMT/
      ),
      let month = months.firstIndex(of: String(match.2)),
      let day = Int(match.1), let year = Int(match.3), let hour = Int(match.4),
      let minute = Int(match.5), let second = Int(match.6)
    else { return nil }
    var parts = DateComponents()
    (parts.year, parts.month, parts.day) = (year, month + 1, day)
    (parts.hour, parts.minute, parts.second) = (hour, minute, second)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar.date(from: parts)
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}
