/// Why each block of a page is part of its article or not.
///
/// A view for people who wonder where a paragraph went, and for the making of rules.
public struct PageExplanation: Hashable, Sendable {
  /// A paragraph, heading, cell or other run of text that stands together.
  public struct Block: Hashable, Sendable {
    /// The text, white space collapsed.
    public var text: String
    /// Where it stands: the elements from the outermost of the last four to its own, with their
    /// ids and classes, as a style sheet would name them.
    public var place: String
    /// The rule that left it out; `nil` where it is part of the article.
    public var rule: ExtractionRule?
  }

  /// In the order of the page.
  public private(set) var blocks: [Block] = []

  /// Reads a page as `Article(reading:without:)` does.
  ///
  /// Takes time linear in the size of the page.
  ///
  /// - Parameters:
  ///   - input: The bytes, and what is known about them.
  ///   - rules: The rules of extraction to do without.
  /// - Throws: ``CaptureError`` for input that is no text; and where it is not a web page, whose
  ///   text is kept whole.
  public init(reading input: Input, without rules: Set<ExtractionRule> = []) throws {
    guard try InputCheck.format(of: input) == .html else {
      throw CaptureError(
        .notText,
        "\(input.name) is no web page; its text is kept whole",
        hint: "Ask for an explanation of an .html file or an address."
      )
    }
    let text = TextDecoding(input.content).text(contentType: input.contentType, isHTML: true)
    let tree = HTMLTree(parsing: text)
    let body = Metadata(tree: tree, address: input.address).linked.body
    explain(tree, MainText(tree: tree, linkedBody: body, without: rules).selection())
  }

  private mutating func explain(_ tree: HTMLTree, _ selection: MainText.Selection) {
    var isInside = [Bool](repeating: false, count: tree.nodes.count)
    for root in selection.roots {
      for index in tree.subtree(of: root) { isInside[index] = true }
    }
    var last: (block: Int, rule: ExtractionRule?)?
    for index in tree.nodes.indices where tree.kinds[index].contains(.text) {
      let text = tree.nodes[index].text.collapsingWhitespace()
      if text.isEmpty { continue }
      var block = tree.nodes[index].parent
      while block > 0, tree.kinds[block].contains(.inline) { block = tree.nodes[block].parent }
      // What is never read is of no interest to anyone.
      if selection.marks.rules[index] == .unread { continue }
      let rule = selection.marks.rules[index] ?? (isInside[index] ? nil : .outside)
      if let last, last.block == block, last.rule == rule {
        blocks[blocks.count - 1].text += " " + text
      } else {
        blocks.append(Block(text: text, place: tree.place(of: block), rule: rule))
      }
      last = (block, rule)
    }
  }
}

extension HTMLTree {
  /// The last elements on the way to a node, as a style sheet would name them.
  fileprivate func place(of index: Int) -> String {
    var names: [String] = []
    var next = index
    while next >= 0, names.count < 4 {
      let node = nodes[next]
      var name = node.name
      if let id = node["id"], !id.isEmpty { name += "#" + id }
      for word in (node["class"] ?? "").split(whereSeparator: \.isWhitespace).prefix(3) {
        name += "." + word
      }
      names.append(name)
      next = node.parent
    }
    return names.reversed().joined(separator: " > ")
  }
}
