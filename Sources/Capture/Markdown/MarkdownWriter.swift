/// Writes the chosen parts of a page as Markdown (CommonMark with tables and strikethrough).
///
/// Blocks are strings without a line break at their ends, joined by empty lines. The depth of the
/// recursion is bounded by ``Limits/openElements``.
struct MarkdownWriter {
  let tree: HTMLTree
  let dropped: [Bool]
  let holdsBlock: [Bool]
  let base: WebBase
  /// The article's title: a heading that only repeats it is left out.
  var title: String?

  func markdown(of roots: [Int]) -> String {
    var written = roots.flatMap { blocks(of: $0) }
    // A heading with nothing below it introduced something that was left out.
    while let last = written.last, last.hasPrefix("#"), !last.contains("\n"), written.count > 1 {
      written.removeLast()
    }
    return written.isEmpty ? "" : written.joined(separator: "\n\n") + "\n"
  }

  // MARK: Blocks

  /// What one node is when written: several blocks where it only holds others.
  private func blocks(of index: Int) -> [String] {
    let node = tree.nodes[index]
    if dropped[index] { return [] }
    switch node.name {
    case "p", "summary", "figcaption", "dt", "address": return inner(index)
    case "h1", "h2", "h3", "h4", "h5", "h6": return heading(index, name: node.name)
    case "blockquote": return quotation(index)
    case "ul", "ol": return list(index, isOrdered: node.name == "ol")
    case "dd": return definition(index)
    case "pre": return code(index)
    case "hr": return ["---"]
    case "table": return MarkdownTable(writer: self, table: index).blocks()
    default: return inner(index)
    }
  }

  /// The blocks within a node; what stands directly in it between blocks is a paragraph.
  func inner(_ index: Int) -> [String] {
    if tree.nodes[index].isText { return [] }
    var result: [String] = []
    var run: [Int] = []
    func flush() {
      result += paragraphs(of: run)
      run = []
    }
    for child in tree.children(of: index) where !dropped[child] {
      let node = tree.nodes[child]
      if node.isText || (Elements.inline.contains(node.name) && !holdsBlock[child]) {
        run.append(child)
      } else {
        flush()
        result += blocks(of: child)
      }
    }
    flush()
    return result
  }

  /// A run of inline nodes as paragraphs: two breaks in a row end one.
  private func paragraphs(of run: [Int]) -> [String] {
    if run.isEmpty { return [] }
    var inline = InlineWriter(tree: tree, dropped: dropped, base: base)
    for index in run { inline.write(index) }
    return inline.paragraphs()
  }

  private func heading(_ index: Int, name: String) -> [String] {
    var inline = InlineWriter(tree: tree, dropped: dropped, base: base)
    for child in tree.children(of: index) { inline.write(child) }
    let text = inline.paragraphs().joined(separator: " ")
      .replacingLineBreaks(with: " ")
    guard !text.isEmpty else { return [] }
    if let title, tree.text(of: index).foldedForComparison == title.foldedForComparison {
      return []
    }
    let level = Int(name.dropFirst()) ?? 2
    return [String(repeating: "#", count: level) + " " + text]
  }

  private func quotation(_ index: Int) -> [String] {
    let blocks = inner(index)
    return blocks.isEmpty ? [] : [prefixed(blocks, first: "> ", rest: "> ")]
  }

  private func definition(_ index: Int) -> [String] {
    let blocks = inner(index)
    return blocks.isEmpty ? [] : [prefixed(blocks, first: ": ", rest: "  ")]
  }

  private func list(_ index: Int, isOrdered: Bool) -> [String] {
    var number = tree.nodes[index]["start"].flatMap { Int($0) } ?? 1
    if number < 0 || number > 999_999_999 { number = 1 }
    var items: [String] = []
    var isLoose = false
    for child in tree.children(of: index) where !dropped[child] && !tree.nodes[child].isText {
      let name = tree.nodes[child].name
      // Lists directly in lists are wrong and common: they belong to the item before them.
      let content = name == "ul" || name == "ol" ? blocks(of: child) : inner(child)
      if content.isEmpty { continue }
      let marker = isOrdered ? "\(number). " : "- "
      let indent = String(repeating: " ", count: marker.count)
      if name == "ul" || name == "ol", !items.isEmpty {
        items[items.count - 1] += "\n" + prefixed(content, first: indent, rest: indent)
        continue
      }
      isLoose = isLoose || content.count > 1 && !content.dropFirst().allSatisfy(\.isListBlock)
      items.append(prefixed(content, first: marker, rest: indent, isTight: !isLoose))
      number += 1
    }
    return items.isEmpty ? [] : [items.joined(separator: isLoose ? "\n\n" : "\n")]
  }

  private func code(_ index: Int) -> [String] {
    var text = ""
    for inner in tree.subtree(of: index) where !dropped[inner] {
      if tree.nodes[inner].isText { text += tree.nodes[inner].text }
      if tree.nodes[inner].name == "br" { text += "\n" }
    }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    while text.first?.isNewline == true { text.removeFirst() }
    guard !text.isEmpty else { return [] }
    var fence = "```"
    while text.contains(fence) { fence += "`" }
    return [fence + (language(of: index) ?? "") + "\n" + text + "\n" + fence]
  }

  /// The language that the classes of a code block or of what is around it name.
  private func language(of index: Int) -> String? {
    let inside = tree.children(of: index).first { tree.nodes[$0].name == "code" }
    let around = tree.nodes[index].parent
    for candidate in [inside, index, around].compactMap(\.self) where candidate >= 0 {
      let node = tree.nodes[candidate]
      if let language = node["data-lang"] ?? node["data-language"], language.isPlainWord {
        return language.lowercased()
      }
      for word in (node["class"] ?? "").split(separator: " ") {
        for prefix in ["language-", "lang-", "highlight-source-"] where word.hasPrefix(prefix) {
          let language = String(word.dropFirst(prefix.count))
          if language.isPlainWord { return language.lowercased() }
        }
      }
    }
    return nil
  }

  /// Blocks as the content of a container, each line behind its marker.
  private func prefixed(
    _ blocks: [String],
    first: String,
    rest: String,
    isTight: Bool = false
  ) -> String {
    let separator = isTight ? "\n" : "\n\n"
    let lines = blocks.joined(separator: separator)
      .split(separator: "\n", omittingEmptySubsequences: false)
    let blank = rest.trimmed()
    return lines.enumerated().map { number, line in
      if line.isEmpty { return blank }
      return (number == 0 ? first : rest) + line
    }
    .joined(separator: "\n")
  }
}

extension String {
  /// Whether a block is a list, which may follow its item's text without an empty line.
  fileprivate var isListBlock: Bool {
    if hasPrefix("- ") { return true }
    let digits = prefix(while: \.isNumber)
    return !digits.isEmpty && dropFirst(digits.count).hasPrefix(". ")
  }

  fileprivate var isPlainWord: Bool {
    !isEmpty && utf8.count < 24
      && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-#._".contains($0)) }
  }

  func replacingLineBreaks(with separator: String) -> String {
    split(separator: "\n").map { line in
      line.hasSuffix("\\") ? String(line.dropLast()) : String(line)
    }
    .joined(separator: separator)
  }

  /// Letters and digits only, in lower case: for asking whether two lines say the same.
  var foldedForComparison: String {
    String(
      String.UnicodeScalarView(
        lowercased().unicodeScalars.filter {
          $0.properties.isAlphabetic || $0.properties.numericType != nil
        }
      )
    )
  }
}
