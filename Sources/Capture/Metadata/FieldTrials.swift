public import Model

/// A page whose fields are read again and again with some of their rules off.
///
/// What a rule is worth is measured with it: the page is parsed once, and its text is written once.
public struct FieldTrials {
  private let tree: HTMLTree
  private let given: [String]
  private let text: String

  /// Reads a page as `Article(reading:without:metadataRules:)` does.
  ///
  /// - Throws: ``CaptureError`` as that does.
  public init(reading input: Input) throws {
    text = try Article(reading: input).text
    let page = TextDecoding(input.content).text(contentType: input.contentType, isHTML: true)
    tree = HTMLTree(parsing: page)
    given = input.addresses(foundInPage: SavedAddress.find(in: page))
  }

  /// The article without rules, by ``MetadataRules/names``; its text is that with all of them.
  ///
  /// Takes time linear in the size of the page.
  public func article(without rules: Set<String>) -> Article {
    let metadata = Metadata(tree: tree, address: given.last, without: rules)
    return ArticleMetadata(metadata, given: given).article(text: text)
  }
}
