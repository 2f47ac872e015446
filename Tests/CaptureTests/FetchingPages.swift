import Foundation
import Testing

@testable import Capture

@Suite struct FetchingPages {
  /// On a machine that is busy with other tests the usual limit may pass before a fetch gets its turn.
  private var patient: PageFetcher {
    var fetcher = PageFetcher()
    fetcher.timeLimit = .seconds(600)
    fetcher.answerTime = .seconds(600)
    fetcher.throughputInterval = .seconds(600)
    return fetcher
  }

  @Test func `a page arrives with its address and type`() async throws {
    // Given
    let server = try LocalServer { _ in .page("<p>Tide</p>", type: "text/html; charset=utf-8") }
    // When
    let input = try await patient.input(from: server.address("/tides#gauge"))
    // Then
    #expect(String(decoding: input.content, as: UTF8.self) == "<p>Tide</p>")
    #expect(input.address == server.address("/tides"))
    #expect(input.contentType == "text/html; charset=utf-8")
    #expect(input.redirects.isEmpty)
  }

  @Test func `redirects are followed and remembered`() async throws {
    let server = try LocalServer { path in
      switch path {
      case "/a": .redirect("/b")
      case "/b": .redirect("/c")
      default: .page("there", type: "text/plain")
      }
    }
    let input = try await patient.input(from: server.address("/a"))
    #expect(input.address == server.address("/c"))
    #expect(input.redirects == [server.address("/a"), server.address("/b")])
  }

  @Test func `endless redirects end`() async throws {
    let server = try LocalServer { .redirect($0 + "x") }
    await expect(code: .redirects) {
      _ = try await patient.input(from: server.address("/"))
    }
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/a"])
  func `a redirect away from http is not followed`(target: String) async throws {
    let server = try LocalServer { _ in .redirect(target) }
    let error = try await #require(throws: CaptureError.self) {
      _ = try await patient.input(from: server.address("/"))
    }
    #expect([.redirects, .httpStatus].contains(error.code))
  }

  @Test func `a page past the size limit is cut off while it comes in`() async throws {
    let server = try LocalServer { _ in .endless }
    var fetcher = patient
    fetcher.byteLimit = 1 << 20
    await expect(code: .tooLarge) { [fetcher] in
      _ = try await fetcher.input(from: server.address("/"))
    }
  }

  @Test func `a server that drips is given up`() async throws {
    let server = try LocalServer { _ in .drip }
    var fetcher = PageFetcher()
    fetcher.timeLimit = .milliseconds(300)
    await expect(code: .timedOut) { [fetcher] in
      _ = try await fetcher.input(from: server.address("/"))
    }
  }

