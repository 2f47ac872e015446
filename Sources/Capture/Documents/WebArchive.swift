import Foundation
import Model

/// The main page of a web archive (ISO 28500): the first one that a server answered with.
enum WebArchive {
  static func article(from input: Input) throws -> Article {
    let content =
      Gzip.isPacked(input.content)
      ? Gzip.unpacked(input.content, atMost: Limits.containerBytes) ?? Data() : input.content
    var redirects: [String] = []
    var encoding: String?
    for record in WARCRecords(Array(content)).prefix(Limits.webArchiveRecords) {
      guard let address = record.address.flatMap({ WebAddress($0)?.original }) else { continue }
      var body = record.content
      var type = record.headers["content-type"]
      if record.headers["warc-type"]?.lowercased() == "response" {
        guard let answer = HTTPAnswer(record.content) else { continue }
        if (300..<400).contains(answer.status) { redirects.append(address) }
        guard answer.status == 200 else { continue }
        guard let decoded = answer.body else {
          encoding = encoding ?? answer.headers["content-encoding"]
          continue
        }
        body = decoded
        type = answer.headers["content-type"]
      }
      let isPage = type?.lowercased().contains("html") ?? false
      guard isPage, !body.isEmpty else { continue }
      var page = Input(
        body,
        fileName: input.fileName,
        address: input.address ?? address,
        contentType: type,
        format: .html
      )
      page.redirects = input.redirects + redirects
      return try Article(reading: page)
    }
    throw CaptureError(
      .damaged,
      "\(input.name) is a web archive without a page"
        + (encoding.map { " that can be unpacked: its pages are packed as \($0)" } ?? ""),
      hint: "Add the page itself, by its address or as the browser saves it."
    )
  }
}

/// The records of a web archive, one after the other.
struct WARCRecords: Sequence, IteratorProtocol {
  struct Record {
    var headers: MIMEHeaders
    var content: Data

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
    return Record(headers: headers, content: Data(bytes[end.body..<last]))
  }
}

/// What a server answered, as an archive keeps it.
struct HTTPAnswer {
  let status: Int
  let headers: MIMEHeaders
  /// `nil` where it is packed in a way that cannot be undone here.
  let body: Data?

  init?(_ content: Data) {
    let bytes = Array(content)
    let line = String(decoding: bytes.prefix(64), as: UTF8.self)
    guard let match = line.prefixMatch(of: /HTTP\/[\d.]+\s+(\d{3})/), let status = Int(match.1)
    else { return nil }
    self.status = status
    let end = MIMEHeaders.end(in: bytes[...])
    headers = MIMEHeaders(bytes[..<end.head])
    var body = Data(bytes[end.body...])
    let transfer = headers["transfer-encoding"]?.lowercased() ?? ""
    // Archivers undo it and leave the header standing.
    if transfer.contains("chunked") { body = Self.joined(chunks: body) ?? body }
    switch headers["content-encoding"]?.trimmed().lowercased() {
    case nil, "", "identity": self.body = body
    case "gzip", "x-gzip":
      self.body =
        Gzip.isPacked(body) ? Gzip.unpacked(body, atMost: Limits.inputBytes) : body
    default: self.body = nil
    }
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
