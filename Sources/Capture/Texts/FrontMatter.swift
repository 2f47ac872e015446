import Yams

/// The fields between `---` at the top of a Markdown file, which are YAML.
struct FrontMatter {
  /// In the order of the file; of a field within another the key is `outer.inner`.
  private(set) var fields: [(key: String, values: [String])] = []
  /// The index of the first line after them.
  let rest: Int

  /// Bytes of a head; the longest that programs write have some kilobytes.
  private static let mostBytes = 64 << 10
  /// Brackets, and dashes on one line: reading YAML goes one call deeper for each.
  private static let mostNesting = 100

  /// - Returns: `nil` where there is no head.
  init?(_ lines: [String]) {
    guard lines.first?.trimmed() == "---",
      let end = lines.dropFirst().firstIndex(where: { ["---", "..."].contains($0.trimmed()) })
    else { return nil }
    rest = end + 1
    let head = lines[1..<end]
    if let mapping = Self.mapping(head) {
      for (key, value) in mapping { take(value, named: key.string ?? "", depth: 0) }
    } else {
      // People leave out quotation marks that YAML asks for: `title: Tides: a history`.
      fields = Self.plain(head)
    }
  }

  // MARK: YAML

  private static func mapping(_ lines: ArraySlice<String>) -> Node.Mapping? {
    let text = lines.joined(separator: "\n")
    let isSmall =
      text.utf8.count <= mostBytes
      && text.utf8.count { $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") } <= mostNesting
      && lines.allSatisfy { $0.utf8.count { $0 == UInt8(ascii: "-") } <= mostNesting }
    // A name for a part that is repeated can make a few lines into gigabytes.
    guard isSmall, text.firstMatch(of: /(?:^|[\s\[{,])[&*][^\s&*]/) == nil,
      case .mapping(let mapping)? = try? compose(yaml: text)
    else { return nil }
    return mapping
  }

  private mutating func take(_ node: Node, named key: String, depth: Int) {
    if case .mapping(let mapping) = node, Self.name(in: mapping) == nil, depth < 4 {
      for (inner, value) in mapping {
        take(value, named: "\(key).\(inner.string ?? "")", depth: depth + 1)
      }
      return
    }
    let values: [String]
    switch node {
    case .sequence(let sequence): values = sequence.flatMap { Self.values(of: $0) }
    default: values = Self.values(of: node)
    }
    if !key.isEmpty { fields.append((key, values)) }
  }

  private static func values(of node: Node) -> [String] {
    switch node {
    case .scalar(let scalar):
      let text = scalar.string.trimmed()
      let isNothing = scalar.style == .plain && ["~", "null", "Null", "NULL"].contains(text)
      return text.isEmpty || isNothing ? [] : [text]
    case .mapping(let mapping): return [name(in: mapping)].compactMap(\.self)
    case .sequence, .alias: return []
    }
  }

  /// The name of a person who is written as several fields.
  private static func name(in mapping: Node.Mapping) -> String? {
    func text(_ key: String) -> String? { mapping[Node(key)]?.string?.trimmed().nonEmpty }
    if let name = text("name") ?? text("literal") { return name }
    let parts = [text("given"), text("family")].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  // MARK: Lines

  private static func plain(_ lines: ArraySlice<String>) -> [(key: String, values: [String])] {
    var fields: [(key: String, values: [String])] = []
    for line in lines {
      let bare = line.trimmed()
      if bare.isEmpty || bare.hasPrefix("#") { continue }
      if bare.hasPrefix("- "), !fields.isEmpty {
        fields[fields.count - 1].values.append(unquoted(String(bare.dropFirst(2))))
      } else if let colon = line.firstIndex(of: ":"), line.first?.isWhitespace == false {
        let key = line[..<colon].trimmed()
        fields.append((key, values(line[line.index(after: colon)...].trimmed())))
      }
    }
    return fields
  }

  private static func values(_ text: String) -> [String] {
    if text.isEmpty { return [] }
    guard text.hasPrefix("["), text.hasSuffix("]") else { return [unquoted(text)] }
    return text.dropFirst().dropLast().split(separator: ",").map { unquoted($0.trimmed()) }
  }

  private static func unquoted(_ text: String) -> String {
    let text = text.trimmed()
    for mark in ["\"", "'"] where text.count > 1 && text.hasPrefix(mark) && text.hasSuffix(mark) {
      let inner = String(text.dropFirst().dropLast())
      return mark == "\"" ? inner.replacing("\\\"", with: "\"") : inner.replacing("''", with: "'")
    }
    return text
  }
}
