/// Writes text and what stands within a line: emphasis, links, code, pictures, formulas.
struct InlineWriter {
  enum Mode {
    /// Lines may break, formulas may stand by themselves.
    case paragraph
    /// One line, as in headings and links.
    case line
    /// One line of a table's cell, in which breaks are written as tags.
    case cell
  }

  let plan: WritingPlan
  let mode: Mode
  /// The node after the last of the run that is written.
  private let end: Int

  /// Finished blocks, then the open line.
  var done: [Block] = []
  var line = ""
  /// White space that is written only when something follows it in the same paragraph.
  var hasSpace = false
  var breaks = 0
  /// Whether white space stood before the first piece.
  var startsApart = false
  var isInLink = false
  var escapesDollars = false
  /// Marks of emphasis that are open.
  var open: Set<String> = []
  /// The mark that ends the line, or the code, to which the like may be added.
  private var endsInText = false
  /// What is written around all this: brackets, the ends of tags.
  var edges: (before: Unicode.Scalar, after: Unicode.Scalar)?
  var lastMark: (mark: String, length: Int)?
  var lastCode: CodeSpan?

  var tree: HTMLTree { plan.tree }

  init(plan: WritingPlan, end: Int, mode: Mode = .paragraph) {
    self.plan = plan
    self.end = end
    self.mode = mode
  }

  /// Looks at what is to be written: dollars are escaped where two could be read as a formula.
  mutating func prepare(_ run: [Int]) {
    var dollars = 0
    for index in run {
      for inner in tree.subtree(of: index) {
        if plan.formulas[inner] != nil { dollars += 2 }
        for byte in tree.nodes[inner].text.utf8 where byte == UInt8(ascii: "$") { dollars += 1 }
        if dollars > 1 {
          escapesDollars = true
          return
        }
      }
    }
  }

  /// The paragraphs and formulas that were written.
  func blocks() -> [Block] {
    (done + [.paragraph(line)]).compactMap { block in
      guard block.kind == .paragraph else { return block }
      let text = MarkdownEscape.lineStarts(block.text.trimmed())
      return text.isEmpty ? nil : .paragraph(text)
    }
  }

  /// All that was written, in one line.
  func text() -> String {
    (done.map(\.text) + [line]).filter { !$0.isEmpty }.joined(separator: " ").trimmed()
  }

  mutating func write(_ index: Int) {
    if plan.dropped[index] { return }
    if let label = plan.footnotes.references[index] { return reference(label) }
    if let formula = plan.formulas[index] {
      let texts = tree.subtree(of: index).filter { tree.nodes[$0].isText }
      let edges = (texts.first, texts.last)
      hasSpace =
        hasSpace || edges.0.map { tree.nodes[$0].text.first?.isWhitespace == true } ?? false
      write(formula)
      if formula.isDisplay, mode == .paragraph { return }
      // White space at the end of the element is the page's layout where punctuation follows.
      let isClosed = following(index).map { ",.;:!?)]".unicodeScalars.contains($0) } ?? false
      hasSpace =
        !isClosed && edges.1.map { tree.nodes[$0].text.last?.isWhitespace == true } ?? false
      return
    }
    let node = tree.nodes[index]
    switch node.name {
    case "": text(index)
    case "br": breaks += 1
    case "em", "i", "cite", "dfn", "var", "strong", "b", "span", "font":
      if let mark = emphasis(of: index) { wrapped(index, in: mark) } else { children(index) }
    case "del", "s", "strike": wrapped(index, in: "~~")
    case "sup", "sub": raised(index, name: node.name)
    case "code", "kbd", "samp", "tt": code(index)
    case "a": link(index, node)
    case "img": image(index)
    case "iframe", "video", "audio": film(index, node)
    case "q": quoted(index)
    case "rp": return
    case "rt": reading(index)
    default: children(index)
    }
  }

  mutating func children(_ index: Int) {
    for child in tree.children(of: index) { write(child) }
  }

  // MARK: Text

  private mutating func text(_ index: Int) {
    var text = tree.nodes[index].text
    if let count = plan.footnotes.numbers[index] {
      text = String(text.unicodeScalars.dropFirst(count))
    }
    guard plan.readsTeX, !isInLink else { return words(of: text, at: index) }
    for piece in TeXText.pieces(of: text) {
      switch piece {
      case .text(let text): words(of: text, at: index)
      case .formula(let formula): write(formula)
      }
    }
  }

