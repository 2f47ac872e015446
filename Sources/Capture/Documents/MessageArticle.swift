import Foundation
import Model

/// An article out of a page that a browser saved as MHTML (RFC 2557).
enum MHTMLArticle {
  static func article(from input: Input) throws -> Article {
    let message = MIMEPart(input.content)
    let parts = message.all.filter { $0.parts.isEmpty }
    let root = message.headers.parameter("start", of: "content-type")
    let page =
      parts.first { root != nil && $0.headers["content-id"] == root }
      ?? parts.first { ["text/html", "application/xhtml+xml"].contains($0.mediaType) }
    guard let page else {
      throw CaptureError(
        .damaged,
        "\(input.name) is a saved page without a page in it",
        hint: "Save it again in the browser."
      )
    }
    let place =
      message.headers["snapshot-content-location"] ?? page.headers["content-location"]
      ?? message.headers["content-location"]
    var inner = Input(
      page.content,
      fileName: input.fileName,
      address: input.address ?? place.flatMap { WebAddress($0)?.original },
      contentType: page.headers["content-type"],
      format: .html
    )
    inner.redirects = input.redirects
    var article = try Article(reading: inner)
    article.title = article.title ?? message.headers.text("subject") ?? input.fileTitle
    return article
  }
}

/// An article out of a mail: its page, or else its text.
enum MailArticle {
  static func article(from input: Input) throws -> Article {
    let message = MIMEPart(input.content)
    let parts = message.all.filter { $0.parts.isEmpty && !$0.isAttachment }
    let page = parts.first { $0.mediaType == "text/html" }
    let plain = parts.first { $0.mediaType == "text/plain" }
    let headers = message.headers
    let archived = (headers["archived-at"] ?? headers["list-archived-at"])
      .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "<> ")) }
    let address = input.address ?? archived.flatMap { WebAddress($0)?.original }
    var found: [Article] = []
    if let page {
      let inner = Input(
        page.content,
        address: address,
        contentType: page.headers["content-type"],
        format: .html
      )
      found += [try? Article(reading: inner)].compactMap(\.self)
    }
    if let plain { found.append(text(of: plain, address: address)) }
    // A page made for looks may hide its words from a reader of articles; the text has them all.
    guard var article = found.first(where: { $0.text.utf8.count * 2 >= longest(found) }) else {
      throw CaptureError(
        .empty,
        "\(input.name) is a mail without text",
        hint: "Add its attachments as files of their own."
      )
    }
    article.title = headers.text("subject") ?? article.title ?? input.fileTitle
    article.authors = sender(headers)
    article.published = headers["date"].flatMap(MailDate.iso) ?? article.published
    article.site = headers.text("list-id").map { $0.prefix { $0 != "<" }.trimmed() }?.nonEmpty
    return article
  }

  private static func longest(_ articles: [Article]) -> Int {
    articles.map(\.text.utf8.count).max() ?? 0
  }

  private static func text(of part: MIMEPart, address: String?) -> Article {
    let body = TextDecoding(part.content).text(
      contentType: part.headers["content-type"],
      isHTML: false
    )
    // Its subject is its title: no line of the body may be taken for one.
    let titled = "Subject\n=======\n\n" + body
    return PlainTextArticle.article(from: titled, input: Input(Data(), address: address))
  }

  /// The name of `"Ada Marlow" <ada@coast.example>`, else the address.
  private static func sender(_ headers: MIMEHeaders) -> [String] {
    guard let sender = headers["from"] else { return [] }
    let name = EncodedWords.decoded(String(sender.prefix { $0 != "<" }))
      .trimmingCharacters(in: CharacterSet(charactersIn: "\"' \t")).collapsingWhitespace()
    if !name.isEmpty { return [name] }
    let address = sender.trimmingCharacters(in: CharacterSet(charactersIn: "<> "))
    return address.isEmpty ? [] : [address]
  }
}

/// The dates of mails and servers: `Tue, 4 Mar 2025 10:00:00 +0100`.
enum MailDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// The day, where the sender was.
  static func iso(_ text: String) -> String? {
    guard let match = text.firstMatch(of: /(\d{1,2})\s+([A-Za-z]{3})[a-z]*\s+(\d{4})/),
      let day = Int(match.1), (1...31).contains(day),
      let month = months.firstIndex(of: match.2.lowercased()), let year = Int(match.3),
      (1970...2200).contains(year)
    else { return nil }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(year)-\(two(month + 1))-\(two(day))"
  }
}
