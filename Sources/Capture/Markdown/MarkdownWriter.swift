/// Writes the chosen parts of a page as Markdown: CommonMark with the tables, struck text, task
/// lists and footnotes of GitHub's dialect, formulas between dollars, and callouts.
///
/// `docs/format/markdown.md` says what becomes of what. The depth of the recursion is bounded by
/// ``Limits/openElements``.
struct MarkdownWriter {
  private(set) var plan: WritingPlan
  let roots: [Int]
  /// The article's title: a heading that only repeats it is left out.
  private let title: String?

  /// Characters of a heading.
  private static let longestHeading = 300

  var tree: HTMLTree { plan.tree }

  /// Writes the `roots` of a page without the nodes that are `dropped`.
  init(
    tree: HTMLTree,
    roots: [Int],
    dropped: [Bool],
    captions: [Int: String] = [:],
    base: WebBase,
    title: String? = nil
  ) {
    plan = WritingPlan(tree: tree, roots: roots, dropped: dropped, base: base)
    plan.add(captions)
    self.roots = roots
    self.title = title?.foldedForComparison.nonEmpty
  }

  func markdown() -> String {
    let written = body.blocks + plan.footnotes.definitions.compactMap { footnote($0) }
    return written.isEmpty ? "" : Block.joined(written) + "\n"
  }

  /// What stands before the notes without rules above it, and the headings that were left out at its
  /// end: one with nothing below it introduced something that is not here.
  var body: (blocks: [Block], left: Set<Int>) {
    var written = roots.filter { !plan.dropped[$0] }.flatMap { blocks(of: $0) }
    var left: Set<Int> = []
    // A rule parts what is above it, which is the title.
    written.removeFirst(written.prefix { $0.kind == .rule }.count)
    while written.count > 1, let last = written.last,
      last.kind == .rule || last.kind == .heading && last.text.count < 80 && !isHeadingOfNotes(last)
    {
      if let node = last.node { left.insert(node) }
      written.removeLast()
    }
    return (written, left)
  }

  /// Whether the notes stood directly below a heading.
  private func isHeadingOfNotes(_ block: Block) -> Bool {
    guard let node = block.node, let first = plan.footnotes.definitions.first?.nodes.first,
      node < first
    else { return false }
    return !(tree.nodes[node].end..<first).contains { index in
      Elements.headings.contains(tree.nodes[index].name)
    }
  }

  private func footnote(_ definition: Footnotes.Definition) -> Block? {
    let blocks = definition.nodes.flatMap { written($0) }
    guard !blocks.isEmpty else { return nil }
    let first = "[^\(definition.label)]: "
    // What stands behind the label is a paragraph in every reader; other blocks begin below it.
    let start = blocks[0].kind == .paragraph ? [] : [Block.paragraph("")]
    let text = Block.prefixed(start + blocks, first: first, rest: "    ")
    return .paragraph(text.trimmed())
  }

  // MARK: Blocks

  /// What one node is when written: several blocks where it only holds others.
  private func blocks(of index: Int) -> [Block] {
    plan.dropped[index] ? [] : written(index)
  }

  private func written(_ index: Int) -> [Block] {
    let node = tree.nodes[index]
    switch node.name {
    case "h1", "h2", "h3", "h4", "h5", "h6": return heading(index, name: node.name)
    case "blockquote": return quotation(index)
    case "ul", "ol", "menu": return MarkdownList(writer: self, list: index).blocks()
    case "dt": return inner(index)
    case "dd": return definition(index)
    case "pre": return MarkdownCode(plan: plan, code: index).blocks()
    case "hr": return [Block(.rule, "---")]
    case "table":
      if let code = MarkdownCode(tableOfLines: index, plan: plan) { return code.blocks() }
      return MarkdownTable(writer: self, table: index).blocks()
    case "summary": return summary(index)
    default:
      if let callout = Callout(plan: plan, box: index) { return quotation(callout) }
      return inner(index)
    }
  }

