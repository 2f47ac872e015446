import Foundation

/// Blanks the tags and attributes of a page that would cost the parser more than they say, and
/// takes out what no reader sees: comments, styles and programs, which are half of many pages.
///
/// The parser's time grows with the square of the depth and of the attributes of a tag, so a
/// hostile page of 1 MB keeps it busy for minutes. Text always stays: only markup past
/// ``Limits/openElements``, ``Limits/attributesPerTag`` and ``Limits/tags`` turns into a space.
/// Linear in the size of the page.
struct HTMLGuard {
  private var bytes: [UInt8]
  /// What is taken out of elements of these names.
  private let programs: Set<UInt64>
  private var open: [(name: UInt64, kept: Bool)] = []
  private var tags = 0
  /// What is taken out, in order.
  private var cuts: [Range<Int>] = []

  /// The page as it goes to the parser; style sheets stay where they are wanted.
  static func guarded(_ bytes: [UInt8], keepsStyles: Bool = false) -> [UInt8] {
    var scan = HTMLGuard(bytes: bytes, keepsStyles: keepsStyles)
    scan.run()
    return scan.withoutCuts()
  }

  private init(bytes: [UInt8], keepsStyles: Bool) {
    self.bytes = bytes
    programs = keepsStyles ? Self.scripts : Self.programs
  }

  private mutating func run() {
    var index = 0
    while let start = find(UInt8(ascii: "<"), from: index) {
      guard start + 1 < bytes.count else { return }
      switch bytes[start + 1] {
      case UInt8(ascii: "!"):
        index = skipDeclaration(at: start)
      case UInt8(ascii: "/") where start + 2 < bytes.count && isLetter(bytes[start + 2]):
        index = readTag(at: start, nameAt: start + 2, closing: true)
      case let byte where isLetter(byte):
        index = readTag(at: start, nameAt: start + 1, closing: false)
      default:
        index = start + 1
      }
    }
  }

  private func withoutCuts() -> [UInt8] {
    if cuts.isEmpty { return bytes }
    var kept: [UInt8] = []
    kept.reserveCapacity(bytes.count + 1)
    var index = 0
    for cut in cuts {
      kept += bytes[index..<cut.lowerBound]
      index = cut.upperBound
    }
    kept += bytes[index...]
    return kept
  }

  private mutating func skipDeclaration(at start: Int) -> Int {
    let isComment =
      start + 3 < bytes.count && bytes[start + 2] == UInt8(ascii: "-")
      && bytes[start + 3] == UInt8(ascii: "-")
    guard isComment else { return (find(UInt8(ascii: ">"), from: start) ?? bytes.count - 1) + 1 }
    // `<!-->` and `<!--->` are whole comments, and `--!>` ends one.
    var index = start + 2
    while let end = find(UInt8(ascii: ">"), from: index) {
      let last = bytes[end - 1] == UInt8(ascii: "!") && end >= start + 7 ? end - 2 : end - 1
      if end >= start + 4, bytes[last] == UInt8(ascii: "-"), bytes[last - 1] == UInt8(ascii: "-") {
        cut(from: start + 4, to: last - 1)
        return end + 1
      }
      index = end + 1
    }
    cut(from: start + 4, to: bytes.count)
    return bytes.count
  }

  private mutating func cut(from start: Int, to end: Int) {
    if start < end { cuts.append(start..<end) }
  }

  private mutating func readTag(at start: Int, nameAt: Int, closing: Bool) -> Int {
    var index = nameAt
    // Names of up to eight bytes fit whole; longer ones collide only with their like.
    var name: UInt64 = 0
    while index < bytes.count, !isSpace(bytes[index]), bytes[index] != UInt8(ascii: ">"),
      bytes[index] != UInt8(ascii: "/")
    {
      name = name << 8 | UInt64(bytes[index] | 0x20)
      index += 1
    }
    let (end, selfClosing) = readAttributes(from: index)
    if closing {
      if !close(name) { blank(start..<end) }
      return end
    }
    tags += 1
    var isKept = tags <= Limits.tags
    if isKept, !Self.uncounted.contains(name), !selfClosing {
      isKept = open.count < Limits.openElements
      open.append((name, isKept))
    }
    let isData = programs.contains(name) && isKept && holdsData(start..<end)
    if !isKept { blank(start..<end) }
    guard Self.rawText.contains(name) else { return end }
    let close = skipRawText(named: name, from: end)
    if programs.contains(name), !isData { cut(from: end, to: close) }
    return close
  }

