public import Model

/// Where each field of a page's article is from, and why each block is part of it or not.
///
/// A view for people who wonder where a name came from or a paragraph went, and for the making of
/// rules.
public struct PageExplanation: Hashable, Sendable {
  /// A field of the article and what the page says of it.
  public struct Field: Hashable, Sendable {
    public var field: Evidence.Field
    /// What is kept; `nil` where the page says nothing, or nothing surely enough.
    public var value: String?
    /// Where the value is from; `nil` where there is none, or it was given with the page.
    public var chosen: Claim?
    /// What else the page says, surest first.
    public var rivals: [Claim]
  }

  /// A value of a field that one place or several give.
  public struct Claim: Hashable, Sendable {
    /// The place that is taken, else the surest.
    public var evidence: Evidence
    /// The other places that say the same, surest first.
    public var agreeing: [Evidence]
  }

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

  /// Each field once.
  public private(set) var fields: [Field] = []
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
    guard try DocumentFormat.format(of: input) == nil, try InputCheck.format(of: input) == .html
    else {
      throw CaptureError(
        .notText,
        "\(input.name) is no web page; its text is kept whole",
        hint: "Ask for an explanation of an .html file or an address."
      )
    }
    let text = TextDecoding(input.content).text(contentType: input.contentType, isHTML: true)
    let tree = StreamedParts.placed(in: HTMLTree(parsing: text), without: rules)
    let body = Metadata(tree: tree, address: input.address).linked.body
    let article = try Article(reading: input, without: rules)
    fields = Evidence.Field.allCases.map { Field($0, of: article) }
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

extension PageExplanation.Field {
  init(_ field: Evidence.Field, of article: Article) {
    self.field = field
    value = article.text(of: field)
    var claims: [PageExplanation.Claim] = []
    let found = article.evidence.filter { $0.field == field }
    for place in found.filter(\.isChosen)
      + found.filter({ !$0.isChosen }).sorted(by: { $0.confidence > $1.confidence })
    {
      let same = claims.firstIndex { Self.key($0.evidence) == Self.key(place) }
      if let same {
        claims[same].agreeing.append(place)
      } else {
        claims.append(PageExplanation.Claim(evidence: place, agreeing: []))
      }
    }
    chosen = claims.first { $0.evidence.isChosen }
    rivals = claims.filter { !$0.evidence.isChosen }
  }

  /// What makes values the same: the day of a time, the letters of a text.
  private static func key(_ found: Evidence) -> String {
    switch found.field {
    case .published, .modified: String(found.value.prefix(10))
    default: found.value.foldedForComparison
    }
  }
}

extension Article {
  /// A field as one text; authors are joined by `; `.
  func text(of field: Evidence.Field) -> String? {
    switch field {
    case .title: title
    case .authors: authors.joined(separator: "; ").nonEmpty
    case .published: published
    case .modified: modified
    case .site: site
    case .url: url
    case .language: language
    case .excerpt: excerpt
    case .doi: doi
    case .isbn: isbn
    case .licence: licence
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
