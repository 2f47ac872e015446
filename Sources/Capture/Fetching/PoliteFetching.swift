import Foundation

/// One page to fetch.
public struct FetchRequest: Hashable, Sendable {
  public let address: String
  /// The version that is known, so that it is not sent again.
  public let known: Validators?

  public init(_ address: String, known: Validators? = nil) {
    self.address = address
    self.known = known
  }
}

/// What came of one.
public enum FetchOutcome: Sendable {
  case answered(FetchAnswer)
  case failed(CaptureError)
  /// Not asked for: the host could not be reached, or asked to be left alone, just before.
  case postponed(because: CaptureError)
}

/// Fetches many pages without being a burden to anyone: at most one connection to a host at a time,
/// a pause between two requests to it, longer where its robots.txt says so, and none at all to a host
/// that does not answer or asks for patience.
///
/// A robots.txt is asked for only where a host has more than one page to give. Several hosts are asked
/// side by side.
public struct PoliteFetching: Sendable {
  var fetcher: PageFetcher
  var pause = Limits.hostPause
  var hostsAtOnce = Limits.hostsAtOnce
  private let sleep: @Sendable (Duration) async throws -> Void

  /// Takes what waits so long, or throws when the task is cancelled.
  public init(
    fetcher: PageFetcher = PageFetcher(),
    sleep: @escaping @Sendable (Duration) async throws -> Void
  ) {
    self.fetcher = fetcher
    self.sleep = sleep
  }

  /// Fetches all of them, those of a host in their order.
  ///
  /// `report` is told what came of each, by its index, one at a time and as soon as it is known. No
  /// further page of its host is fetched before it returns, so that few pages are held.
  ///
  /// - Throws: what `report` throws, and `CancellationError`.
  public func fetch(
    _ requests: [FetchRequest],
    report: (Int, FetchOutcome) async throws -> Void
  ) async throws {
    var hosts = Self.hosts(of: requests)[...]
    try await withThrowingTaskGroup(of: Visit.self) { group in
      for host in hosts.prefix(hostsAtOnce) { group.addTask { try await next(of: host, requests) } }
      hosts = hosts.dropFirst(hostsAtOnce)
      while let visit = try await group.next() {
        try await report(visit.index, visit.outcome)
        if !visit.host.waiting.isEmpty {
          group.addTask { try await next(of: visit.host, requests) }
        } else if let host = hosts.popFirst() {
          group.addTask { try await next(of: host, requests) }
        }
      }
    }
  }

  /// What is still to be asked of one host.
  private struct Host: Sendable {
    var waiting: ArraySlice<Int>
    var wasAsked = false
    /// `nil` until its robots.txt was looked at.
    var delay: Duration?
    /// Why it is left alone.
    var trouble: CaptureError?
  }

  private struct Visit: Sendable {
    let index: Int
    let outcome: FetchOutcome
    let host: Host
  }

  private static func hosts(of requests: [FetchRequest]) -> [Host] {
    var indices: [String: Int] = [:]
    var hosts: [Host] = []
    for (index, request) in requests.enumerated() {
      let name = authority(of: request.address)
      if let known = indices[name] {
        hosts[known].waiting.append(index)
      } else {
        indices[name] = hosts.count
        hosts.append(Host(waiting: [index]))
      }
    }
    return hosts
  }

  /// The host and port; what is no address stands for itself.
  private static func authority(of address: String) -> String {
    guard let parts = URLComponents(string: address), let host = parts.host else { return address }
    return host.lowercased() + (parts.port.map { ":\($0)" } ?? "")
  }

  private func next(of host: Host, _ requests: [FetchRequest]) async throws -> Visit {
    var host = host
    let index = host.waiting.removeFirst()
    let request = requests[index]
    if let trouble = host.trouble {
      return Visit(index: index, outcome: .postponed(because: trouble), host: host)
    }
    if host.delay == nil, !host.waiting.isEmpty || host.wasAsked {
      let delay = try await delay(of: request)
      host.delay = delay
      if delay > Limits.longestHostPause { host.trouble = Self.patience(delay, request) }
    }
    if host.wasAsked || host.delay != nil && host.trouble == nil {
      try await sleep(max(host.delay ?? pause, pause))
    }
    host.wasAsked = true
    do {
      let answer = try await fetcher.fetch(request.address, unless: request.known)
      return Visit(index: index, outcome: .answered(answer), host: host)
    } catch let error as CaptureError {
      if error.mayPass, error.isUnreachable || error.response?.retryAfter != nil {
        host.trouble = error
      }
      return Visit(index: index, outcome: .failed(error), host: host)
    }
  }

  /// The rest of a host's pages is left for another time.
  private static func patience(_ delay: Duration, _ request: FetchRequest) -> CaptureError {
    let seconds = delay.components.seconds
    return CaptureError(
      .patience,
      "\(authority(of: request.address)) asks for \(seconds) seconds between two pages",
      response: FailedResponse(status: 200, retryAfter: "\(seconds)")
    )
  }

  /// What the host's robots.txt asks for.
  private func delay(of request: FetchRequest) async throws -> Duration {
    guard var parts = URLComponents(string: request.address) else { return pause }
    (parts.path, parts.query, parts.fragment) = ("/robots.txt", nil, nil)
    var fetcher = fetcher
    fetcher.byteLimit = Limits.robotsBytes
    do {
      guard let address = parts.string, case .page(let input) = try await fetcher.fetch(address)
      else { return pause }
      return RobotsFile(input.content).delay(for: "clip") ?? pause
    } catch is CaptureError {
      // No such file, as for most hosts; or trouble, which the page itself will tell of.
      return pause
    }
  }
}
