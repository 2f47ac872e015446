import Foundation
import Testing

@testable import Capture

@Suite struct FetchingPolitely {
  /// What was waited for, in place of waiting.
  private final class Pauses: @unchecked Sendable {
    private let lock = NSLock()
    private var durations: [Duration] = []

    func add(_ duration: Duration) { lock.withLock { durations.append(duration) } }
    var all: [Duration] { lock.withLock { durations } }
  }

  private func polite(_ pauses: Pauses) -> PoliteFetching {
    var fetcher = PageFetcher()
    fetcher.timeLimit = .seconds(600)
    fetcher.answerTime = .seconds(600)
    fetcher.throughputInterval = .seconds(600)
    return PoliteFetching(fetcher: fetcher) { pauses.add($0) }
  }

  /// What came of each, in words: the status, `unchanged`, `failed` or `postponed`.
  private func outcomes(
    _ addresses: [String],
    _ pauses: Pauses = Pauses()
  ) async throws -> [String] {
    var words = addresses.map { _ in "" }
    try await polite(pauses).fetch(addresses.map { FetchRequest($0) }) { index, outcome in
      words[index] =
        switch outcome {
        case .answered(.page(let input)): String(decoding: input.content, as: UTF8.self)
        case .answered(.unchanged): "unchanged"
        case .failed(let error): "failed: \(error.code.name)"
        case .postponed(let error): "postponed: \(error.code.name)"
        }
    }
    return words
  }

  private func server(robots: String? = nil) throws -> LocalServer {
    try LocalServer { path in
      guard path == "/robots.txt" else { return .page("page \(path)", type: "text/plain") }
      return robots.map { .page($0, type: "text/plain") } ?? .status(404)
    }
  }

  @Test func `a host has one connection at a time, and a pause between any two requests`()
    async throws
  {
    let server = try server()
    let pauses = Pauses()
    let addresses = (1...5).map { server.address("/\($0)") }
    let words = try await outcomes(addresses, pauses)
    #expect(words == (1...5).map { "page /\($0)" })
    #expect(server.paths == ["/robots.txt", "/1", "/2", "/3", "/4", "/5"])
    #expect(server.mostAtOnce == 1)
    #expect(pauses.all == Array(repeating: Limits.hostPause, count: 5))
  }

  @Test func `a robots file that asks for more time gets it`() async throws {
    let server = try server(robots: "User-agent: *\nCrawl-delay: 7\nDisallow: /1\n")
    let pauses = Pauses()
    let words = try await outcomes([server.address("/1"), server.address("/2")], pauses)
    // The person asked for this page, so it is not followed to but wanted.
    #expect(words == ["page /1", "page /2"])
    #expect(pauses.all == [.seconds(7), .seconds(7)])
  }

  @Test func `a host that asks for more time than anybody waits gives one page at a time`()
    async throws
  {
    let server = try server(robots: "User-agent: clip\nCrawl-delay: 3600\n")
    let pauses = Pauses()
    let words = try await outcomes([server.address("/1"), server.address("/2")], pauses)
    #expect(words == ["page /1", "postponed: patience"])
    #expect(pauses.all.allSatisfy { $0 <= Limits.longestHostPause })
  }

  @Test func `a host with one page to give is asked for nothing else`() async throws {
    let server = try server()
    let pauses = Pauses()
    _ = try await outcomes([server.address("/1")], pauses)
    #expect(server.paths == ["/1"])
    #expect(pauses.all.isEmpty)
  }

  @Test func `a host that cannot be reached is tried once`() async throws {
    let words = try await outcomes(["http://127.0.0.1:9/a", "http://127.0.0.1:9/b"])
    #expect(words == ["failed: offline", "postponed: offline"])
  }

  @Test func `a host that asks for patience is left alone, and the others go on`() async throws {
    let tired = try LocalServer { _ in .raw(429, ["Retry-After: 60"], []) }
    let other = try server()
    let words = try await outcomes([
      tired.address("/1"), tired.address("/2"), other.address("/1"), other.address("/2"),
    ])
    #expect(words == ["failed: httpStatus", "postponed: httpStatus", "page /1", "page /2"])
    #expect(tired.paths == ["/robots.txt", "/1"])
  }

  @Test func `one page that is gone does not keep the others of its host`() async throws {
    let server = try LocalServer { path in
      path == "/2" ? .page("there", type: "text/plain") : .status(404)
    }
    let words = try await outcomes([server.address("/1"), server.address("/2")])
    #expect(words == ["failed: httpStatus", "there"])
  }

  @Test func `more hosts than are asked at once all get their turn`() async throws {
    let servers = try (0..<9).map { _ in try server() }
    let words = try await outcomes(servers.map { $0.address("/a") })
    #expect(words == Array(repeating: "page /a", count: 9))
  }

  @Test func `what the report throws ends the fetching`() async throws {
    struct Full: Error {}
    let server = try server()
    await #expect(throws: Full.self) {
      try await polite(Pauses()).fetch([FetchRequest(server.address("/"))]) { _, _ in
        throw Full()
      }
    }
  }
}

@Suite struct RobotsFiles {
  private func delay(_ text: String) -> Duration? {
    RobotsFile(Data(text.utf8)).delay(for: "clip")
  }

