import Foundation
import Model

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// Brings a page in from an http or https address.
///
/// The time from the first connection to the last byte, the bytes and the redirects are bounded.
/// Nothing is kept when a fetch fails. Calls may run in parallel and be cancelled.
public struct PageFetcher: Sendable {
  var timeLimit = Limits.fetchTime
  var byteLimit = Limits.inputBytes
  var redirectLimit = Limits.redirects

  public init() {}

  /// Fetches a page.
  ///
  /// - Returns: The bytes, with the address they came from in the end and those that led there.
  /// - Throws: ``CaptureError``: a bad address, no way to the host, a refusal by the server, or a
  ///   page past one of the limits. `CancellationError` when the task is cancelled.
  public func input(from address: String) async throws -> Input {
    guard let known = WebAddress(address), let url = URL(string: known.original) else {
      throw CaptureError(
        .badAddress,
        "“\(address)” is not an http or https address",
        hint: "Write it in full, such as https://example.org/page, or give a file."
      )
    }
    let transfer = Transfer(url: url, byteLimit: byteLimit, redirectLimit: redirectLimit)
    return try await withThrowingTaskGroup(of: Input.self) { group in
      group.addTask { try await transfer.run() }
      group.addTask {
        try await Task.sleep(for: timeLimit)
        throw CaptureError(
          .timedOut,
          "\(url.absoluteString) did not arrive within \(timeLimit.components.seconds) seconds",
          hint: "Try again later, or save the page in the browser and add the file."
        )
      }
      defer { group.cancelAll() }
      guard let input = try await group.next() else { throw CancellationError() }
      return input
    }
  }
}
