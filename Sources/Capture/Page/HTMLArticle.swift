import Model

/// An article out of a page.
enum HTMLArticle {
  /// The article; `written` is given the writer, for whoever asks what it wrote.
  static func article(
    from text: String,
    input: Input,
    without rules: Set<ExtractionRule> = [],
    metadataRules: Set<String> = [],
    written: (MarkdownWriter) -> Void = { _ in }
  ) -> Article {
    let parsed = EmbeddedPictures.named(in: HTMLTree(parsing: text), of: text)
    let tree = StreamedParts.placed(in: parsed, without: rules)
    let given = input.addresses(foundInPage: SavedAddress.find(in: text))
    let metadata = Metadata(tree: tree, address: given.last, without: metadataRules)
    let fields = ArticleMetadata(metadata, given: given)
    let selection = MainText(
      tree: tree,
      linkedBody: metadata.linked.body,
      without: rules
    ).selection()
    let writer = MarkdownWriter(
      tree: tree,
      roots: selection.roots,
      dropped: selection.marks.dropped,
      captions: PictureCaptions(tree: tree, marks: selection.marks).captions(in: selection.roots),
      base: metadata.base,
      title: fields.title
    )

    written(writer)
    return fields.article(text: writer.markdown())
  }
}

extension Input {
  /// The addresses the bytes are known to come from, the page's own last.
  func addresses(foundInPage found: String? = nil) -> [String] {
    let own = redirects + [address].compactMap(\.self)
    return own.isEmpty ? [found].compactMap(\.self) : own
  }
}

/// The few words that stand for an article in lists.
enum Excerpt {
  /// The first paragraph that reads like one.
  static func first(ofMarkdown text: String) -> String? {
    // Far enough for any paragraph to begin in.
    String(decoding: text.utf8.prefix(20_000), as: UTF8.self).split(separator: "\n").lazy
      .filter { line in !line.hasPrefix("#") && !line.hasPrefix("|") && !line.hasPrefix("!") }
      .map { MarkdownText.plain(String($0.prefix(4 * Limits.excerptCharacters))) }
      .first { $0.count > 60 }
  }

  static func shortened(_ text: String) -> String {
    guard text.count > Limits.excerptCharacters else { return text }
    let head = text.prefix(Limits.excerptCharacters)
    let cut = head.lastIndex(where: \.isWhitespace) ?? head.endIndex
    return head[..<cut].trimmed() + "…"
  }
}
