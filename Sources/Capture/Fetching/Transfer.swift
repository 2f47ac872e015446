import Foundation

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// One download in progress.
///
/// A class because the session reports to an object; its state is guarded by a lock because the
/// session reports on a queue of its own while the task that waits may be cancelled on another.
final class Transfer: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  private let url: URL
  private let byteLimit: Int
  private let redirectLimit: Int

  private let lock = NSLock()
  private var content = Data()
  private var redirects: [String] = []
  private var response: URLResponse?
  /// Why a redirect was not followed.
  private var refusal: String?
  /// Between a redirect and what comes of it, when the session must not be cancelled: on Linux it
  /// stops the program when it is.
  private var isRedirecting = false
  private var session: URLSession?
  private var waiting: CheckedContinuation<Input, any Error>?
  /// Set before anyone waits, when the task is cancelled early.
  private var outcome: Result<Input, any Error>?

  init(url: URL, byteLimit: Int, redirectLimit: Int) {
    self.url = url
    self.byteLimit = byteLimit
    self.redirectLimit = redirectLimit
  }

  /// Downloads; to be called once.
  func run() async throws -> Input {
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let early = lock.withLock { () -> Result<Input, any Error>? in
          if outcome == nil { waiting = continuation }
          return outcome
        }
        if let early {
          continuation.resume(with: early)
        } else {
          start()
        }
      }
    } onCancel: {
      finish(.failure(CancellationError()))
    }
  }

  private func start() {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    // Who asked bounds the whole transfer; the session's own 60 seconds would be a second bound.
    configuration.timeoutIntervalForRequest = 24 * 3600
    // Servers may tell programs from people by it, and some turn programs away: so be it.
    configuration.httpAdditionalHeaders = [
      "User-Agent": "clip (an offline store for article clippings)",
      "Accept": "text/html, application/xhtml+xml, text/markdown, text/plain;q=0.9, */*;q=0.1",
    ]
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    lock.withLock { self.session = session }
    session.dataTask(with: url).resume()
  }

  /// Ends the download; only the first call counts.
  private func finish(_ result: Result<Input, any Error>) {
    let (continuation, session) = lock.withLock {
      defer {
        if outcome == nil { outcome = result }
        waiting = nil
      }
      return (waiting, isRedirecting ? nil : self.session)
    }
    session?.invalidateAndCancel()
    continuation?.resume(with: result)
  }

  private func fail(_ code: CaptureError.Code, _ message: String, hint: String) {
    finish(.failure(CaptureError(code, message, hint: hint)))
  }

  /// Notes that a redirect has led somewhere; whether anyone still wants to know.
  private func arrive() -> Bool {
    let (refusal, isWanted) = lock.withLock {
      isRedirecting = false
      return (self.refusal, outcome == nil)
    }
    if !isWanted {
      lock.withLock { session }?.invalidateAndCancel()
    } else if let refusal {
      fail(
        .redirects,
        "\(url.absoluteString) \(refusal)",
        hint: "Open it in the browser, save the page and add the file."
      )
    }
    return isWanted && refusal == nil
  }

  // MARK: Reports of the session

  func urlSession(
    _ session: URLSession,
    task: URLSessionTask,
    willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest,
    completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    let scheme = request.url?.scheme?.lowercased()
    let isAllowed = lock.withLock {
      redirects.append(response.url?.absoluteString ?? url.absoluteString)
      if redirects.count > redirectLimit {
        refusal = "leads from one address to the next without end"
      } else if scheme != "http" && scheme != "https" {
        refusal = "leads to an address that is not http or https"
      }
      isRedirecting = true
      return refusal == nil && outcome == nil
    }
    completionHandler(isAllowed ? request : nil)
  }

  func urlSession(
    _ session: URLSession,
    dataTask: URLSessionDataTask,
    didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    guard arrive() else {
      completionHandler(.cancel)
      return
    }
    let status = (response as? HTTPURLResponse)?.statusCode ?? 200
    if !(200..<300).contains(status) {
      fail(
        .httpStatus,
        "\(url.absoluteString): the server answered \(status)\(Self.meaning(of: status))",
        hint: "Check the address; if the browser shows the page, save it there and add the file."
      )
      completionHandler(.cancel)
    } else if response.expectedContentLength > Int64(byteLimit) {
      failTooLarge()
      completionHandler(.cancel)
    } else {
      lock.withLock { self.response = response }
      completionHandler(.allow)
    }
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    // Counted as it comes in: what a server announces, or packs, says nothing.
    let size = lock.withLock {
      if content.count <= byteLimit { content.append(data) }
      return content.count
    }
    if size > byteLimit { failTooLarge() }
  }

  func urlSession(
    _ session: URLSession,
    task: URLSessionTask,
    didCompleteWithError error: (any Error)?
  ) {
    guard arrive() else { return }
    if let error {
      finish(.failure(explained(error)))
      return
    }
    let input = lock.withLock {
      var input = Input(content, address: (response?.url ?? url).absoluteString)
      input.redirects = redirects
      input.contentType = (response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Content-Type")
      return input
    }
    finish(.success(input))
  }

  // MARK: Words

  private func failTooLarge() {
    fail(
      .tooLarge,
      "\(url.absoluteString) is larger than the \(byteLimit >> 20) MB a page may have",
      hint: "Save the part that matters and add that file."
    )
  }

  private func explained(_ error: any Error) -> CaptureError {
    if (error as? URLError)?.code == .timedOut {
      return CaptureError(
        .timedOut,
        "\(url.absoluteString) did not answer in time",
        hint: "Try again later, or save the page in the browser and add the file.",
        cause: error
      )
    }
    return CaptureError(
      .offline,
      "could not reach host \(url.host ?? url.absoluteString)",
      hint: "Check the network; or save the page in the browser and add the file.",
      cause: error
    )
  }

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
