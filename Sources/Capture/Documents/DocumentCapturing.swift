import Foundation
public import Model

extension Article {
  /// Reads an article out of what came in: a page, a text or a document.
  ///
  /// Takes time linear in the size of the input, and for a PDF what its helper takes, which is bounded.
  ///
  /// - Parameters:
  ///   - input: The bytes, and what is known about them. What they are is found out by their content,
  ///     then by their name.
  ///   - pdfHelper: The program that reads PDFs, where there is one.
  /// - Throws: ``CaptureError`` for input that is empty, too large or none of these, and for a PDF where
  ///   its helper is missing. A document that is encrypted, protected or damaged and yet one is kept:
  ///   see ``Article/warnings``.
  public init(reading input: Input, pdfHelper: PDFHelper?) throws {
    guard let format = try DocumentFormat.format(of: input) else {
      try self.init(reading: input)
      return
    }
    switch format {
    case .pdf: self = try PDFArticle.article(from: input, helper: pdfHelper)
    case .epub: self = try EPUBArticle.article(from: input)
    case .mhtml: self = try MHTMLArticle.article(from: input)
    case .mail: self = try MailArticle.article(from: input)
    case .webArchive: self = try WebArchive.article(from: input)
    }
    page = Page(content: input.content, mediaType: format.mediaType)
  }
}
