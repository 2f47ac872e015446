import Foundation
import Model

/// An article out of a page that a browser saved as MHTML (RFC 2557).
enum MHTMLArticle {
  static func article(from input: Input) throws -> Article {
    let message = MIMEPart(input.content)
    guard let page = MHTMLPage(message) else {
      throw CaptureError(
        .damaged,
        "\(input.name) is a saved page without a page in it",
        hint: "Save it again in the browser."
      )
    }
    var article = try Article(reading: page.input, enclosedIn: input)
    article.title = article.title ?? message.headers.text("subject") ?? input.fileTitle
    return article
  }
}

/// The page among the parts of a saved one.
struct MHTMLPage {
  /// Where it lay, be it on the web or on a disk.
  let place: String?
  private let part: MIMEPart

  init?(_ message: MIMEPart) {
    let parts = message.all.filter { $0.parts.isEmpty }
    let root = message.headers.parameter("start", of: "content-type")
    let page =
      parts.first { root != nil && $0.headers["content-id"] == root }
      ?? parts.first { ["text/html", "application/xhtml+xml"].contains($0.mediaType) }
    guard let page else { return nil }
    part = page
    place =
      message.headers["snapshot-content-location"] ?? page.headers["content-location"]
      ?? message.headers["content-location"]
  }

  var input: Input {
    Input(
      part.content,
      address: place.flatMap { WebAddress($0)?.original },
      contentType: part.headers["content-type"],
      format: .html
    )
  }
}

/// An article out of a mail: its page, or else its text.
enum MailArticle {
  static func article(from input: Input) throws -> Article {
    let message = MIMEPart(input.content)
    let parts = leaves(of: message)
    let page = page(in: message)
    let plain = parts.first { $0.mediaType == "text/plain" }
    let headers = message.headers
    let archived = (headers["archived-at"] ?? headers["list-archived-at"])
      .map { $0.trimmingCharacters(in: CharacterSet(charactersIn: "<> ")) }
    let address = input.address ?? archived.flatMap { WebAddress($0)?.original }
    var found: [Article] = []
    if var page {
      page.address = address
      found += [try? Article(reading: page)].compactMap(\.self)
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

  /// The page that a mail shows; `nil` for one that is a text.
  static func page(in message: MIMEPart) -> Input? {
    leaves(of: message).first { $0.mediaType == "text/html" }.map {
      Input($0.content, contentType: $0.headers["content-type"], format: .html)
    }
  }

  private static func leaves(of message: MIMEPart) -> [MIMEPart] {
    message.all.filter { $0.parts.isEmpty && !$0.isAttachment }
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
