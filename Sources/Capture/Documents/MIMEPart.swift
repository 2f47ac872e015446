import Foundation

/// A message, or one of its parts: headers and a body, which may hold parts of its own
/// (RFC 5322, RFC 2045, RFC 2046).
struct MIMEPart {
  private(set) var headers: MIMEHeaders
  /// As it stands, encoded.
  private let raw: ArraySlice<UInt8>
  private(set) var parts: [MIMEPart] = []

  /// Reads a message; what is broken is read as far as it goes.
  init(_ content: Data) {
    var budget = Limits.messageParts
    self.init(Array(content)[...], depth: 0, &budget)
  }

  private init(_ bytes: ArraySlice<UInt8>, depth: Int, _ budget: inout Int) {
    let end = MIMEHeaders.end(in: bytes)
    headers = MIMEHeaders(bytes[..<end.head])
    raw = bytes[end.body...]
    budget -= 1
    guard depth < Limits.messageDepth, mediaType.hasPrefix("multipart/"),
      let boundary = headers.parameter("boundary", of: "content-type"), !boundary.isEmpty
    else { return }
    for piece in Self.pieces(of: raw, between: Array("--\(boundary)".utf8)) where budget > 0 {
      parts.append(MIMEPart(piece, depth: depth + 1, &budget))
    }
  }

  /// In lower case: `text/html`.
  var mediaType: String {
    let value = headers["content-type"] ?? "text/plain"
    return value.prefix { $0 != ";" }.trimmed().lowercased()
  }

  var isAttachment: Bool {
    headers["content-disposition"]?.lowercased().hasPrefix("attachment") ?? false
  }

  /// This part and all within it, in order.
  var all: [MIMEPart] { [self] + parts.flatMap(\.all) }

  /// The body without the encoding it travelled in.
  var content: Data {
    switch headers["content-transfer-encoding"]?.trimmed().lowercased() {
    case "base64": Data(base64Encoded: Data(raw), options: .ignoreUnknownCharacters) ?? Data(raw)
    case "quoted-printable": Data(QuotedPrintable.decoded(raw))
    default: Data(raw)
    }
  }

  /// The same; `nil` where that is more than so many bytes, without unpacking it.
  func content(atMost limit: Int) -> Data? {
    // Escapes make three bytes of one, and four of three.
    guard raw.count / 4 <= limit else { return nil }
    let content = content
    return content.count <= limit ? content : nil
  }

  /// What stands between lines that begin with the boundary, up to the one that closes it.
  private static func pieces(
    of bytes: ArraySlice<UInt8>,
    between boundary: [UInt8]
  ) -> [ArraySlice<UInt8>] {
    var pieces: [ArraySlice<UInt8>] = []
    var start: Int?
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let end = bytes[index...].firstIndex(of: 10) ?? bytes.endIndex
      let line = bytes[index..<end]
      if line.starts(with: boundary) {
        let rest = line.dropFirst(boundary.count)
        let isEnd = rest.starts(with: Array("--".utf8))
        if isEnd || rest.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) {
          if let start { pieces.append(bytes[start..<max(start, index)]) }
          if isEnd { return pieces }
          start = min(end + 1, bytes.endIndex)
        }
      }
      index = end + 1
    }
    if let start, start < bytes.endIndex { pieces.append(bytes[start...]) }
    return pieces
  }
}

/// The headers of a part, unfolded.
struct MIMEHeaders {
  private var fields: [(name: String, value: String)] = []

  /// Where the headers end and the body begins: at the first empty line.
  static func end(in bytes: ArraySlice<UInt8>) -> (head: Int, body: Int) {
    var index = bytes.startIndex
    let last = min(bytes.endIndex, bytes.startIndex + Limits.messageHeadBytes)
    while index < last {
      let end = bytes[index..<last].firstIndex(of: 10) ?? last
      let line = bytes[index..<end]
      if line.isEmpty || line.elementsEqual([13]) {
        return (index, min(end + 1, bytes.endIndex))
      }
      index = end + 1
    }
    return (last, last)
  }

  init(_ bytes: ArraySlice<UInt8>) {
    // Headers are ASCII; mail programs write what they like, mostly UTF-8.
    let text = TextDecoding(Data(bytes)).text(contentType: nil, isHTML: false)
    for line in text.replacing("\r\n", with: "\n").split(separator: "\n") {
      if line.first == " " || line.first == "\t" {
        if let last = fields.indices.last { fields[last].value += " " + line.trimmed() }
      } else if let colon = line.firstIndex(of: ":") {
        let name = line[..<colon].trimmed().lowercased()
        fields.append((name, line[line.index(after: colon)...].trimmed()))
      }
    }
  }

  /// The first of a name, which is given in lower case.
  subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

  var isEmpty: Bool { fields.isEmpty }

  /// A header for people, with its encoded words decoded.
  func text(_ name: String) -> String? {
    self[name].map { EncodedWords.decoded($0).collapsingWhitespace() }?.nonEmpty
  }

  /// A parameter of a header: `boundary` of `multipart/related; boundary="x"`.
  func parameter(_ wanted: String, of header: String) -> String? {
    guard let value = self[header] else { return nil }
    for match in value.matches(of: /;\s*([A-Za-z0-9_\-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/)
    where match.1.lowercased() == wanted {
      guard let found = match.2 ?? match.3 else { return nil }
      return String(found).replacing(/\\(.)/) { String($0.output.1) }
    }
    return nil
  }
}

/// `=C3=A9` and lines that go on behind `=` (RFC 2045, section 6.7).
enum QuotedPrintable {
  static func decoded(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      guard byte == UInt8(ascii: "=") else {
        result.append(byte)
        index += 1
        continue
      }
      let next = index + 1 < bytes.endIndex ? bytes[index + 1] : 10
      if next == 10 {
        index += 2
      } else if next == 13 {
        index += index + 2 < bytes.endIndex && bytes[index + 2] == 10 ? 3 : 2
      } else if index + 2 < bytes.endIndex, let high = digit(next),
        let low = digit(bytes[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(byte)
        index += 1
      }
    }
    return result
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
  }
}

/// `=?utf-8?Q?Caf=C3=A9?=` in headers (RFC 2047).
enum EncodedWords {
  static func decoded(_ text: String) -> String {
    guard text.contains("=?"), text.utf8.count < Limits.messageHeadBytes else { return text }
    // White space between two encoded words is none.
    let joined = text.replacing(/\?=\s+=\?/, with: "?==?")
    return joined.replacing(/=\?([^?\s]+)\?([BbQq])\?([^?]*)\?=/) { match in
      let charset = match.1.prefix { $0 != "*" }
      let bytes: Data
      if match.2.lowercased() == "b" {
        guard let decoded = Data(base64Encoded: String(match.3), options: .ignoreUnknownCharacters)
        else { return String(match.0) }
        bytes = decoded
      } else {
        let spaced = match.3.replacing("_", with: " ")
        bytes = Data(QuotedPrintable.decoded(Array(spaced.utf8)[...]))
      }
      return TextDecoding(bytes).text(contentType: "text/plain; charset=\(charset)", isHTML: false)
    }
  }
}