  /// Whether the tag of a script says that it holds data or a formula rather than a program.
  private func holdsData(_ tag: Range<Int>) -> Bool {
    Self.dataTypes.occur(in: String(decoding: bytes[tag], as: UTF8.self))
  }

  /// Finds the end of the tag, blanking attributes past the bound.
  private mutating func readAttributes(from start: Int) -> (end: Int, selfClosing: Bool) {
    var index = start
    var count = 0
    var surplus: Int?
    var previous: UInt8 = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: ">") {
        if let surplus { blank(surplus..<index) }
        return (index + 1, previous == UInt8(ascii: "/"))
      }
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), previous == UInt8(ascii: "=") {
        index = find(byte, from: index + 1) ?? bytes.count
      } else if isSpace(previous) || previous == UInt8(ascii: "/") || previous == 0, !isSpace(byte)
      {
        count += 1
        if count > Limits.attributesPerTag, surplus == nil { surplus = index }
      }
      if !(isSpace(byte) && previous == UInt8(ascii: "=")) { previous = byte }
      index += 1
    }
    if let surplus { blank(surplus..<bytes.count) }
    return (bytes.count, false)
  }

  /// Whether the closing tag may stay: it closes something that was kept, or nothing we know of.
  private mutating func close(_ name: UInt64) -> Bool {
    if Self.uncounted.contains(name) { return true }
    // People forget to close what is nearest, so looking far down finds only accidents.
    guard let match = open.suffix(16).lastIndex(where: { $0.name == name }) else {
      return open.count < Limits.openElements
    }
    let kept = open[match].kept
    open.removeSubrange(match...)
    return kept
  }

  /// The place of the closing tag of an element whose content is no markup.
  private func skipRawText(named name: UInt64, from start: Int) -> Int {
    var index = start
    while let lower = find(UInt8(ascii: "<"), from: index) {
      index = lower + 1
      guard index < bytes.count, bytes[index] == UInt8(ascii: "/") else { continue }
      var found: UInt64 = 0
      var end = index + 1
      while end < bytes.count, isLetter(bytes[end]) {
        found = found << 8 | UInt64(bytes[end] | 0x20)
        end += 1
      }
      if found == name { return lower }
    }
    return bytes.count
  }

  private func find(_ byte: UInt8, from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    return bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress,
        let found = memchr(base + start, Int32(byte), buffer.count - start)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Puts one space in place of a piece and of those right before it.
  private mutating func blank(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    while let last = cuts.last, last.lowerBound > range.lowerBound { cuts.removeLast() }
    if let last = cuts.last, last.upperBound == range.lowerBound {
      cuts[cuts.count - 1] = last.lowerBound..<range.upperBound
    } else {
      bytes[range.lowerBound] = UInt8(ascii: " ")
      cut(from: range.lowerBound + 1, to: range.upperBound)
    }
  }

  private static func names(_ list: String) -> Set<UInt64> {
    Set(list.split(separator: " ").map { $0.utf8.reduce(0) { $0 << 8 | UInt64($1) } })
  }

  /// Elements without content, and those that the next of their kind closes by itself.
  private static let uncounted = names(
    "area base br col embed hr img input link meta param source track wbr p li dt dd option "
      + "optgroup tr td th tbody thead tfoot colgroup html head body rt rp"
  )
  private static let scripts = names("script")
  private static let programs = names("script style")
  private static let dataTypes = Pieces("json math")
  private static let rawText = names("script style textarea title xmp iframe noembed noframes")
}

private func isLetter(_ byte: UInt8) -> Bool {
  (97...122).contains(byte | 0x20)
}

private func isSpace(_ byte: UInt8) -> Bool {
  byte == 32 || (9...13).contains(byte)
}
