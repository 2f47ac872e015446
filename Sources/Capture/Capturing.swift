import Foundation
public import Model

extension Article {
  /// Reads an article out of what came in.
  ///
  /// Takes time linear in the size of the input. The same input gives the same article everywhere.
  ///
  /// - Parameters:
  ///   - input: The bytes, and what is known about them.
  ///   - rules: The rules of extraction to do without, to see what each is for.
  /// - Throws: ``CaptureError`` for input that is empty, too large, or no text.
  public init(reading input: Input, without rules: Set<ExtractionRule> = []) throws {
    let format = try InputCheck.format(of: input)
    let text = TextDecoding(input.content)
      .text(contentType: input.contentType, isHTML: format == .html)
    switch format {
    case .html: self = HTMLArticle.article(from: text, input: input, without: rules)
    case .markdown: self = MarkdownArticle.article(from: text, input: input)
    case .plainText: self = PlainTextArticle.article(from: text, input: input)
    }
    page = Page(content: input.content, mediaType: format.mediaType)
  }
}
