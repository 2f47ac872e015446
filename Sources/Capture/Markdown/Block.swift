/// One block of Markdown: what it is, and its text without a line break at the end.
struct Block {
  enum Kind: Equatable {
    case paragraph, heading, quotation, code, table, rule, formula, definition, bullets
    case numbers(start: Int)
  }

  var kind: Kind
  var text: String
  /// The node that it was made of, where someone asks.
  var node: Int?

  init(_ kind: Kind, _ text: String, node: Int? = nil) {
    self.kind = kind
    self.text = text
    self.node = node
  }

  static func paragraph(_ text: String) -> Block { Block(.paragraph, text) }

  /// Whether it may follow a paragraph in an item without an empty line between.
  ///
  /// A list whose first number is not 1 would be read as a line of the paragraph.
  var followsTightly: Bool { kind == .bullets || kind == .numbers(start: 1) }

  /// The same list with the other mark of its kind, so that it does not continue the one before.
  private var withOtherMark: Block {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      switch kind {
      case .bullets: return line.hasPrefix("-") ? "*" + line.dropFirst() : String(line)
      case .numbers:
        let digits = line.prefix { $0.isASCII && $0.isNumber }
        let rest = line.dropFirst(digits.count)
        return !digits.isEmpty && rest.hasPrefix(".")
          ? digits + ")" + rest.dropFirst() : String(line)
      default: return String(line)
      }
    }
    return Block(kind, lines.joined(separator: "\n"))
  }

  private var isList: Bool {
    switch kind {
    case .bullets, .numbers: true
    default: false
    }
  }

  private func continues(_ other: Block) -> Bool {
    switch (kind, other.kind) {
    case (.bullets, .bullets), (.numbers, .numbers): true
    default: false
    }
  }

  /// Blocks one after the other, with empty lines between.
  static func joined(_ blocks: [Block], tightly: Bool = false) -> String {
    var text = ""
    var isOther = false
    for (place, block) in blocks.enumerated() {
      isOther = place > 0 && block.isList && block.continues(blocks[place - 1]) && !isOther
      if place > 0 { text += tightly && block.followsTightly && !isOther ? "\n" : "\n\n" }
      text += (isOther ? block.withOtherMark : block).text
    }
    return text
  }

  /// Blocks as the content of a container, each line behind its marker.
  static func prefixed(
    _ blocks: [Block],
    first: String,
    rest: String,
    tightly: Bool = false
  ) -> String {
    let blank = rest.trimmed()
    return joined(blocks, tightly: tightly)
      .split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
      .map { number, line in
        line.isEmpty ? blank : (number == 0 ? first : rest) + line
      }
      .joined(separator: "\n")
  }
}
