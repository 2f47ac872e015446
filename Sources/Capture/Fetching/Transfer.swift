import CCurl
import Foundation

/// One download in progress, with the redirects that lead to it.
///
/// A class because it runs on a thread of its own while the task that waits may be cancelled on
/// another; its state is guarded by a lock.
final class Transfer: @unchecked Sendable {
  private let address: String
  /// Fields of the request beside those that all have.
  private let fields: [String: String]
  private let timeLimit: Duration
  private let byteLimit: Int
  private let redirectLimit: Int
  /// Whether the page that sends us here is a public one.
  private let isFromPublicPage: Bool

  private let lock = NSLock()
  private var content = Data()
  private var hasAnswer = false
  private var waiting: CheckedContinuation<FetchAnswer, any Error>?
  /// Set before anyone waits, when the task is cancelled early.
  private var outcome: Result<FetchAnswer, any Error>?

  static let userAgent = "clip (an offline store for article clippings)"

  init(
    _ address: String,
    fields: [String: String],
    timeLimit: Duration,
    byteLimit: Int,
    redirectLimit: Int,
    isFromPublicPage: Bool = false
  ) {
    self.address = address
    self.fields = fields
    self.timeLimit = timeLimit
    self.byteLimit = byteLimit
    self.redirectLimit = redirectLimit
    self.isFromPublicPage = isFromPublicPage
  }

  /// How many bytes have arrived, unpacked; `nil` until the server begins to answer.
  var received: Int? { lock.withLock { hasAnswer ? content.count : nil } }

