import Foundation

/// The elements of a small XML file as one flat array in document order.
///
/// Reads what package files of books and metadata of PDFs are written in. Declarations of entities are
/// passed over, so that none can grow; markup that is broken ends the elements it is in. Linear in the
/// size of the text, without recursion.
struct XMLTree {
  struct Element {
    /// Without its prefix: `title` of `dc:title`.
    var name: String
    var prefix: String
    var attributes: [(name: String, value: String)]
    var parent: Int?
    /// The text directly in it and in its descendants, as it stands.
    var text = ""
    /// The index after the last descendant.
    var end = 0
    /// The number of the element among those of its parent, as fragment identifiers count: 2, 4, 6, ….
    var step: Int

    subscript(attribute: String) -> String? {
      attributes.first { $0.name == attribute }?.value
        ?? attributes.first { $0.name.hasSuffix(":" + attribute) }?.value
    }
  }

  /// Character data that stands directly in an element.
  struct Run {
    var element: Int
    /// What of the element's text it is part of: 1 before its first child, 3 behind that, ….
    var step: Int
    /// How many elements begin before it.
    var place: Int
    var text: String
  }

  private(set) var elements: [Element] = []
  /// All character data in the order of the file, where it was asked for; an unknown reference to a
  /// character stands in it as one that nobody knows.
  private(set) var runs: [Run] = []
  /// Whether nothing had to be guessed about what is within what.
  private(set) var isWellFormed = true

  private static let mostElements = 200_000
  private static let deepest = 200

  /// - Parameters:
  ///   - text: The file.
  ///   - keepsRuns: Whether ``runs`` are wanted.
  init(_ text: String, keepsRuns: Bool = false) {
    let bytes = Array(text.utf8)
    var open: [Int] = []
    /// How many children each open element has so far, and outside them the file.
    var children = [0]
    var index = 0
    func position(of piece: StaticString, from start: Int) -> Int? {
      let count = piece.utf8CodeUnitCount
      var place = start
      while place + count <= bytes.count {
        let isThere = (0..<count).allSatisfy { bytes[place + $0] == piece.utf8Start[$0] }
        if isThere { return place }
        place += 1
      }
      return nil
    }
    func starts(_ piece: StaticString) -> Bool {
      let count = piece.utf8CodeUnitCount
      return index + count <= bytes.count
        && (0..<count).allSatisfy { bytes[index + $0] == piece.utf8Start[$0] }
    }
    func append(_ bytes: ArraySlice<UInt8>, isEscaped: Bool) {
      guard let last = open.last else { return }
      let text = String(decoding: bytes, as: UTF8.self)
      elements[last].text += isEscaped ? Self.unescaped(bytes) : text
      guard keepsRuns else { return }
      let step = 2 * (children.last ?? 0) + 1
      runs.append(
        Run(
          element: last,
          step: step,
          place: elements.count,
          text: isEscaped ? Self.characters(of: text) : text
        )
      )
    }
    while index < bytes.count {
      if bytes[index] != UInt8(ascii: "<") {
        let end = bytes[index...].firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        append(bytes[index..<end], isEscaped: true)
        index = end
      } else if starts("<!--") {
        index = position(of: "-->", from: index + 4).map { $0 + 3 } ?? bytes.count
      } else if starts("<![CDATA[") {
        let end = position(of: "]]>", from: index + 9) ?? bytes.count
        append(bytes[(index + 9)..<end], isEscaped: false)
        index = min(end + 3, bytes.count)
      } else if starts("<?") {
        index = position(of: "?>", from: index + 2).map { $0 + 2 } ?? bytes.count
      } else if starts("<!") {
        index = Self.endOfDeclaration(bytes, from: index)
      } else if starts("</") {
        let end = bytes[index...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count
        let name = String(decoding: bytes[(index + 2)..<end], as: UTF8.self).trimmed()
        close(named: name, &open)
        children.removeLast(children.count - open.count - 1)
        index = min(end + 1, bytes.count)
      } else {
        guard let tag = XMLTag(bytes, at: index), elements.count < Self.mostElements else {
          isWellFormed = false
          break
        }
        index = tag.end
        let isDeep = open.count >= Self.deepest
        if isDeep {
          isWellFormed = false
          continue
        }
        children[children.count - 1] += 1
        let colon = tag.name.lastIndex(of: ":")
        elements.append(
          Element(
            name: colon.map { String(tag.name[tag.name.index(after: $0)...]) } ?? tag.name,
            prefix: colon.map { String(tag.name[..<$0]) } ?? "",
            attributes: tag.attributes,
            parent: open.last,
            end: elements.count + 1,
            step: 2 * children[children.count - 1]
          )
        )
        if !tag.isEmpty {
          open.append(elements.count - 1)
          children.append(0)
        }
      }
    }
    if !open.isEmpty { isWellFormed = false }
    while let last = open.popLast() { finish(last, in: open) }
  }

  private mutating func close(named name: String, _ open: inout [Int]) {
    let place = open.lastIndex { index in
      let element = elements[index]
      return name == (element.prefix.isEmpty ? "" : element.prefix + ":") + element.name
    }
    guard let place else {
      isWellFormed = false
      return
    }
    if place < open.count - 1 { isWellFormed = false }
    while open.count > place {
      let last = open.removeLast()
      finish(last, in: open)
    }
  }

  /// Ends an element; its text is part of the one around it.
  private mutating func finish(_ index: Int, in open: [Int]) {
    elements[index].end = elements.count
    // A text of many levels would be copied at each of them; long ones matter to nobody above.
    if let parent = open.last, elements[index].text.utf8.count < 10_000 {
      elements[parent].text += elements[index].text
    }
  }

  private static func endOfDeclaration(_ bytes: [UInt8], from start: Int) -> Int {
    var depth = 0
    for index in start..<bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: ">") where depth <= 0: return index + 1
      default: break
      }
    }
    return bytes.count
  }

  static func unescaped(_ bytes: ArraySlice<UInt8>) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard bytes.contains(UInt8(ascii: "&")) else { return text }
    return text.replacing(/&(#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{1,8});/) { match in
      let name = match.1
      if name.hasPrefix("#x") || name.hasPrefix("#X") {
        return character(UInt32(name.dropFirst(2), radix: 16)) ?? ""
      }
      if name.hasPrefix("#") { return character(UInt32(name.dropFirst())) ?? "" }
      switch name {
      case "amp": return "&"
      case "lt": return "<"
      case "gt": return ">"
      case "quot": return "\""
      case "apos": return "'"
      case "nbsp": return "\u{A0}"
      default: return String(match.0)
      }
    }
  }

  /// Character data as its reader counts it: each reference is one character.
  private static func characters(of text: String) -> String {
    guard text.contains("&") else { return text }
    return HTMLEntities.decoded(text).replacing(/&[A-Za-z][A-Za-z0-9]{0,31};/, with: "\u{FFFD}")
  }

  private static func character(_ value: UInt32?) -> String? {
    value.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
  }
}