  @Test func `a server that sends too little in a while is given up before the time is over`()
    async throws
  {
    let server = try LocalServer { _ in .drip }
    var hurried = patient
    hurried.throughputInterval = .milliseconds(200)
    let fetcher = hurried
    let error = try await #require(throws: CaptureError.self) {
      _ = try await fetcher.input(from: server.address("/"))
    }
    #expect(error.code == .timedOut)
    #expect(error.message == "\(server.address("/")) comes in too slowly")
  }

  @Test func `a server that takes the request and is silent is given up`() async throws {
    let server = try LocalServer { _ in .silence }
    var fetcher = patient
    (fetcher.answerTime, fetcher.throughputInterval) = (.milliseconds(200), .milliseconds(100))
    await expect(code: .timedOut) { [fetcher] in
      _ = try await fetcher.input(from: server.address("/"))
    }
  }

  @Test(arguments: [true, false])
  func `a page of 100 MB is refused, whether it says its size or not`(isAnnounced: Bool)
    async throws
  {
    let server = try LocalServer { _ in .large(100 << 20, isAnnounced: isAnnounced) }
    let error = try await #require(throws: CaptureError.self) {
      _ = try await patient.input(from: server.address("/"))
    }
    #expect(error.code == .tooLarge)
    #expect(error.message.hasSuffix("is larger than the 64 MB a page may have"))
  }

  @Test func `bytes that unpack to far more than a page are cut off while they unpack`()
    async throws
  {
    // Ten megabytes that unpack to 1,600.
    let bomb = Bomb.gzip(unpackingTo: 1600 << 20)
    let server = try LocalServer { _ in
      .raw(200, ["Content-Type: text/html", "Content-Encoding: gzip"], bomb)
    }
    let before = peakMemory()
    await expect(code: .tooLarge) {
      _ = try await patient.input(from: server.address("/"))
    }
    // No more than a page may have is ever held; other tests hold pages at the same time.
    #expect(peakMemory() - before < 600 << 20)
  }

  @Test func `a page that is packed arrives unpacked`() async throws {
    // The bytes that gzip makes of ten letters, its end with the right sum and size.
    let packed: [UInt8] = [
      0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x2b, 0xc9, 0x4c, 0x49, 0x2d,
      0x2e,
      0x01, 0x11, 0x00, 0x19, 0xea, 0x55, 0x38, 0x0a, 0x00, 0x00, 0x00,
    ]
    let server = try LocalServer { _ in
      .raw(200, ["Content-Type: text/plain", "Content-Encoding: gzip"], packed)
    }
    let input = try await patient.input(from: server.address("/"))
    #expect(String(decoding: input.content, as: UTF8.self) == "tidestides")
  }

  @Test func `a page is not sent again when it is the version that is known`() async throws {
    // Given
    let server = try LocalServer.reading { request in
      request.fields["if-none-match"] == "\"v1\""
        ? .raw(304, ["ETag: \"v1\""], [])
        : .raw(
          200,
          [
            "ETag: \"v1\"", "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT",
            "Content-Type: text/html",
          ],
          Array("<p>Tide</p>".utf8)
        )
    }
    let address = server.address("/")
    // When
    let first = try await patient.input(from: address)
    let second = try await patient.fetch(address, unless: first.validators)
    // Then
    #expect(first.validators.entityTag == "\"v1\"")
    #expect(second == .unchanged)
    #expect(
      server.requests.last?.fields["if-modified-since"] == "Sun, 06 Nov 1994 08:49:37 GMT"
    )
  }

  @Test func `a refusal keeps when the server wants to be asked again`() async throws {
    let server = try LocalServer { _ in .raw(503, ["Retry-After: 120"], []) }
    let error = try await #require(throws: CaptureError.self) {
      _ = try await patient.input(from: server.address("/"))
    }
    #expect(error.response == FailedResponse(status: 503, retryAfter: "120"))
    #expect(error.mayPass)
  }

  @Test(arguments: [404, 403, 500])
  func `an error of the server is said with its number`(status: Int) async throws {
    let server = try LocalServer { _ in .status(status) }
    let error = try await #require(throws: CaptureError.self) {
      _ = try await patient.input(from: server.address("/"))
    }
    #expect(error.code == .httpStatus)
    #expect(error.message.contains("\(status)"))
  }

  @Test func `a host that is not there is named, with what to do instead`() async throws {
    // Port 9 of the loopback interface refuses.
    let error = try await #require(throws: CaptureError.self) {
      _ = try await patient.input(from: "http://127.0.0.1:9/page")
    }
    #expect(error.code == .offline)
    #expect(error.message == "could not reach host 127.0.0.1")
    #expect(error.hint?.contains("save the page") == true)
  }

  @Test(arguments: ["", "tides.html", "file:///tmp/a.html", "ftp://a.example/b", "https://"])
  func `what is no web address is refused`(address: String) async {
    await expect(code: .badAddress) { _ = try await patient.input(from: address) }
  }

  @Test func `a cancelled fetch stops`() async throws {
    let server = try LocalServer { _ in .drip }
    let task = Task { [patient] in try await patient.input(from: server.address("/")) }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}

/// The most memory that this process ever held, in bytes; 0 where the system does not tell.
private func peakMemory() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
  return (line?.split(separator: " ").dropLast().last.flatMap { Int($0) } ?? 0) << 10
}