  @Test func `the group that names the program stands before that for all`() {
    #expect(
      delay("User-agent: *\nCrawl-delay: 5\n\nUser-agent: Clip\nCrawl-delay: 2") == .seconds(2)
    )
    #expect(delay("User-agent: other\nCrawl-delay: 5") == nil)
  }

  @Test func `several names in a row share a group`() {
    #expect(delay("user-agent: a\nUSER-AGENT: clip # us\ncrawl-delay : 1.5") == .seconds(1.5))
    #expect(delay("user-agent: clip\nDisallow: /\nuser-agent: a\ncrawl-delay: 3") == nil)
  }

  @Test(arguments: ["", "Crawl-delay: 5", "User-agent: *\nCrawl-delay: soon", "\u{0}:\n:\n::"])
  func `what makes no sense says nothing`(text: String) {
    #expect(delay(text) == nil)
  }

  @Test(arguments: ["-1", "nan", "inf", "1e400"])
  func `no number takes the program down`(number: String) {
    #expect(delay("User-agent: *\nCrawl-delay: \(number)") == nil)
    #expect(delay("User-agent: *\nCrawl-delay: 1e300") == .seconds(1e6))
  }
}

@Suite struct RetryTimes {
  private let now = Date(timeIntervalSince1970: 1_750_000_000)

  private func failure(_ status: Int, retryAfter: String? = nil) -> CaptureError {
    CaptureError(
      .httpStatus,
      "no",
      response: FailedResponse(status: status, retryAfter: retryAfter)
    )
  }

  private func delays(of failure: CaptureError, seed: UInt64) -> [TimeInterval] {
    var generator = SeededGenerator(seed: seed)
    return (1...40).compactMap {
      RetrySchedule.next(after: $0, failure, now: now, using: &generator)?.timeIntervalSince(now)
    }
  }

  @Test(arguments: UInt64(1)...20)
  func `each attempt waits longer until the longest wait, and there is a last one`(seed: UInt64) {
    let delays = delays(of: failure(500), seed: seed)
    #expect(delays.count == Limits.attempts - 1, "seed \(seed)")
    for (index, delay) in delays.enumerated() {
      let plain = min(Limits.firstRetry * pow(2, Double(index)), Limits.longestRetry)
      #expect((0.75 * plain...1.25 * plain).contains(delay), "seed \(seed)")
      #expect(delay <= RetrySchedule.horizon, "seed \(seed)")
    }
  }

  @Test func `two machines do not come back at the same time`() {
    #expect(delays(of: failure(500), seed: 1) != delays(of: failure(500), seed: 2))
  }

  @Test func `a server that asks for more time gets it, but not for ever`() {
    #expect(delays(of: failure(503, retryAfter: "86400"), seed: 1).first == 86_400)
    #expect(
      delays(of: failure(429, retryAfter: "99999999999"), seed: 1).first
        == Limits.longestRetryAfter
    )
    #expect(delays(of: failure(503, retryAfter: "1"), seed: 1).first ?? 0 > 200)
  }

  @Test func `a date to come back at is read`() {
    let response = FailedResponse(status: 503, retryAfter: "Sun, 15 Jun 2025 16:06:40 GMT")
    #expect(response.delay(now: now) == 3600)
    #expect(response.delay(now: now + 9999) == 0)
    #expect(FailedResponse(status: 503, retryAfter: "tomorrow").delay(now: now) == nil)
    #expect(FailedResponse(status: 503, retryAfter: "-5").delay(now: now) == nil)
  }

  @Test(arguments: [400, 401, 403, 404, 410, 451, 501])
  func `a page that is not there is not tried again`(status: Int) {
    #expect(delays(of: failure(status), seed: 1).isEmpty)
  }

  @Test(arguments: [CaptureError.Code.tooLarge, .notText, .binary, .redirects, .badAddress])
  func `what is no article is not tried again`(code: CaptureError.Code) {
    #expect(delays(of: CaptureError(code, "no"), seed: 1).isEmpty)
  }
}

@Suite struct PrivateHosts {
  @Test(arguments: [
    "localhost", "LOCALHOST.", "wiki", "printer.local", "a.localhost", "nas.home.arpa",
    "db.internal", "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "10.1.2.3",
    "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "::1", "[::1]", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1",
    "::ffff:7f00:1", "64:ff9b::a00:1", "ff02::1", "::g", "",
  ])
  func `another machine in each network`(host: String) {
    #expect(PrivateHost.contains(host))
  }

  @Test(arguments: [
    "example.org", "local.example", "8.8.8.8", "172.32.0.1", "172.15.255.255", "192.167.0.1",
    "2001:4860:4860::8888", "[2606:4700::1111]", "::ffff:8.8.8.8", "10.example.com",
    "homes.example",
  ])
  func `the same machine everywhere`(host: String) {
    #expect(!PrivateHost.contains(host))
  }

  @Test func `only the way from the public into a private network is closed`() {
    let (outside, inside) = (URL(string: "http://a.example/"), URL(string: "http://10.0.0.1/"))
    #expect(PrivateHost.isBehind(inside, from: outside))
    #expect(!PrivateHost.isBehind(outside, from: inside))
    #expect(!PrivateHost.isBehind(inside, from: URL(string: "http://wiki/")))
    #expect(!PrivateHost.isBehind(outside, from: outside))
  }
}
