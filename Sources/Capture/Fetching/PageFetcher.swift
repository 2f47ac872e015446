import Foundation
import Model

/// Brings a page in from an http or https address.
///
/// The time from the first connection to the last byte, the bytes (as they come out of any
/// compression), the redirects and the slowness of the server are bounded. Nothing is kept when a fetch
/// fails. Calls may run in parallel and be cancelled.
public struct PageFetcher: Sendable {
  var timeLimit = Limits.fetchTime
  var answerTime = Limits.answerTime
  var throughputInterval = Limits.throughputInterval
  var byteLimit = Limits.inputBytes
  var redirectLimit = Limits.redirects
  /// What servers are told that we read.
  var accepts = "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9, */*;q=0.1"

  public init() {}

  /// Fetches a page.
  ///
  /// - Returns: The bytes, with the address they came from in the end and those that led there.
  /// - Throws: ``CaptureError``: a bad address, no way to the host, a refusal by the server, or a
  ///   page past one of the limits. `CancellationError` when the task is cancelled.
  public func input(from address: String) async throws -> Input {
    switch try await fetch(address) {
    case .page(let input): return input
    case .unchanged:
      throw CaptureError(
        .httpStatus,
        "\(address): the server says that nothing changed, and was not asked that",
        hint: "If the browser shows the page, save it there and add the file."
      )
    }
  }

  /// Fetches a page, unless it is the version that is known: by ``Input/validators`` of the time
  /// when it was fetched before.
  ///
  /// - Throws: as ``input(from:)``.
  public func fetch(_ address: String, unless known: Validators? = nil) async throws -> FetchAnswer
  {
    guard let page = WebAddress(address), let url = URL(string: page.original) else {
      throw CaptureError(
        .badAddress,
        "“\(address)” is not an http or https address",
        hint: "Write it in full, such as https://example.org/page, or give a file."
      )
    }
    let transfer = Transfer(
      page.original,
      fields: ["Accept": accepts].merging(known?.conditions ?? [:]) { $1 },
      timeLimit: timeLimit,
      byteLimit: byteLimit,
      redirectLimit: redirectLimit
    )
    return try await withThrowingTaskGroup(of: FetchAnswer.self) { group in
      group.addTask { try await transfer.run() }
      group.addTask { try await expectEnd(of: transfer, from: url) }
      group.addTask { try await expectProgress(of: transfer, from: url) }
      defer { group.cancelAll() }
      guard let answer = try await group.next() else { throw CancellationError() }
      return answer
    }
  }

  private func expectEnd(of transfer: Transfer, from url: URL) async throws -> FetchAnswer {
    try await Task.sleep(for: timeLimit)
    throw timedOut(
      "\(url.absoluteString) did not arrive within \(timeLimit.components.seconds) seconds"
    )
  }

  /// A server that sends a byte now and then keeps a connection for ever: that is none to wait for.
  private func expectProgress(of transfer: Transfer, from url: URL) async throws -> FetchAnswer {
    var waited = Duration.zero
    var before: Int?
    while true {
      try await Task.sleep(for: throughputInterval)
      waited += throughputInterval
      let now = transfer.received
      if let now, let before, now - before < Limits.throughputBytes {
        throw timedOut("\(url.absoluteString) comes in too slowly")
      }
      if now == nil, waited >= answerTime {
        throw timedOut(
          "\(url.absoluteString) did not answer within \(waited.components.seconds) seconds"
        )
      }
      before = now
    }
  }

  private func timedOut(_ message: String) -> CaptureError {
    CaptureError(
      .timedOut,
      message,
      hint: "Try again later, or save the page in the browser and add the file."
    )
  }
}