  /// The blocks within a node; what stands directly in it between blocks is a paragraph.
  func inner(_ index: Int, without left: Int? = nil) -> [Block] {
    if tree.nodes[index].isText { return [] }
    if let address = plan.blockLinks[index] {
      return linked(index, to: address)
    }
    var result: [Block] = []
    var run: [Int] = []
    func flush() {
      result += paragraphs(of: run)
      run = []
    }
    for child in tree.children(of: index) where !plan.dropped[child] && child != left {
      if plan.isInline(child) {
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
  func paragraphs(of run: [Int]) -> [Block] {
    guard let last = run.last else { return [] }
    var inline = InlineWriter(plan: plan, end: tree.nodes[last].end)
    inline.prepare(run)
    for index in run { inline.write(index) }
    return inline.blocks()
  }

  /// The text of a node in one line.
  func line(_ index: Int, as mode: InlineWriter.Mode = .line, without left: Int? = nil) -> String {
    var inline = InlineWriter(plan: plan, end: tree.nodes[index].end, mode: mode)
    let children = tree.children(of: index).filter { $0 != left }
    inline.prepare(children)
    for child in children { inline.write(child) }
    return inline.text()
  }

  private func linked(_ index: Int, to address: String) -> [Block] {
    var inline = InlineWriter(plan: plan, end: tree.nodes[index].end, mode: .line)
    inline.writeLink(children: index, to: address)
    let text = MarkdownEscape.lineStarts(inline.text())
    return text.isEmpty ? [] : [.paragraph(text)]
  }

  private func heading(_ index: Int, name: String) -> [Block] {
    var text = line(index)
    if let address = plan.blockLinks[index] {
      var inline = InlineWriter(plan: plan, end: tree.nodes[index].end, mode: .line)
      inline.writeLink(children: index, to: address)
      text = inline.text()
    }
    guard !text.isEmpty else { return [] }
    if isTitle(index) { return [] }
    // No heading is a whole paragraph; such ones were chosen for their looks.
    if text.count > Self.longestHeading { return [.paragraph(MarkdownEscape.lineStarts(text))] }
    let level = Int(name.dropFirst()) ?? 2
    return [
      Block(
        .heading,
        String(repeating: "#", count: level) + " " + MarkdownEscape.headingEnd(text),
        node: index
      )
    ]
  }

  /// Whether a heading only repeats the article's title.
  func isTitle(_ index: Int) -> Bool {
    title.map { tree.text(of: index).foldedForComparison == $0 } ?? false
  }

  private func quotation(_ index: Int) -> [Block] {
    let blocks = inner(index)
    return blocks.isEmpty
      ? [] : [Block(.quotation, Block.prefixed(blocks, first: "> ", rest: "> "))]
  }

  private func quotation(_ callout: Callout) -> [Block] {
    let title = callout.title.map { line($0) }?.nonEmpty.map { " " + $0 } ?? ""
    let body = callout.bodies.flatMap { written($0) }
    let blocks = [.paragraph("[!\(callout.kind)]" + title)] + body
    return [Block(.quotation, Block.prefixed(blocks, first: "> ", rest: "> "))]
  }

  /// The name of something folded away stands out as its heading did.
  private func summary(_ index: Int) -> [Block] {
    let blocks = inner(index)
    guard blocks.count == 1, blocks[0].kind == .paragraph, !blocks[0].text.contains("*"),
      let edges = Optional(blocks[0].text.unicodeScalars),
      edges.first?.properties.isWhitespace == false,
      !blocks[0].text.hasPrefix("\\"), !blocks[0].text.contains("\n")
    else { return blocks }
    return [.paragraph("**" + blocks[0].text + "**")]
  }

  private func definition(_ index: Int) -> [Block] {
    let blocks = inner(index)
    return blocks.isEmpty
      ? [] : [Block(.definition, Block.prefixed(blocks, first: ": ", rest: "  "))]
  }
}
