import CCurl
import Foundation

/// One request and its answer, on the thread that runs it.
///
/// A class because libcurl calls back with a pointer. What is received is handed on piece by piece while
/// the server waits: URLSession on Linux takes in all that a server sends, however slowly it is read,
/// so that a few megabytes that unpack to gigabytes fill the memory.
final class Exchange {
  /// What the server says before the content.
  struct Head {
    var status = 0
    /// By names in lower case; of several of one name the last.
    var fields: [String: String] = [:]
  }

  /// What is done with the answer; called on the running thread.
  struct Handler {
    /// Takes a piece of the content; `false` ends the exchange, which is no failure then.
    var take: (_ head: Head, _ piece: UnsafeRawBufferPointer) -> Bool
    /// Whether to ask a host at that numeric address.
    var allows: (_ address: String) -> Bool
    /// Whether nobody waits for it any more; asked once a second at least.
    var isCancelled: () -> Bool
  }

  /// How an exchange failed.
  struct Failure: Error, CustomStringConvertible {
    let code: CURLcode
    let description: String
  }

  private let handle: OpaquePointer
  private let handler: Handler
  private(set) var head = Head()
  private var headBytes = 0
  private var isEnough = false

  /// Ready for any number of exchanges, which share connections and cookies.
  init(_ handler: Handler) throws {
    guard Self.isStarted, let handle = curl_easy_init() else {
      throw Failure(code: CURLE_FAILED_INIT, description: "libcurl cannot be started")
    }
    self.handle = OpaquePointer(handle)
    self.handler = handler
  }

  deinit { curl_easy_cleanup(pointer) }

  private var pointer: UnsafeMutableRawPointer { UnsafeMutableRawPointer(handle) }

  private static let isStarted = curl_start() != 0

  /// Asks for a page and returns when all of it was taken, or enough.
  ///
  /// - Returns: the absolute address that the answer leads on to, if any.
  /// - Throws: ``Failure``.
  func run(
    _ address: String,
    fields: [String: String],
    timeLimit: Duration,
    byteLimit: Int
  ) throws -> String? {
    head = Head()
    headBytes = 0
    isEnough = false
    var list: UnsafeMutablePointer<curl_slist>?
    defer { curl_slist_free_all(list) }
    for (name, value) in fields { list = curl_slist_append(list, "\(name): \(value)") }
    curl_easy_reset(pointer)
    curl_set_text(pointer, CURLOPT_URL, address)
    curl_set_text(pointer, CURLOPT_PROTOCOLS_STR, "http,https")
    curl_set_text(pointer, CURLOPT_ACCEPT_ENCODING, "")
    // Keeps cookies from one redirect to the next, in no file.
    curl_set_text(pointer, CURLOPT_COOKIEFILE, "")
    curl_set_pointer(pointer, CURLOPT_HTTPHEADER, list)
    curl_set_number(pointer, CURLOPT_NOSIGNAL, 1)
    curl_set_number(pointer, CURLOPT_NOPROGRESS, 0)
    curl_set_number(pointer, CURLOPT_TIMEOUT_MS, Int(timeLimit / .milliseconds(1)))
    curl_set_size(pointer, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(byteLimit))
    let context = Unmanaged.passUnretained(self).toOpaque()
    for option in [
      CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_XFERINFODATA, CURLOPT_PREREQDATA,
    ] {
      curl_set_pointer(pointer, option, context)
    }
    setFunctions()
    var message = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
    let code = message.withUnsafeMutableBufferPointer { buffer in
      curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, buffer.baseAddress)
      defer { curl_set_pointer(pointer, CURLOPT_ERRORBUFFER, nil) }
      return curl_easy_perform(pointer)
    }
    if code != CURLE_OK, !isEnough {
      let said = String(
        decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)),
        as: UTF8.self
      )
      let usual = curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
      throw Failure(code: code, description: said.isEmpty ? usual : said)
    }
    return curl_text(pointer, CURLINFO_REDIRECT_URL).map { String(cString: $0) }
  }

  private func setFunctions() {
    curl_set_bytes_function(pointer, CURLOPT_WRITEFUNCTION) { bytes, _, count, context in
      guard let bytes, let exchange = Exchange.of(context) else { return 0 }
      let piece = UnsafeRawBufferPointer(start: bytes, count: count)
      if exchange.handler.take(exchange.head, piece) { return count }
      exchange.isEnough = true
      return 0
    }
    curl_set_bytes_function(pointer, CURLOPT_HEADERFUNCTION) { bytes, _, count, context in
      guard let bytes, let exchange = Exchange.of(context) else { return 0 }
      let line = UnsafeRawBufferPointer(start: bytes, count: count)
      return exchange.takeHead(line) ? count : 0
    }
    curl_set_progress_function(pointer) { context, _, _, _, _ in
      Exchange.of(context).map { $0.handler.isCancelled() } ?? true ? 1 : 0
    }
    curl_set_connection_function(pointer) { context, address, _, _, _ in
      guard let address, let exchange = Exchange.of(context) else { return CURL_PREREQFUNC_ABORT }
      return exchange.handler.allows(String(cString: address))
        ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
    }
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> Exchange? {
    context.map { Unmanaged<Exchange>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Takes one line of the head; `false` when there is no end of them.
  private func takeHead(_ bytes: UnsafeRawBufferPointer) -> Bool {
    headBytes += bytes.count
    let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(
      in: .whitespacesAndNewlines
    )
    if line.hasPrefix("HTTP/") {
      // That of an interim answer may stand before it.
      head = Head(status: Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0)
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      head.fields[line[..<colon].lowercased()] = value
    }
    return headBytes <= Limits.headBytes
  }
}
