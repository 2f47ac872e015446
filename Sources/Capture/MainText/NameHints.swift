/// What the class and id that a page's makers gave each element say about its content.
///
/// Facts are remembered for each distinct name, because pages repeat the same few hundred names.
struct NameHints {
  private var facts: [NameFacts]
  private let rules: [(fact: NameFacts, rule: NameRule)]
  private let isUnlikelyAsked: Bool

  init(_ tree: HTMLTree, without off: Set<ExtractionRule>) {
    rules = NameRule.beside.enumerated().map { (.rule($0), $1) }
      .filter { !off.contains($0.rule.rule) }
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

  /// The rules by which the name of a node may leave it out.
  func rules(against index: Int) -> [NameRule] {
    guard facts[index].mayBeBeside else { return [] }
    return rules.filter { facts[index].contains($0.fact) }.map(\.rule)
  }

  func isNamed(_ index: Int, by rule: ExtractionRule) -> Bool {
    rules(against: index).contains { $0.rule == rule }
  }

  /// Whether the name is one that parts of an article seldom have.
  func isUnlikely(_ index: Int) -> Bool {
    isUnlikelyAsked && facts[index].contains(.unlikely) && !facts[index].contains(.likely)
  }
}

/// Finds the words and pieces of all name rules in a name, in one pass over it.
struct NameMatcher: Sendable {
  static let shared = NameMatcher()

  /// The pieces that begin with each byte.
  private var pieces = [[(bytes: [UInt8], fact: NameFacts)]](repeating: [], count: 256)
  private var words: [Word: NameFacts] = [:]

  private init() {
    for (number, rule) in NameRule.beside.enumerated() {
      add(pieces: rule.pieces, as: .rule(number))
      add(words: rule.words, as: .rule(number))
    }
    add(pieces: NameRule.body, as: .body)
    add(pieces: NameRule.unlikely, as: .unlikely)
    add(pieces: NameRule.likely, as: .likely)
    add(pieces: NameRule.negative, as: .negative)
    add(words: NameRule.negativeWords, as: .negative)
    add(pieces: NameRule.builder, as: .builder)
    add(pieces: NameRule.positive, as: .positive)
    add(words: NameRule.lead, as: .lead)
  }

  private mutating func add(pieces list: String, as fact: NameFacts) {
    for piece in list.split(separator: " ") {
      let bytes = Array(piece.utf8)
      pieces[Int(bytes[0])].append((bytes, fact))
    }
  }

  private mutating func add(words list: String, as fact: NameFacts) {
    for text in list.split(separator: " ") {
      var word = Word()
      for byte in text.utf8 { word.append(byte) }
      words[word, default: []].formUnion(fact)
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
