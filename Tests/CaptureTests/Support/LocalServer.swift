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
  }

  struct Failure: Error {}

  let port: UInt16
  private let socket: Int32

  init(_ answer: @escaping @Sendable (String) -> Answer) throws {
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
    Thread.detachNewThread {
      while true {
        let connection = accept(socket, nil, nil)
        if connection < 0 { return }
        Thread.detachNewThread { Self.serve(connection, answer) }
      }
    }
  }

  deinit {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }

  func address(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  private static func serve(_ connection: Int32, _ answer: (String) -> Answer) {
    defer { close(connection) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = recv(connection, &buffer, buffer.count, 0)
    guard count > 0 else { return }
    let request = String(decoding: buffer.prefix(count), as: UTF8.self).split(separator: " ")
    switch answer(request.count > 1 ? String(request[1]) : "/") {
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
    }
  }

  private static func head(_ status: Int, _ fields: String) -> String {
    "HTTP/1.1 \(status) Answer\r\nConnection: close\r\n\(fields)\r\n\r\n"
  }

  @discardableResult
  private static func write(_ text: String, to connection: Int32) -> Bool {
    let bytes = Array(text.utf8)
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
