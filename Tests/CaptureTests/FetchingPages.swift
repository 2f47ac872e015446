import Testing

@testable import Capture

@Suite struct FetchingPages {
  /// On a machine that is busy with other tests the usual limit may pass before a fetch gets its turn.
  private var patient: PageFetcher {
    var fetcher = PageFetcher()
    fetcher.timeLimit = .seconds(600)
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
