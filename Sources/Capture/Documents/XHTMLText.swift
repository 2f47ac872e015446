/// XHTML as a reader of HTML has to have it.
///
/// To that one `<title/>` is an element that never ends, and marked character data (`<![CDATA[…]]>`) a
/// comment.
enum XHTMLText {
  private static let void: Set<String> = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
  ]

  /// The same elements and words, without what only XML knows; linear in the size of the text.
  static func html(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "<")), text.contains("/>") || text.contains("<![CDATA[")
    else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 16)
    var index = 0
    /// Drawings and formulas are XML to a reader of HTML, too.
    var foreign = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "<") else {
        result.append(bytes[index])
        index += 1
        continue
      }
      let rest = bytes[index...]
      if rest.starts(with: "<!--".utf8) {
        let end = end(of: "-->", in: bytes, from: index + 4)
        result += bytes[index..<end]
        index = end
      } else if rest.starts(with: "<![CDATA[".utf8), foreign == 0 {
        let end = end(of: "]]>", in: bytes, from: index + 9)
        let last = bytes[..<end].reversed().starts(with: "]]>".utf8.reversed()) ? end - 3 : end
        for byte in bytes[(index + 9)..<max(index + 9, last)] {
          switch byte {
          case UInt8(ascii: "&"): result += "&amp;".utf8
          case UInt8(ascii: "<"): result += "&lt;".utf8
          default: result.append(byte)
          }
        }
        index = end
      } else {
        let end = endOfTag(bytes, from: index)
        let name = name(bytes[(index + 1)..<end])
        let isClosed =
          end - index > 2 && bytes[end - 1] == UInt8(ascii: ">")
          && bytes[end - 2] == UInt8(ascii: "/")
        let isForeign = ["svg", "math"].contains(name)
        if isClosed, foreign == 0, !name.isEmpty, !isForeign, !void.contains(name) {
          result += bytes[index..<(end - 2)] + Array("></\(name)>".utf8)
        } else {
          result += bytes[index..<end]
          if isForeign, !isClosed { foreign += 1 }
          if name.isEmpty, foreign > 0,
            rest.starts(with: "</svg".utf8) || rest.starts(with: "</math".utf8)
          {
            foreign -= 1
          }
        }
        index = end
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// In lower case; empty for what begins no element.
  private static func name(_ tag: ArraySlice<UInt8>) -> String {
    let name = tag.prefix { (97...122).contains($0 | 0x20) || (48...58).contains($0) || $0 == 45 }
    guard let first = name.first, (97...122).contains(first | 0x20) else { return "" }
    return String(decoding: name, as: UTF8.self).lowercased()
  }

  private static func endOfTag(_ bytes: [UInt8], from start: Int) -> Int {
    var quote: UInt8?
    for index in (start + 1)..<bytes.count {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return index + 1
      } else if byte == UInt8(ascii: "<") {
        // No tag, and what follows may be one.
        return index
      }
    }
    return bytes.count
  }

  private static func end(of mark: String, in bytes: [UInt8], from start: Int) -> Int {
    bytes.firstIndex(of: Array(mark.utf8), from: start).map { $0 + mark.utf8.count } ?? bytes.count
  }
}
