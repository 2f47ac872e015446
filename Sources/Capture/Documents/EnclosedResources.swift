public import Foundation

/// What a page is made of that came in one file with it.
///
/// A page as browsers save it (MHTML), of a mail, of a web archive. Of a book, and of a page that a program
/// saved as one file, the pictures.
public struct EnclosedResources: ResourceSource {
  /// The page, at the address that its references are relative to; `nil` for a book, which has a page
  /// for each chapter, for a mail that is a text, and for a file that is itself the page.
  public let page: Input?
  private let source: any ResourceSource

  /// The kinds of files that hold what a page is made of.
  public static let mediaTypes: Set<String> = Set(
    [DocumentFormat.mhtml, .mail, .webArchive, .epub].map(\.mediaType)
      + [InputFormat.html.mediaType]
  )

  /// Looks into a file; there is nothing in one that is damaged.
  ///
  /// - Parameters:
  ///   - content: the file.
  ///   - mediaType: what it is kept as: ``Article/Page/mediaType``.
  ///   - pictures: addresses of those that are wanted of a book or of a file that is itself a page.
  public init?(in content: Data, mediaType: String, pictures: [String] = []) {
    switch mediaType {
    case DocumentFormat.mhtml.mediaType:
      let message = MIMEPart(content)
      guard let found = MHTMLPage(message) else { return nil }
      page = found.input
      source = MIMEResources(message, beside: found.place)
    case DocumentFormat.mail.mediaType:
      let message = MIMEPart(content)
      page = MailArticle.page(in: message)
      source = MIMEResources(message, beside: nil)
    case DocumentFormat.webArchive.mediaType:
      let records = WebArchive.records(of: content)
      let found = WebArchive.page(in: records)
      guard let page = found.page else { return nil }
      self.page = page
      source = WARCResources(records, near: found.place)
    case DocumentFormat.epub.mediaType:
      guard let found = EPUBResources(content, pictures: pictures) else { return nil }
      page = nil
      source = found
    case InputFormat.html.mediaType:
      let found = EmbeddedPictures.content(of: pictures, in: content)
      if found.isEmpty { return nil }
      page = nil
      source = EmbeddedResources(pictures: found)
    default: return nil
    }
  }

  public func content(at address: String, limit: Int) async throws -> Data? {
    try await source.content(at: address, limit: limit)
  }
}

/// An address as parts of a file are looked up by: programs write the same one with and without
/// escapes.
enum EnclosedAddress {
  static func key(_ address: some StringProtocol) -> String {
    let bare = String(address.prefix { $0 != "#" }.prefix(Limits.referenceBytes))
    let key = bare.removingPercentEncoding ?? bare
    return key.prefix(4).lowercased() == "cid:" ? "cid:" + key.dropFirst(4) : key
  }
}