extension XMLTree {
  /// The elements of a name, in document order.
  func all(_ name: String, in range: Range<Int>? = nil) -> [Element] {
    elements[range ?? elements.indices].filter { $0.name == name }
  }

  func indices(of name: String) -> [Int] {
    elements.indices.filter { elements[$0].name == name }
  }

  /// The text of the first element of a name that has any.
  func text(of name: String, in range: Range<Int>? = nil) -> String? {
    all(name, in: range).lazy.compactMap { $0.text.collapsingWhitespace().nonEmpty }.first
  }
}

/// A start tag with its attributes.
private struct XMLTag {
  var name = ""
  var attributes: [(name: String, value: String)] = []
  var isEmpty = false
  /// The index after its `>`.
  var end: Int

  private static let mostAttributes = 256

  init?(_ bytes: [UInt8], at start: Int) {
    var index = start + 1
    func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
    func word() -> String {
      let first = index
      while index < bytes.count, !isSpace(bytes[index]), !"=/>".utf8.contains(bytes[index]) {
        index += 1
      }
      return String(decoding: bytes[first..<index], as: UTF8.self)
    }
    name = word()
    while index < bytes.count {
      if isSpace(bytes[index]) || bytes[index] == UInt8(ascii: "=") {
        index += 1
        continue
      }
      if bytes[index] == UInt8(ascii: "/") {
        isEmpty = true
        index += 1
        continue
      }
      if bytes[index] == UInt8(ascii: ">") {
        end = index + 1
        return
      }
      isEmpty = false
      let key = word()
      while index < bytes.count, isSpace(bytes[index]) || bytes[index] == UInt8(ascii: "=") {
        index += 1
      }
      guard index < bytes.count, [UInt8(ascii: "\""), UInt8(ascii: "'")].contains(bytes[index])
      else { continue }
      let quote = bytes[index]
      let close = bytes[(index + 1)...].firstIndex(of: quote) ?? bytes.count
      if attributes.count < Self.mostAttributes {
        attributes.append((key, XMLTree.unescaped(bytes[(index + 1)..<close])))
      }
      index = min(close + 1, bytes.count)
    }
    return nil
  }
}
