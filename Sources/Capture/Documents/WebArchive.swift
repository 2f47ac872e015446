import Foundation
import Model

/// The main page of a web archive (ISO 28500): the first one that a server answered with.
enum WebArchive {
  static func article(from input: Input) throws -> Article {
    let archive = records(of: input.content)
    let found = page(in: archive)
    guard let page = found.page else {
      throw CaptureError(
        .damaged,
        "\(input.name) is a web archive without a page"
          + (found.encoding.map { " that can be unpacked: its pages are packed as \($0)" } ?? ""),
        hint: "Add the page itself, by its address or as the browser saves it."
      )
    }
    return try Article(reading: page, enclosedIn: input)
  }

  /// What an archive holds, up to as much as is looked at.
  static func records(of content: Data) -> [WARCRecords.Record] {
    let unpacked =
      Gzip.isPacked(content)
      ? Gzip.unpacked(content, atMost: Limits.containerBytes) ?? Data() : content
    return Array(WARCRecords(Array(unpacked)).prefix(Limits.webArchiveRecords))
  }

  /// - Returns: the page and the place of its record; where there is none, how those are packed that
  ///   cannot be unpacked.
  static func page(
    in records: [WARCRecords.Record]
  ) -> (page: Input?, place: Int, encoding: String?) {
    var redirects: [String] = []
    var encoding: String?
    for (place, record) in records.enumerated() {
      guard let address = record.address.flatMap({ WebAddress($0)?.original }) else { continue }
      var body = Data()
      var type = record.headers["content-type"]
      if record.isResponse {
        guard let answer = HTTPAnswer(record.bytes) else { continue }
        if (300..<400).contains(answer.status) { redirects.append(address) }
        type = answer.headers["content-type"]
        guard answer.status == 200, isPage(type) else { continue }
        guard let decoded = answer.body(atMost: Limits.inputBytes) else {
          encoding = encoding ?? answer.headers["content-encoding"]
          continue
        }
        body = decoded
      }
      if !record.isResponse, isPage(type) { body = record.content }
      guard !body.isEmpty else { continue }
      var page = Input(body, address: address, contentType: type, format: .html)
      page.redirects = redirects
      return (page, place, nil)
    }
    return (nil, 0, encoding)
  }

  private static func isPage(_ type: String?) -> Bool {
    type?.lowercased().contains("html") ?? false
  }
}

/// The records of a web archive, one after the other.
struct WARCRecords: Sequence, IteratorProtocol {
  struct Record {
    var headers: MIMEHeaders
    var bytes: ArraySlice<UInt8>

    var content: Data { Data(bytes) }

    /// When it was kept.
    var date: Date? {
      // Some write parts of seconds, too.
      headers["warc-date"].flatMap { try? Date("\($0.prefix(19))Z", strategy: .iso8601) }
    }

    private var type: String? { headers["warc-type"]?.lowercased() }
    /// What a server answered.
    var isResponse: Bool { type == "response" }
    /// What was kept without a server's words about it.
    var isResource: Bool { type == "resource" }

    /// Some write it in angle brackets.
    var address: String? {
      headers["warc-target-uri"]?.trimmingCharacters(in: CharacterSet(charactersIn: "<> "))
    }
  }

  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func next() -> Record? {
    while index < bytes.count, bytes[index] == 10 || bytes[index] == 13 { index += 1 }
    guard bytes[index...].starts(with: Array("WARC/".utf8)) else { return nil }
    let end = MIMEHeaders.end(in: bytes[index...])
    let headers = MIMEHeaders(bytes[index..<end.head])
    guard let length = headers["content-length"].flatMap({ Int($0) }), length >= 0 else {
      return nil
    }
    // A record that was cut off is read as far as it goes.
    let last = length <= bytes.count - end.body ? end.body + length : bytes.count
    index = last
    return Record(headers: headers, bytes: bytes[end.body..<last])
  }
}

/// What a server answered, as an archive keeps it.
struct HTTPAnswer {
  let status: Int
  let headers: MIMEHeaders
  private let raw: ArraySlice<UInt8>

  init?(_ bytes: ArraySlice<UInt8>) {
    let line = String(decoding: bytes.prefix(64), as: UTF8.self)
    guard let match = line.prefixMatch(of: /HTTP\/[\d.]+\s+(\d{3})/), let status = Int(match.1)
    else { return nil }
    self.status = status
    let end = MIMEHeaders.end(in: bytes)
    headers = MIMEHeaders(bytes[..<end.head])
    raw = bytes[end.body...]
  }

  private var encoding: String {
    headers["content-encoding"]?.trimmed().lowercased() ?? ""
  }
  var isPacked: Bool { !["", "identity"].contains(encoding) }

  /// The body, unpacked.
  ///
  /// - Returns: `nil` where it is packed in a way that cannot be undone here, or larger than that.
  func body(atMost limit: Int) -> Data? {
    // Chunks add a line to some thousand bytes; what is packed is smaller than what is in it.
    guard raw.count / 2 <= limit else { return nil }
    var body = Data(raw)
    let transfer = headers["transfer-encoding"]?.lowercased() ?? ""
    // Archivers undo it and leave the header standing.
    if transfer.contains("chunked") { body = Self.joined(chunks: body) ?? body }
    if isPacked {
      guard ["gzip", "x-gzip"].contains(encoding) else { return nil }
      if Gzip.isPacked(body) { body = Gzip.unpacked(body, atMost: limit + 1) ?? Data() }
    }
    return body.count <= limit ? body : nil
  }

  /// - Returns: `nil` for what is not in chunks.
  static func joined(chunks content: Data) -> Data? {
    let bytes = Array(content)
    var result = Data()
    var index = 0
    while index < bytes.count {
      let end = bytes[index...].firstIndex(of: 10) ?? bytes.count
      let line = String(decoding: bytes[index..<min(end, index + 32)], as: UTF8.self)
      guard let size = Int(line.prefix { $0.isHexDigit }, radix: 16), size >= 0 else {
        return result.isEmpty ? nil : result
      }
      if size == 0 { return result }
      let start = min(end + 1, bytes.count)
      let last = size <= bytes.count - start ? start + size : bytes.count
      result.append(contentsOf: bytes[start..<last])
      index = last
      while index < bytes.count, bytes[index] == 13 || bytes[index] == 10 { index += 1 }
    }
    return result
  }
}
