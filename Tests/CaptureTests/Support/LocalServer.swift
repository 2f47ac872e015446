import Foundation
import Glibc

/// A small HTTP server on the loopback interface, for one test.
final class LocalServer: Sendable {
  /// What to send for a path; `drip` sends a byte now and then and never ends.
  enum Answer: Sendable {
    case page(String, type: String)
    case redirect(String)
    case status(Int)
    case endless
    case drip
    /// Takes the request and never answers.
    case silence
    /// Any status, with the fields and the bytes as they are.
    case raw(Int, [String], [UInt8])
    /// So many bytes, announced or not.
    case large(Int, isAnnounced: Bool)
  }

  /// What was asked.
  struct Request: Sendable {
    let path: String
    /// By names in lower case.
    let fields: [String: String]
  }

  struct Failure: Error {}

  let port: UInt16
  private let socket: Int32
  private let log = Log()

  /// What is known of the requests.
  private final class Log: @unchecked Sendable {
    private let lock = NSLock()
    private var requests: [Request] = []
    private var open = 0
    private var mostOpen = 0

    func begin(_ request: Request) {
      lock.withLock {
        requests.append(request)
        open += 1
        mostOpen = max(mostOpen, open)
      }
    }

    func end() { lock.withLock { open -= 1 } }

    var all: [Request] { lock.withLock { requests } }
    var most: Int { lock.withLock { mostOpen } }
  }

  /// Every request so far, in order.
  var requests: [Request] { log.all }
  var paths: [String] { requests.map(\.path) }
  /// How many were answered at the same time at most.
  var mostAtOnce: Int { log.most }

  /// A server that answers by the path alone.
  convenience init(_ answer: @escaping @Sendable (String) -> Answer) throws {
    try self.init(anyRequest: (), { answer($0.path) })
  }

  /// A server that answers by the whole request.
  static func reading(_ answer: @escaping @Sendable (Request) -> Answer) throws -> LocalServer {
    try LocalServer(anyRequest: (), answer)
  }

  private init(anyRequest: Void, _ answer: @escaping @Sendable (Request) -> Answer) throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let status = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
        bind(socket, plain, length) | listen(socket, 16) | getsockname(socket, plain, &length)
      }
    }
    guard status == 0 else { throw Failure() }
    self.socket = socket
    port = UInt16(bigEndian: address.sin_port)
    Thread.detachNewThread { [log] in
      while true {
        let connection = accept(socket, nil, nil)
        if connection < 0 { return }
        Thread.detachNewThread { Self.serve(connection, log, answer) }
      }
    }
  }

  deinit {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }

  func address(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  private static func serve(_ connection: Int32, _ log: Log, _ answer: (Request) -> Answer) {
    defer { close(connection) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = recv(connection, &buffer, buffer.count, 0)
    guard count > 0 else { return }
    let request = request(in: String(decoding: buffer.prefix(count), as: UTF8.self))
    log.begin(request)
    defer { log.end() }
    switch answer(request) {
    case .page(let text, let type):
      write(
        head(200, "Content-Type: \(type)\r\nContent-Length: \(text.utf8.count)"),
        to: connection
      )
      write(text, to: connection)
    case .redirect(let target):
      write(head(302, "Location: \(target)\r\nContent-Length: 0"), to: connection)
    case .status(let code):
      write(head(code, "Content-Length: 0"), to: connection)
    case .endless:
      write(head(200, "Content-Type: text/html"), to: connection)
      let block = String(repeating: "x", count: 1 << 16)
      while write(block, to: connection) {}
    case .drip:
      write(head(200, "Content-Type: text/html"), to: connection)
      while write("x", to: connection) { usleep(50_000) }
    case .silence:
      // Until the other side gives up.
      recv(connection, &buffer, buffer.count, 0)
    case .raw(let status, let fields, let body):
      let length = status == 304 ? [] : ["Content-Length: \(body.count)"]
      write(head(status, (fields + length).joined(separator: "\r\n")), to: connection)
      write(body, to: connection)
    case .large(let size, let isAnnounced):
      let length = isAnnounced ? "\r\nContent-Length: \(size)" : ""
      write(head(200, "Content-Type: text/html" + length), to: connection)
      let block = String(repeating: "x", count: 1 << 20)
      for _ in 0..<(size >> 20) where !write(block, to: connection) { return }
    }
  }

  private static func request(in text: String) -> Request {
    let lines = text.split(separator: "\r\n")
    let words = (lines.first ?? "").split(separator: " ")
    let fields = lines.dropFirst().compactMap { line -> (String, String)? in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { return nil }
      return (parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces))
    }
    return Request(
      path: words.count > 1 ? String(words[1]) : "/",
      fields: Dictionary(fields) { first, _ in first }
    )
  }

  private static func head(_ status: Int, _ fields: String) -> String {
    "HTTP/1.1 \(status) Answer\r\nConnection: close\r\n\(fields)\r\n\r\n"
  }

  @discardableResult
  private static func write(_ text: String, to connection: Int32) -> Bool {
    write(Array(text.utf8), to: connection)
  }

  @discardableResult
  private static func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes {
        send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count <= 0 { return false }
      sent += count
    }
    return true
  }
}