  /// Downloads; to be called once.
  func run() async throws -> FetchAnswer {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let early = lock.withLock { () -> Result<FetchAnswer, any Error>? in
          if outcome == nil { waiting = continuation }
          return outcome
        }
        if let early {
          continuation.resume(with: early)
        } else {
          // Asking blocks; the threads of tasks are few.
          Thread.detachNewThread { self.finish(Result { try self.download() }) }
        }
      }
    } onCancel: {
      finish(.failure(CancellationError()))
    }
  }

  /// Ends the download; only the first call counts.
  private func finish(_ result: Result<FetchAnswer, any Error>) {
    let continuation = lock.withLock {
      if outcome == nil { outcome = result }
      content = Data()
      defer { waiting = nil }
      return waiting
    }
    continuation?.resume(with: result)
  }

  // MARK: On the thread

  /// Follows redirects by itself, so that each is looked at before it is asked for.
  private func download() throws -> FetchAnswer {
    var redirects: [String] = []
    var current = address
    /// Whether the way began in a private network, and may stay there.
    var isPrivate = !isFromPublicPage && PrivateHost.contains(URL(string: address)?.host ?? "")
    var isBlocked = false
    var isTooLarge = false
    let handler = Exchange.Handler { head, piece in
      guard (200..<300).contains(head.status) else { return false }
      isTooLarge = !self.take(piece)
      return !isTooLarge
    } allows: { numeric in
      // What the names say was looked at; here it is known where they lead.
      if redirects.isEmpty, !self.isFromPublicPage {
        isPrivate = isPrivate || PrivateHost.contains(numeric)
      }
      isBlocked = !isPrivate && PrivateHost.contains(numeric)
      return !isBlocked
    } isCancelled: {
      self.lock.withLock { self.outcome != nil }
    }
    let exchange: Exchange
    do { exchange = try Exchange(handler) } catch { throw explained(error, at: current) }
    while true {
      if !isPrivate, PrivateHost.contains(URL(string: current)?.host ?? "") {
        throw refused("leads from a public address into a private network")
      }
      let next: String?
      do {
        next = try exchange.run(
          current,
          fields: fields.merging(["User-Agent": Self.userAgent]) { $1 },
          timeLimit: timeLimit,
          byteLimit: byteLimit
        )
      } catch {
        if isBlocked { throw refused("leads from a public address into a private network") }
        throw explained(error, at: current)
      }
      if isTooLarge { throw tooLarge() }
      guard let next, Self.redirecting.contains(exchange.head.status) else {
        return try answer(exchange.head, from: current, redirects)
      }
      redirects.append(current)
      if redirects.count > redirectLimit {
        throw refused("leads from one address to the next without end")
      }
      guard let scheme = URL(string: next)?.scheme?.lowercased(),
        ["http", "https"].contains(scheme)
      else { throw refused("leads to an address that is not http or https") }
      current = next
    }
  }

  private static let redirecting: Set<Int> = [301, 302, 303, 307, 308]

  /// Keeps a piece; `false` past the limit, whatever was announced.
  private func take(_ piece: UnsafeRawBufferPointer) -> Bool {
    lock.withLock {
      hasAnswer = true
      guard content.count + piece.count <= byteLimit else { return false }
      content.append(contentsOf: piece)
      return true
    }
  }

  private func answer(
    _ head: Exchange.Head,
    from current: String,
    _ redirects: [String]
  ) throws -> FetchAnswer {
    if head.status == 304, fields.keys.contains(where: { $0.hasPrefix("If-") }) {
      return .unchanged
    }
    guard (200..<300).contains(head.status) else {
      throw CaptureError(
        .httpStatus,
        "\(address): the server answered \(head.status)\(Self.meaning(of: head.status))",
        hint: "Check the address; if the browser shows the page, save it there and add the file.",
        response: FailedResponse(status: head.status, retryAfter: head.fields["retry-after"])
      )
    }
    var input = Input(lock.withLock { content }, address: current)
    input.redirects = redirects
    input.contentType = head.fields["content-type"]
    input.validators = Validators(
      entityTag: head.fields["etag"],
      lastModified: head.fields["last-modified"]
    )
    return .page(input)
  }

  // MARK: Words

  private func tooLarge() -> CaptureError {
    CaptureError(
      .tooLarge,
      "\(address) is larger than the \(byteLimit >> 20) MB a page may have",
      hint: "Save the part that matters and add that file."
    )
  }

  private func refused(_ reason: String) -> CaptureError {
    CaptureError(
      .redirects,
      "\(address) \(reason)",
      hint: "Open it in the browser, save the page and add the file."
    )
  }

  private func explained(_ error: any Error, at current: String) -> any Error {
    guard let failure = error as? Exchange.Failure else { return error }
    let host = URL(string: current)?.host ?? current
    switch failure.code {
    case CURLE_FILESIZE_EXCEEDED: return tooLarge()
    case CURLE_OPERATION_TIMEDOUT:
      return CaptureError(
        .timedOut,
        "\(current) did not answer in time",
        hint: "Try again later, or save the page in the browser and add the file.",
        cause: failure
      )
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
      return CaptureError(
        .badAddress,
        "“\(current)” is not an http or https address",
        hint: "Write it in full, such as https://example.org/page, or give a file.",
        cause: failure
      )
    case CURLE_BAD_CONTENT_ENCODING:
      return CaptureError(
        .binary,
        "what \(host) sends cannot be unpacked: \(failure)",
        hint: "Save the page in the browser and add the file.",
        cause: failure
      )
    default:
      let isFar = Self.unreachable.contains(failure.code)
      return CaptureError(
        .offline,
        isFar
          ? "could not reach host \(host)" : "the connection to host \(host) failed: \(failure)",
        hint: "Check the network; or save the page in the browser and add the file.",
        cause: failure
      )
    }
  }

  private static let unreachable = [
    CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
  ]

  private static func meaning(of status: Int) -> String {
    switch status {
    case 401, 403: " (it does not let us in)"
    case 404, 410: " (no such page)"
    case 429: " (too many requests)"
    case 451: " (withheld for legal reasons)"
    case 500...: " (trouble on its side)"
    default: ""
    }
  }
}
