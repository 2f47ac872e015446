/// What the class and id that a page's makers gave each element say about its content.
///
/// Facts are remembered for each distinct name, because pages repeat the same few hundred names.
struct NameHints {
  private var facts: [NameFacts]
  private let rules: [(fact: NameFacts, rule: ExtractionRule)]
  private let isUnlikelyAsked: Bool

  init(_ tree: HTMLTree, without off: Set<ExtractionRule>) {
    rules = NameFacts.besideRules.filter { !off.contains($0.rule) }
    isUnlikelyAsked = !off.contains(.unlikelyName)
    var known: [String: NameFacts] = [:]
    var facts = [NameFacts](repeating: [], count: tree.nodes.count)
    for index in tree.nodes.indices where !tree.kinds[index].contains(.text) {
      for attribute in tree.nodes[index].attributes
      where attribute.name == "class" || attribute.name == "id" {
        if let remembered = known[attribute.value] {
          facts[index].formUnion(remembered)
        } else {
          let found = NameMatcher.shared.facts(of: attribute.value)
          known[attribute.value] = found
          facts[index].formUnion(found)
        }
      }
    }
    self.facts = facts
  }

  subscript(index: Int) -> NameFacts { facts[index] }

  /// The rule by which the name of a node leaves it out.
  func rule(against index: Int) -> ExtractionRule? {
    let facts = facts[index]
    if facts.isEmpty { return nil }
    if let rule = rules.first(where: { facts.contains($0.fact) })?.rule { return rule }
    let isUnlikely = facts.contains(.unlikely) && !facts.contains(.likely)
    return isUnlikelyAsked && isUnlikely ? .unlikelyName : nil
  }
}

/// Finds the words and pieces of all name rules in a name, in one pass over it.
struct NameMatcher: Sendable {
  static let shared = NameMatcher(NameRule.all)

  /// The pieces that begin with each byte.
  private var pieces = [[(bytes: [UInt8], fact: NameFacts)]](repeating: [], count: 256)
  private var words: [Word: NameFacts] = [:]

  init(_ rules: [NameRule]) {
    for rule in rules {
      for piece in rule.pieces.split(separator: " ") {
        let bytes = Array(piece.utf8)
        pieces[Int(bytes[0])].append((bytes, rule.fact))
      }
      for text in rule.words.split(separator: " ") {
        var word = Word()
        for byte in text.utf8 { word.append(byte) }
        words[word, default: []].formUnion(rule.fact)
      }
    }
  }

  func facts(of name: String) -> NameFacts {
    var name = name
    return name.withUTF8 { bytes in
      var facts: NameFacts = []
      var word = Word()
      var previousIsLower = false
      for start in bytes.indices {
        let byte = bytes[start]
        let lower = (65...90).contains(byte) ? byte | 0x20 : byte
        for piece in pieces[Int(lower)] where Self.stands(piece.bytes, in: bytes, at: start) {
          facts.formUnion(piece.fact)
        }
        let isLetter = (97...122).contains(lower) || byte >= 0x80
        if !isLetter || (byte != lower && previousIsLower) {
          facts.formUnion(words[word] ?? [])
          word = Word()
        }
        if isLetter { word.append(lower) }
        previousIsLower = isLetter && byte == lower
      }
      return facts.union(words[word] ?? [])
    }
  }

  private static func stands(
    _ piece: [UInt8],
    in bytes: UnsafeBufferPointer<UInt8>,
    at start: Int
  ) -> Bool {
    guard bytes.count - start >= piece.count else { return false }
    for offset in piece.indices {
      let byte = bytes[start + offset]
      if ((65...90).contains(byte) ? byte | 0x20 : byte) != piece[offset] { return false }
    }
    return true
  }

  /// A word of up to 24 bytes; longer ones are in no list.
  private struct Word: Hashable {
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var length = 0

    mutating func append(_ byte: UInt8) {
      switch length {
      case 0..<8: first = first << 8 | UInt64(byte)
      case 8..<16: second = second << 8 | UInt64(byte)
      default: third = third << 8 | UInt64(byte)
      }
      length += 1
    }
  }
}
