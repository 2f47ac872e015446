import Foundation
public import Model

extension Article {
  /// Reads an article out of what came in.
  ///
  /// Takes time linear in the size of the input. The same input gives the same article everywhere.
  ///
  /// - Throws: ``CaptureError`` for input that is empty, too large, or no text.
  public init(reading input: Input) throws {
    let format = try InputCheck.format(of: input)
    let text = TextDecoding(input.content)
      .text(contentType: input.contentType, isHTML: format == .html)
    switch format {
    case .html: self = HTMLArticle.article(from: text, input: input)
    case .markdown: self = MarkdownArticle.article(from: text, input: input)
    case .plainText: self = PlainTextArticle.article(from: text, input: input)
    }
    page = Page(content: input.content, mediaType: format.mediaType)
  }
}
