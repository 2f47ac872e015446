import Foundation

/// One source file, cut into what the rules look at.
///
/// The cutting knows comments and string literals, so that a comment may name what the code must not
/// do. It does not know regular expression literals; a quote inside one would confuse it.
struct SwiftFile {
  let path: String
  /// The lines without comments.
  let lines: [String]
  /// The lines without comments and without what stands in string literals.
  let code: [String]

  init(path: String, text: String) {
    self.path = path
    var scanner = Scanner(text)
    scanner.scanCode(untilParenthesis: false)
    lines = scanner.withoutComments.split(separator: lineFeed, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    code = scanner.withoutStrings.split(separator: lineFeed, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// The modules it imports, with their line numbers.
  var imports: [(module: String, line: Int)] {
    code.enumerated().filter { $0.element.contains("import ") }.compactMap { index, line in
      let pattern =
        /\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+(?:(?:struct|class|enum|protocol|typealias|func|let|var)\s+)?(\w+).*/
      return line.wholeMatch(of: pattern).map { (String($0.1), index + 1) }
    }
  }

  /// Every Swift file below a folder of the package, sorted by path.
  static func all(below folder: String) throws -> [SwiftFile] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let names = try FileManager.default.subpathsOfDirectory(
      atPath: root.appending(path: folder).path
    )
    return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      let path = "\(folder)/\(name)"
      return SwiftFile(
        path: path,
        text: try String(contentsOf: root.appending(path: path), encoding: .utf8)
      )
    }
  }
}

private let lineFeed = UInt8(ascii: "\n")

/// Walks once over the text and blanks what is not wanted; line feeds stay, so line numbers hold.
private struct Scanner {
  private let text: [UInt8]
  private var index = 0
  private(set) var withoutComments: [UInt8] = []
  private(set) var withoutStrings: [UInt8] = []

  init(_ text: String) {
    self.text = Array(text.utf8)
  }

  private enum Kind {
    case code
    case string
    case comment
  }

  private mutating func take(_ count: Int = 1, as kind: Kind) {
    for _ in 0..<count where index < text.count {
      let byte = text[index]
      let blank = byte == lineFeed ? byte : UInt8(ascii: " ")
      withoutComments.append(kind == .comment ? blank : byte)
      withoutStrings.append(kind == .code ? byte : blank)
      index += 1
    }
  }

  private func isAt(_ pattern: String) -> Bool {
    text[index...].starts(with: pattern.utf8)
  }

  mutating func scanCode(untilParenthesis: Bool) {
    var depth = 0
    while index < text.count {
      if isAt("//") {
        while index < text.count, text[index] != lineFeed { take(as: .comment) }
      } else if isAt("/*") {
        scanBlockComment()
      } else if let hashes = hashesOfLiteral() {
        scanString(hashes: hashes)
      } else {
        if text[index] == UInt8(ascii: "(") { depth += 1 }
        if text[index] == UInt8(ascii: ")") { depth -= 1 }
        take(as: .code)
        if untilParenthesis, depth == 0 { return }
      }
    }
  }

  private mutating func scanBlockComment() {
    var depth = 0
    repeat {
      if isAt("/*") {
        depth += 1
        take(2, as: .comment)
      } else if isAt("*/") {
        depth -= 1
        take(2, as: .comment)
      } else {
        take(as: .comment)
      }
    } while depth > 0 && index < text.count
  }

  /// The number of `#` before a quote that begins here; `nil` when no string literal does.
  private func hashesOfLiteral() -> Int? {
    let hashes = text[index...].prefix { $0 == UInt8(ascii: "#") }.count
    let quote = index + hashes
    return quote < text.count && text[quote] == UInt8(ascii: "\"") ? hashes : nil
  }

  private mutating func scanString(hashes: Int) {
    let marks = String(repeating: "#", count: hashes)
    take(hashes, as: .code)
    let quote = isAt("\"\"\"") ? "\"\"\"" : "\""
    take(quote.count, as: .code)
    while index < text.count {
      if isAt(quote + marks) {
        take(quote.count + hashes, as: .code)
        return
      }
      if isAt("\\\(marks)(") {
        take(1 + hashes, as: .string)
        scanCode(untilParenthesis: true)
      } else {
        take(isAt("\\\(marks)") ? 2 + hashes : 1, as: .string)
      }
    }
  }
}