  private mutating func words(of text: String, at index: Int) {
    let scalars = text.unicodeScalars
    var word = ""
    /// Where what is to be added to the word begins.
    var start = scalars.startIndex
    for place in scalars.indices {
      switch scalars[place].value {
      // Spaces of other widths, and those that do not break, are accidents of typesetting for
      // whoever reads, searches or quotes the text.
      case 9...13, 32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
        word += text[start..<place]
        if !word.isEmpty { append(word: word, isWhole: true) }
        word = ""
        hasSpace = true
      // Soft hyphens, zero-width spaces and byte order marks are no part of a word.
      case 0xAD, 0x200B, 0xFEFF, 0x0..<9, 14..<32: word += text[start..<place]
      default: continue
      }
      start = scalars.index(after: place)
    }
    word += text[start...]
    if !word.isEmpty { append(word: word, isWhole: following(index) == nil) }
  }

  mutating func append(word: String, isWhole: Bool) {
    var piece = MarkdownEscape.inline(word, dollars: escapesDollars, brackets: isInLink)
    if piece != word || !isWhole { piece = MarkdownEscape.withoutAddresses(piece) }
    append(piece, isText: true)
  }

  /// Adds what is Markdown already, with the space or the breaks that stood before it.
  mutating func append(_ piece: String, isText: Bool = false) {
    if piece.isEmpty { return }
    if line.isEmpty, done.isEmpty { startsApart = hasSpace || breaks > 0 }
    if breaks > 0, mode != .paragraph {
      if !line.isEmpty { line += mode == .cell ? " <br> " : " " }
    } else if breaks > 1, open.isEmpty, !isInLink {
      done.append(.paragraph(line))
      line = ""
    } else if breaks > 0 {
      if !line.isEmpty { line += "\\\n" }
    } else if hasSpace {
      if !line.isEmpty { line += " " }
    } else {
      join(piece, isText: isText)
    }
    breaks = 0
    hasSpace = false
    line += piece
    endsInText = isText
    lastMark = nil
    lastCode = nil
  }

  /// Keeps two pieces without a space between from being read as one piece of markup.
  private mutating func join(_ piece: String, isText: Bool) {
    guard let last = line.unicodeScalars.last, let first = piece.unicodeScalars.first else {
      return
    }
    var backslashes = 0
    for byte in line.utf8.dropLast(last.utf8.count).reversed() {
      if byte != UInt8(ascii: "\\") { break }
      backslashes += 1
    }
    let isEscaped = !backslashes.isMultiple(of: 2)
    switch last {
    case "]" where isText && (first == "(" || first == "[" || first == ":"):
      if !endsInText {
        // Behind the label of a note a colon matters only at the beginning of a line.
        let isFirst = line.hasPrefix("[^") && line.count < 40 && !line.contains(" ")
        if first != ":" || isFirst { line += "\\" }
      } else if !isEscaped {
        line = line.dropLast() + "\\]"
      }
    case "!" where !isEscaped && !isText && first == "[",
      "<" where !isEscaped && Self.opensTag(first), "&" where !isEscaped && Self.isName(first):
      line.unicodeScalars.removeLast()
      line += "\\" + String(last)
    default: return
    }
  }

  private static func opensTag(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar == "/" || scalar == "!" || scalar == "?"
  }

  private static func isName(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "#" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// The scalar that is written directly after an element; none where a space or the end follows.
  func following(_ index: Int) -> Unicode.Scalar? {
    var next = tree.nodes[index].end
    while next < end {
      let node = tree.nodes[next]
      if plan.dropped[next] {
        next = node.end
        continue
      }
      if plan.footnotes.references[next] != nil { return "[" }
      if plan.formulas[next] != nil { return "$" }
      switch node.name {
      case "":
        if let scalar = node.text.unicodeScalars.first {
          return scalar.properties.isWhitespace || scalar == "\u{A0}" ? nil : scalar
        }
      case "img":
        if plan.pictures[next] != nil { return "!" }
      case "code", "kbd", "samp", "tt": return "`"
      case "sup", "sub": return "<"
      case "a" where node["href"] != nil: return "["
      case "q": return "“"
      case "rt": return "("
      case "br": return nil
      default: if !plan.isInline(next) { return nil }
      }
      next += 1
    }
    return edges?.after
  }
}
