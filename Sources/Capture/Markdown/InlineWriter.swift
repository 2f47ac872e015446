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
  private let mode: Mode
  /// The node after the last of the run that is written.
  private let end: Int

  /// Finished blocks, then the open line.
  private var done: [Block] = []
  private var line = ""
  /// White space that is written only when something follows it in the same paragraph.
  private var hasSpace = false
  private var breaks = 0
  /// Whether white space stood before the first piece.
  private var startsApart = false
  private var isInLink = false
  private var escapesDollars = false
  /// Marks of emphasis that are open.
  private var open: Set<String> = []
  /// The mark that ends the line, or the code, to which the like may be added.
  private var endsInText = false
  /// What is written around all this: brackets, the ends of tags.
  private var edges: (before: Unicode.Scalar, after: Unicode.Scalar)?
  private var lastMark: (mark: String, length: Int)?
  private var lastCode: (text: String, start: Int, length: Int)?

  private var tree: HTMLTree { plan.tree }

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
    case "em", "i", "cite", "dfn", "var": wrapped(index, in: "*")
    case "strong", "b": wrapped(index, in: "**")
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

  private mutating func children(_ index: Int) {
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
    var word = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      // Spaces of other widths, and those that do not break, are accidents of typesetting for
      // whoever reads, searches or quotes the text.
      case 9...13, 32, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
        if !word.isEmpty { append(word: String(word), isWhole: true) }
        word.removeAll(keepingCapacity: true)
        hasSpace = true
      // Soft hyphens, zero-width spaces and byte order marks are no part of a word.
      case 0xAD, 0x200B, 0xFEFF, 0x0..<9, 14..<32: continue
      default: word.append(scalar)
      }
    }
    if !word.isEmpty { append(word: String(word), isWhole: following(index) == nil) }
  }

  private mutating func append(word: String, isWhole: Bool) {
    var piece = MarkdownEscape.inline(word, dollars: escapesDollars, brackets: isInLink)
    if piece != word || !isWhole { piece = MarkdownEscape.withoutAddresses(piece) }
    append(piece, isText: true)
  }

  /// Adds what is Markdown already, with the space or the breaks that stood before it.
  private mutating func append(_ piece: String, isText: Bool = false) {
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
    let backslashes = line.dropLast().reversed().prefix { $0 == "\\" }.count
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

  // MARK: Emphasis

  /// The content of an element by itself, with the white space at its ends outside.
  private func content(
    of index: Int,
    mark: String? = nil,
    between edges: (before: Unicode.Scalar, after: Unicode.Scalar)? = nil,
    inLink: Bool = false
  ) -> (text: String, leading: Bool, trailing: Bool) {
    var inner = InlineWriter(
      plan: plan,
      end: tree.nodes[index].end,
      mode: mode == .cell ? .cell : .line
    )
    inner.isInLink = isInLink || inLink
    inner.escapesDollars = escapesDollars
    inner.open = open
    inner.edges = edges
    if let mark { inner.open.insert(mark) }
    inner.children(index)
    let trailing = inner.hasSpace || inner.breaks > 0
    let text = inner.text()
    return (text, text.isEmpty ? trailing : inner.startsApart, trailing)
  }

  private mutating func wrapped(_ index: Int, in mark: String) {
    // Emphasis in the same emphasis says nothing more.
    if open.contains(mark) { return children(index) }
    let (text, leading, trailing) = content(of: index, mark: mark)
    hasSpace = hasSpace || leading
    defer { hasSpace = hasSpace || trailing }
    if text.isEmpty { return }
    // Where marks cannot stand, what is within is written anew: its neighbours are others then.
    let isApart = hasSpace || breaks > 0 || line.isEmpty
    if !isApart, let lastMark, lastMark.length == line.utf8.count {
      let parts = Emphasis(
        text,
        before: nil,
        after: trailing ? nil : following(index),
        isNested: !open.isEmpty
      ).parts
      let isNested = Self.isMark(line.dropLast(mark.count).last) || Self.isMark(text.first)
      guard lastMark.mark == mark, !isNested, let parts, parts.before.isEmpty else {
        return children(index)
      }
      line.removeLast(mark.count)
      line += parts.inside + mark
      if parts.after.isEmpty {
        self.lastMark = (mark, line.utf8.count)
      } else {
        append(parts.after)
      }
      return
    }
    let emphasis = Emphasis(
      text,
      before: line.isEmpty ? edges?.before : isApart ? nil : line.unicodeScalars.last,
      after: trailing ? nil : following(index),
      isNested: !open.isEmpty
    )
    guard let parts = emphasis.parts, !text.hasPrefix("![") else { return children(index) }
    append(parts.before + mark + parts.inside + mark + parts.after)
    if parts.after.isEmpty { lastMark = (mark, line.utf8.count) }
  }

  private static func isMark(_ character: Character?) -> Bool {
    character == "*" || character == "~" || character == "`"
  }

  /// The scalar that is written directly after an element; none where a space or the end follows.
  private func following(_ index: Int) -> Unicode.Scalar? {
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

  /// Raised and lowered text keeps its tags, which every Markdown reader passes on.
  private mutating func raised(_ index: Int, name: String) {
    let holdsNote = tree.subtree(of: index).contains { plan.footnotes.references[$0] != nil }
    if holdsNote { return children(index) }
    let (text, leading, trailing) = content(of: index, between: (">", "<"))
    hasSpace = hasSpace || leading
    // Endings of ordinal numbers and the signs of trade marks are read as well on the line.
    let isEnding = Self.endings.contains(text.lowercased())
    if !text.isEmpty { append(isEnding ? text : "<\(name)>\(text)</\(name)>", isText: isEnding) }
    hasSpace = hasSpace || trailing
  }

  private static let endings: Set<String> = [
    "st", "nd", "rd", "th", "er", "re", "ère", "ème", "ième", "®", "™", "©", "tm", "sm",
  ]

  private mutating func quoted(_ index: Int) {
    let (text, leading, trailing) = content(of: index, between: ("“", "”"))
    hasSpace = hasSpace || leading
    if !text.isEmpty { append("“" + text + "”") }
    hasSpace = hasSpace || trailing
  }

  /// How a character is read stands behind it in parentheses, as where ruby is not known.
  private mutating func reading(_ index: Int) {
    let text = content(of: index, between: ("(", ")")).text
    if !text.isEmpty { append("(" + text + ")", isText: true) }
    hasSpace = false
  }

  // MARK: Code

  private mutating func code(_ index: Int) {
    let inside = tree.subtree(of: index)
    let hasLines = inside.contains { tree.nodes[$0].name == "br" }
    if hasLines, mode == .paragraph, open.isEmpty { return codeLines(index) }
    let raw = inside.map { tree.nodes[$0].name == "br" ? " " : tree.nodes[$0].text }.joined()
    let text = raw.collapsingWhitespace()
    hasSpace = hasSpace || raw.first?.isWhitespace == true
    defer { hasSpace = hasSpace || raw.last?.isWhitespace == true }
    if text.isEmpty {
      // Keys are drawn as pictures now and then.
      return children(index)
    }
    if let link = onlyLink(in: index, text: text), !isInLink {
      let name = MarkdownEscape.destination(link)
      return append("[" + Self.span(text) + "](" + name + ")")
    }
    if !hasSpace, breaks == 0, let lastCode, lastCode.length == line.utf8.count {
      // Two spans without a space between would be read as one with backticks in it.
      line = String(decoding: line.utf8.prefix(lastCode.start), as: UTF8.self)
      let start = line.utf8.count
      line += Self.span(lastCode.text + text)
      self.lastCode = (lastCode.text + text, start, line.utf8.count)
      return
    }
    let span = Self.span(text)
    append(span)
    lastCode = (text, line.utf8.count - span.utf8.count, line.utf8.count)
  }

  /// Code of several lines, which stands by itself wherever the page has it.
  private mutating func codeLines(_ index: Int) {
    done.append(.paragraph(line))
    done += MarkdownCode(plan: plan, code: index).blocks()
    line = ""
    hasSpace = false
    breaks = 0
  }

  private static func span(_ text: String) -> String {
    var fence = "`"
    while text.contains(fence) { fence += "`" }
    let pad = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return fence + pad + text + pad + fence
  }

  private func onlyLink(in index: Int, text: String) -> String? {
    let links = tree.subtree(of: index).filter { tree.nodes[$0].name == "a" }
    guard links.count == 1, tree.text(of: links[0], all: true) == text else { return nil }
    return tree.nodes[links[0]]["href"].flatMap(plan.linkAddress)
  }

  // MARK: Links, pictures, notes, formulas

  private mutating func link(_ index: Int, _ node: HTMLTree.Node) {
    if plan.isSectionMark(index) { return }
    guard let address = node["href"].flatMap(plan.linkAddress), !isInLink else {
      return children(index)
    }
    let (text, leading, trailing) = content(of: index, between: ("[", "]"), inLink: true)
    hasSpace = hasSpace || leading
    if !text.isEmpty { append(link: text, to: address, at: index) }
    hasSpace = hasSpace || trailing
  }

  private mutating func append(link text: String, to address: String, at index: Int) {
    // A picture that leads to itself in full size is just the picture.
    let picture = tree.subtree(of: index).first { plan.pictures[$0] != nil }.flatMap {
      plan.pictures[$0]
    }
    if let picture, text.hasPrefix("!["), text.hasSuffix(")"), tree.text(of: index).isEmpty,
      PictureFinder.stem(of: picture.address) == PictureFinder.stem(of: address)
    {
      return append(text)
    }
    // Readers make a link of an address for letters by themselves.
    if address == "mailto:" + tree.text(of: index, all: true) { return append(text) }
    append("[" + text + "](" + MarkdownEscape.destination(address) + ")")
  }

  /// The children of a block as one link.
  mutating func writeLink(children index: Int, to address: String) {
    let (text, _, _) = content(of: index, between: ("[", "]"), inLink: true)
    if !text.isEmpty { append(link: text, to: address, at: index) }
  }

  private mutating func image(_ index: Int) {
    guard let picture = plan.pictures[index] else { return }
    let alternative = MarkdownEscape.inline(
      picture.alternative,
      dollars: escapesDollars,
      brackets: true
    )
    if picture.isSign { return append(alternative, isText: true) }
    let title = picture.caption.map { " " + MarkdownEscape.title($0) } ?? ""
    // A picture is no part of a word.
    hasSpace = true
    append("![" + alternative + "](" + MarkdownEscape.destination(picture.address) + title + ")")
    hasSpace = true
  }

  private mutating func film(_ index: Int, _ node: HTMLTree.Node) {
    guard let source = HiddenForms.film(node, tree: tree, at: index),
      let address = plan.linkAddress(source)
    else { return }
    let title =
      (node["title"] ?? node["aria-label"] ?? "").collapsingWhitespace().nonEmpty ?? address
    let text = MarkdownEscape.inline(title, dollars: escapesDollars, brackets: true)
    hasSpace = true
    append("[" + text + "](" + MarkdownEscape.destination(address) + ")")
    hasSpace = true
  }

  private mutating func reference(_ label: String) {
    if isInLink { return append(MarkdownEscape.inline(label)) }
    append("[^" + label + "]")
  }

  private mutating func write(_ formula: Formula) {
    guard formula.isDisplay, mode == .paragraph else { return append(formula.inline) }
    done.append(.paragraph(line))
    done.append(Block(.formula, formula.block))
    line = ""
    hasSpace = false
    breaks = 0
  }
}
