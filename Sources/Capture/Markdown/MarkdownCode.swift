/// A block of code between fences, without what pages put around its lines.
struct MarkdownCode {
  private let plan: WritingPlan
  private let code: Int
  /// The element that says the language, where it is not in the code.
  private let frame: Int

  private var tree: HTMLTree { plan.tree }

  init(plan: WritingPlan, code: Int) {
    self.plan = plan
    self.code = code
    frame = code
  }

  /// A table that only holds the numbers of the lines beside them.
  init?(tableOfLines table: Int, plan: WritingPlan) {
    let tree = plan.tree
    let inside = tree.subtree(of: table)
    let blocks = inside.filter { tree.nodes[$0].name == "pre" }
    let cells = inside.filter { ["td", "th"].contains(tree.nodes[$0].name) }
    guard cells.count < 4, let last = blocks.last, let code = cells.last, code < last,
      inside.allSatisfy({ tree.nodes[$0].name != "table" || $0 == table }),
      cells.dropLast().allSatisfy({ cell in
        tree.text(of: cell, all: true).allSatisfy { $0.isNumber || $0.isWhitespace }
      })
    else { return nil }
    self.plan = plan
    self.code = last
    frame = table
  }

  func blocks() -> [Block] {
    var lines = CodeText(tree: tree, root: code).lines
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    guard !lines.isEmpty else { return [] }
    let text = lines.joined(separator: "\n")
    let fence = MarkdownEscape.fence(for: text, atLeast: 3)
    return [Block(.code, fence + (language ?? "") + "\n" + text + "\n" + fence)]
  }

  /// The language that the code block, what is in it or what is around it names.
  private var language: String? {
    let inside = tree.subtree(of: code).filter { ["code", "pre"].contains(tree.nodes[$0].name) }
    var around: [Int] = []
    var parent = tree.nodes[frame].parent
    for _ in 0..<3 where parent >= 0 && around.count < 3 {
      around.append(parent)
      parent = tree.nodes[parent].parent
    }
    for candidate in inside + [frame] {
      if let language = named(candidate, loosely: true) { return language }
    }
    // Further out a language may be that of the page.
    for candidate in around where holdsLittleElse(candidate) {
      if let language = named(candidate, loosely: false) { return language }
    }
    return nil
  }

  private func holdsLittleElse(_ index: Int) -> Bool {
    let own = tree.text(of: code, all: true).count
    return tree.text(of: index, all: true).count <= own + own / 2 + 60
  }

  private func named(_ index: Int, loosely: Bool) -> String? {
    let node = tree.nodes[index]
    for attribute in ["data-lang", "data-language", "data-code-lang", "language", "lang"] {
      // `lang` is the language of people, except on code.
      if attribute == "lang", node.name != "pre" || node["lang"]?.count == 2 { continue }
      if let language = Self.plain(node[attribute]) { return language }
    }
    let words = (node["class"] ?? "").split(whereSeparator: \.isWhitespace)
    for (place, word) in words.enumerated() {
      for prefix in [
        "language-", "lang-", "highlight-source-", "highlight-text-", "brush:", "code-",
      ]
      where word.hasPrefix(prefix) {
        let rest = word.dropFirst(prefix.count)
        let following = rest.isEmpty && place + 1 < words.count ? words[place + 1] : rest
        if prefix == "code-", Self.parts.contains(following) { continue }
        if let language = Self.plain(String(following.filter { $0 != ";" })) { return language }
      }
    }
    guard loosely,
      words.contains("hljs") || words.contains("sourceCode") || words.contains("prettyprint")
    else { return nil }
    return words.lazy.filter { !Self.styles.contains($0) }.compactMap { Self.plain(String($0)) }
      .first
  }

  private static let parts: Set<Substring> = [
    "block", "wrapper", "container", "box", "snippet", "toolbar", "content", "text", "example",
    "highlight", "body", "header", "area", "view", "sample", "inline", "frame", "group",
  ]
  private static let styles: Set<Substring> = [
    "hljs", "sourceCode", "prettyprint", "linenums", "numberSource", "prettyprinted", "copyable",
    "line-numbers", "numberLines", "lineAnchors", "code", "dark", "light", "highlight",
  ]

  private static func plain(_ name: String?) -> String? {
    guard let name = name?.lowercased(), !name.isEmpty, name.utf8.count < 24,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-#._".contains($0)) }),
      !["none", "text", "plaintext", "plain", "nohighlight", "auto", "txt", "undefined"].contains(
        name
      )
    else { return nil }
    return name
  }
}
