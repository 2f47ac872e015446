import Foundation
import Model

/// An article out of a PDF: its text in reading order, with the marks that its readers left in it.
enum PDFArticle {
  static func article(from input: Input, helper: PDFHelper?) throws -> Article {
    guard let helper else { throw PDFHelper.missing(for: input.name) }
    return article(try helper.answer(to: input.content, name: input.name), input: input)
  }

  static func article(_ answer: PDFAnswer, input: Input) -> Article {
    let composed = PDFText(answer)
    let metadata = PDFMetadata(answer, fileName: input.fileName)
    let printed = composed.title
    let labels = Dictionary(
      answer.pages.map { ($0.page, $0.label?.nonEmpty ?? "\($0.page)") },
      uniquingKeysWith: { first, _ in first }
    )
    let title = metadata.title ?? printed
    let (text, pages) = composed.markdown(without: title, labels: labels)

    var article = Article(text: text)
    article.title = title ?? input.fileTitle
    article.authors = metadata.authors
    article.published = metadata.published
    article.site = metadata.site
    article.language = metadata.language
    article.doi = metadata.doi
    article.isbn = metadata.isbn
    article.excerpt = (metadata.excerpt ?? Excerpt.first(ofMarkdown: text)).map(Excerpt.shortened)
    let addresses = input.addresses().compactMap { WebAddress($0)?.original }
    article.url = addresses.last
    article.urls = addresses.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    article.pageMetadata = DocumentFields.json(metadata.fields)
    article.pages = pages
    article.highlights = PDFHighlights(answer, labels: labels).highlights
    article.warnings = warnings(answer, text: text, name: input.name)
    return article
  }

  private static func warnings(
    _ answer: PDFAnswer,
    text: String,
    name: String
  ) -> [Article.Warning] {
    switch answer.failure {
    case "encrypted":
      let message = "\(name) is encrypted: it is kept, but its text cannot be read"
      return [Article.Warning("encrypted", message)]
    case .some:
      return [
        Article.Warning("damaged", "\(name) is damaged: it is kept, but its text cannot be read")
      ]
    case nil: break
    }
    guard let head = answer.head else {
      return [Article.Warning("damaged", "reading \(name) took too much or broke off: it is kept")]
    }
    if !answer.isWhole || answer.pages.count < head.pages {
      let message =
        "reading \(name) broke off: of \(head.pages) pages \(answer.pages.count) were read"
      return [Article.Warning("incomplete", message)]
    }
    if text.isEmpty {
      let message = "\(name) holds pictures of pages, and no text: it is kept as it is"
      return [Article.Warning("noText", message)]
    }
    return []
  }
}

extension Input {
  /// The name of the file without its ending: the last thing people have to tell documents apart.
  var fileTitle: String? {
    guard let last = fileName?.split(separator: "/").last.map(String.init) else { return nil }
    return last.lastIndex(of: ".").map { String(last[..<$0]) }?.nonEmpty ?? last
  }
}
