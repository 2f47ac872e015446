import Model

/// A page's article as Markdown, beside the text that it was written from.
///
/// For checking what is written: a reader of the Markdown finds each word of the text.
public struct WrittenPage: Sendable {
  /// The article's text as it is kept.
  public let markdown: String
  /// The article's text in the page, without markup.
  public let text: String

  /// Reads a page.
  ///
  /// - Throws: ``CaptureError`` for input that is empty or too large; what is no page has no text.
  public init(reading input: Input) throws {
    guard try InputCheck.format(of: input) == .html else {
      (markdown, text) = ("", "")
      return
    }
    let page = TextDecoding(input.content).text(contentType: input.contentType, isHTML: true)
    var text = ""
    markdown = HTMLArticle.article(from: page, input: input, written: { text = $0.text }).text
    self.text = text
  }
}
