import Foundation

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Bytes to text, by the byte order mark, the bytes themselves, the server's word and the page's.
///
/// Broken bytes become U+FFFD; nothing is refused.
struct TextDecoding {
  let bytes: [UInt8]

  init(_ content: Data) {
    bytes = Array(content)
  }

  /// Decodes the bytes.
  ///
  /// Bytes that are valid UTF-8 are UTF-8 whatever anyone declares: text in another character set
  /// that happens to be valid UTF-8 is all but impossible, wrong declarations are common.
  func text(contentType: String?, isHTML: Bool) -> String {
    if let text = markedText() { return text }
    let declared =
      contentType.flatMap(Self.charset(inContentType:)) ?? (isHTML ? charsetInPage() : nil)
    let label = declared.map(Self.canonicalLabel)
    if label == "ISO-2022-JP" { return converted(from: "ISO-2022-JP") ?? utf8 }
    let text = utf8
    if isUnchanged(text) { return text }
    if let label, label != "UTF-8", let converted = converted(from: label) { return converted }
    if label == "UTF-8" || isMostlySound(text) { return text }
    return converted(from: CharsetGuess.label(for: bytes)) ?? text
  }

  private var utf8: String { String(decoding: bytes, as: UTF8.self) }

  /// Whether decoding had nothing to replace: then the bytes were valid.
  private func isUnchanged(_ text: String) -> Bool {
    text.utf8.withContiguousStorageIfAvailable { decoded in
      guard decoded.count == bytes.count, let start = decoded.baseAddress else {
        return bytes.isEmpty
      }
      return memcmp(start, bytes, bytes.count) == 0
    } ?? false
  }

  /// Whether a text that was read as UTF-8 holds far more characters that were than that were not.
  private func isMostlySound(_ text: String) -> Bool {
    var sound = 0
    var broken = 0
    for scalar in text.unicodeScalars where !scalar.isASCII {
      if scalar == "\u{FFFD}" { broken += 1 } else { sound += 1 }
    }
    return sound > 2 * broken
  }

  /// The text, where its first bytes say what it is.
  private func markedText() -> String? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      return String(decoding: bytes.dropFirst(3), as: UTF8.self)
    }
    if bytes.starts(with: [0xFF, 0xFE]) { return utf16(from: 2, littleEndian: true) }
    if bytes.starts(with: [0xFE, 0xFF]) { return utf16(from: 2, littleEndian: false) }
    // Without a mark, UTF-16 of western text shows as a zero in every second byte.
    let head = bytes.prefix(256)
    let zeros = head.indices.filter { head[$0] == 0 }
    guard zeros.count * 3 > head.count else { return nil }
    let odd = zeros.count { $0 % 2 == 1 }
    if odd == zeros.count { return utf16(from: 0, littleEndian: true) }
    return odd == 0 ? utf16(from: 0, littleEndian: false) : nil
  }

  private func utf16(from start: Int, littleEndian: Bool) -> String {
    let units = stride(from: start, to: bytes.count - 1, by: 2).map { index in
      littleEndian
        ? UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
        : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
    }
    return String(decoding: units, as: UTF16.self)
  }

  static func charset(inContentType contentType: String) -> String? {
    guard let range = contentType.range(of: "charset=", options: .caseInsensitive) else {
      return nil
    }
    let value = contentType[range.upperBound...].drop { " \"'".contains($0) }
    return String(value.prefix { $0.isLetter || $0.isNumber || "-_:.".contains($0) }).nonEmpty
  }

  /// What a meta tag or an XML declaration near the top of the page says.
  private func charsetInPage() -> String? {
    let head = String(decoding: bytes.prefix(Limits.charsetSearchBytes), as: UTF8.self)
    for keyword in ["charset", "encoding"] {
      var rest = head[...]
      while let found = rest.range(of: keyword, options: .caseInsensitive) {
        rest = rest[found.upperBound...]
        let value = rest.drop(while: \.isWhitespace)
        guard value.first == "=" else { continue }
        let name = value.dropFirst().drop { " \"'".contains($0) }
          .prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_:".contains($0)) }
        if !name.isEmpty { return String(name) }
      }
    }
    return nil
  }

  /// The converter's name for a label, read as the WHATWG Encoding standard reads labels: pages
  /// say the smaller set and mean the larger one.
  static func canonicalLabel(_ label: String) -> String {
    switch label.lowercased() {
    case "utf-8", "utf8", "unicode-1-1-utf-8", "utf-16", "utf-16le", "utf-16be": "UTF-8"
    case "iso-8859-1", "iso8859-1", "latin1", "l1", "ascii", "us-ascii", "windows-1252", "cp1252",
      "x-cp1252":
      "WINDOWS-1252"
    case "iso-8859-9", "latin5", "windows-1254": "WINDOWS-1254"
    case "iso-8859-11", "tis-620", "windows-874": "CP874"
    case "gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "gb18030": "GB18030"
    case "big5", "big5-hkscs", "cn-big5", "x-x-big5": "BIG5-HKSCS"
    case "shift_jis", "shift-jis", "sjis", "x-sjis", "ms932", "windows-31j", "cp932": "CP932"
    case "euc-kr", "ks_c_5601-1987", "ksc5601", "korean", "windows-949": "CP949"
    default: label.uppercased()
    }
  }

  /// The text in a character set the system can convert; `nil` where it knows none of that name.
  private func converted(from label: String) -> String? {
    guard let converter = iconv_open("UTF-8", label), Int(bitPattern: converter) != -1 else {
      return nil
    }
    defer { iconv_close(converter) }
    var source = bytes
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count * 2)
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    source.withUnsafeMutableBytes { source in
      chunk.withUnsafeMutableBytes { chunk in
        var input = source.baseAddress?.assumingMemoryBound(to: CChar.self)
        var left = source.count
        while left > 0 {
          var target = chunk.baseAddress?.assumingMemoryBound(to: CChar.self)
          var room = chunk.count
          let result = iconv(converter, &input, &left, &target, &room)
          let reason = errno
          output.append(contentsOf: chunk.prefix(chunk.count - room))
          guard result == -1, reason != E2BIG else { continue }
          // A byte that belongs to no character, or a character cut off by the end.
          output.append(contentsOf: [0xEF, 0xBF, 0xBD])
          input = input?.advanced(by: 1)
          left -= 1
        }
      }
    }
    return String(decoding: output, as: UTF8.self)
  }
}
