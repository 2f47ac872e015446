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
    let labels = Dictionary(answer.pages.map { ($0.page, $0.label?.nonEmpty ?? "\($0.page)") }) {
      first,
      _ in first
    }
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
    article.pages = pages
    article.highlights = PDFHighlights(answer, labels: labels).highlights
    article.warnings = warnings(answer, text: text)
    return article
  }

  private static func warnings(_ answer: PDFAnswer, text: String) -> [Article.Warning] {
    switch answer.failure {
    case "encrypted":
      return [
        Article.Warning("encrypted", "it is encrypted: it is kept, but its text cannot be read")
      ]
    case .some:
      return [Article.Warning("damaged", "it is damaged: it is kept, but cannot be read")]
    case nil: break
    }
    var warnings: [Article.Warning] = []
    let count = answer.head?.pages ?? 0
    if answer.head == nil {
      return [Article.Warning("damaged", "it is kept, but reading it took too much or broke off")]
    }
    if !answer.isWhole || answer.pages.count < count {
      warnings.append(
        Article.Warning(
          "incomplete",
          "reading it broke off: of \(count) pages \(answer.pages.count) were read"
        )
      )
    }
    if text.isEmpty, answer.isWhole {
      warnings.append(
        Article.Warning("noText", "it holds pictures of pages and no text: it is kept as it is")
      )
    }
    return warnings
  }
}

extension Input {
  /// The name of the file without its ending: the last thing people have to tell documents apart.
  var fileTitle: String? {
    guard let last = fileName?.split(separator: "/").last.map(String.init) else { return nil }
    return last.lastIndex(of: ".").map { String(last[..<$0]) }?.nonEmpty ?? last
  }
}
