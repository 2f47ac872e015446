/// Writes text and what stands within a line: emphasis, links, code, images.
struct InlineWriter {
  let tree: HTMLTree
  let dropped: [Bool]
  let base: WebBase

  /// Finished paragraphs, then the open one.
  private var done: [String] = []
  private var line = ""
  /// White space that is written only when something follows it in the same paragraph.
  private var hasSpace = false
  private var breaks = 0
  private var isCode = false

  init(tree: HTMLTree, dropped: [Bool], base: WebBase) {
    self.tree = tree
    self.dropped = dropped
    self.base = base
  }

  /// The paragraphs of what was written, ready to stand as blocks.
  func paragraphs() -> [String] {
    (done + [line]).map { MarkdownEscape.lineStarts($0.trimmed()) }.filter { !$0.isEmpty }
  }

  mutating func write(_ index: Int) {
    if dropped[index] { return }
    let node = tree.nodes[index]
    switch node.name {
    case "": text(node.text)
    case "br": breaks += 1
    case "em", "i", "cite", "dfn", "var": wrapped(index, in: "*")
    case "strong", "b": wrapped(index, in: "**")
    case "del", "s", "strike": wrapped(index, in: "~~")
    case "code", "kbd", "samp", "tt": code(index)
    case "a": link(index, node)
    case "img": image(node)
    case "q": quoted(index)
    case "math": append(math(index, node))
    default: children(index)
    }
  }

  private mutating func children(_ index: Int) {
    for child in tree.children(of: index) { write(child) }
  }

  // MARK: Pieces

  private mutating func text(_ text: String) {
    var word = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      // A no-break space in running text is an accident of typesetting for whoever reads,
      // searches or quotes the text.
      case 9...13, 32, 0xA0:
        if !word.isEmpty { append(MarkdownEscape.inline(word)) }
        word = ""
        hasSpace = true
      // Soft hyphens, zero-width spaces and byte order marks are no part of a word.
      case 0xAD, 0x200B, 0xFEFF, 0x0..<9, 14..<32: continue
      default: word.unicodeScalars.append(scalar)
      }
    }
    if !word.isEmpty { append(MarkdownEscape.inline(word)) }
  }

  /// Adds what is Markdown already, with the space or the breaks that stood before it.
  private mutating func append(_ piece: String) {
    if piece.isEmpty { return }
    if breaks > 1, !isCode {
      done.append(line)
      line = ""
    } else if breaks == 1, !line.isEmpty {
      line += "\\\n"
    } else if hasSpace, !line.isEmpty {
      line += " "
    } else if line.hasSuffix("]"), piece.hasPrefix("(") {
      line += "\\"
    }
    breaks = 0
    hasSpace = false
    line += piece
  }

  /// The content of an element by itself, with the white space at its ends outside.
  private mutating func content(of index: Int) -> (text: String, leading: Bool, trailing: Bool) {
    var inner = InlineWriter(tree: tree, dropped: dropped, base: base)
    inner.children(index)
    let text = (inner.done + [inner.line]).filter { !$0.isEmpty }.joined(separator: "\\\n")
    let first = tree.subtree(of: index).first { tree.nodes[$0].isText && !dropped[$0] }
    let leading = first.flatMap { tree.nodes[$0].text.first?.isWhitespace } ?? false
    return (text, leading, inner.hasSpace || inner.breaks > 0)
  }

  private mutating func wrapped(_ index: Int, in marker: String) {
    let (text, leading, trailing) = content(of: index)
    hasSpace = hasSpace || leading
    if text.isEmpty {
      hasSpace = hasSpace || trailing
      return
    }
    // Emphasis in the same emphasis, or around a whole image, says nothing more.
    let isPlain = text.hasPrefix(marker) || text.hasSuffix(marker) || text.hasPrefix("![")
    // Delimiters open and close only at the edges of words. Next to a letter, punctuation inside
    // the delimiter would turn it into plain asterisks.
    let before = hasSpace || breaks > 0 ? nil : line.unicodeScalars.last
    let opens = before.map { !$0.properties.isAlphabetic } ?? true
    let isWordy = { (scalar: Unicode.Scalar?) in scalar?.properties.isAlphabetic == true }
    if isPlain || !(opens || isWordy(text.unicodeScalars.first)) {
      append(text)
    } else if !isWordy(text.unicodeScalars.last), isFollowedByWord(index), !trailing {
      append(text)
    } else {
      append(marker + text + marker)
    }
    hasSpace = trailing
  }

  /// Whether a letter stands directly after an element.
  private func isFollowedByWord(_ index: Int) -> Bool {
    let next = tree.nodes[index].end
    guard next < tree.nodes.count, tree.nodes[next].isText else { return false }
    return tree.nodes[next].text.unicodeScalars.first?.properties.isAlphabetic == true
  }

  private mutating func code(_ index: Int) {
    let raw = tree.subtree(of: index).filter { tree.nodes[$0].isText && !dropped[$0] }
      .map { tree.nodes[$0].text }.joined()
    let text = raw.collapsingWhitespace()
    hasSpace = hasSpace || raw.first?.isWhitespace == true
    if !text.isEmpty {
      var fence = "`"
      while text.contains(fence) { fence += "`" }
      let pad = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
      append(fence + pad + text + pad + fence)
    }
    hasSpace = hasSpace || raw.last?.isWhitespace == true
  }

  private mutating func link(_ index: Int, _ node: HTMLTree.Node) {
    let (text, leading, trailing) = content(of: index)
    hasSpace = hasSpace || leading
    if !text.isEmpty {
      if let href = node["href"], let address = base.resolved(href) {
        if line.hasSuffix("!"), !hasSpace { line = String(line.dropLast()) + "\\!" }
        append(
          "[" + MarkdownEscape.linkText(text) + "](" + MarkdownEscape.destination(address) + ")"
        )
      } else {
        append(text)
      }
    }
    hasSpace = hasSpace || trailing
  }

  private mutating func image(_ node: HTMLTree.Node) {
    let sources = [
      node["src"], node["data-src"], node["data-original"], node["data-lazy-src"],
      node["srcset"]?.split(separator: " ").first.map(String.init),
    ]
    // A picture that arrives later has its place held by a tiny embedded one.
    let source = sources.compactMap(\.self).first { !$0.isEmpty && !$0.hasPrefix("data:") }
    guard let source, let address = base.resolved(source) else { return }
    // Pictures of one pixel count visitors.
    if let width = node["width"].flatMap({ Int($0) }), width <= 1 { return }
    let alternative = MarkdownEscape.inline((node["alt"] ?? "").collapsingWhitespace())
    append("![" + alternative + "](" + MarkdownEscape.destination(address) + ")")
  }

  private mutating func quoted(_ index: Int) {
    let (text, leading, trailing) = content(of: index)
    hasSpace = hasSpace || leading
    if !text.isEmpty { append("“" + text + "”") }
    hasSpace = hasSpace || trailing
  }

  /// The TeX source of a formula where the page holds it, else its symbols.
  private func math(_ index: Int, _ node: HTMLTree.Node) -> String {
    let annotation = tree.subtree(of: index).first {
      tree.nodes[$0].name == "annotation" && tree.nodes[$0]["encoding"] == "application/x-tex"
    }
    guard let source = annotation.map({ tree.text(of: $0) }) ?? node["alttext"]?.nonEmpty else {
      return MarkdownEscape.inline(tree.text(of: index))
    }
    return "`$" + source.collapsingWhitespace().filter { $0 != "`" } + "$`"
  }
}
