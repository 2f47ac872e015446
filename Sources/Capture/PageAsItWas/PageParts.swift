import Foundation
public import Model

extension ResourceCollecting {
  /// Gathers what a page is made of, its own bytes under its own address among it: that is what its
  /// links are relative to.
  ///
  /// - Parameters:
  ///   - input: the page.
  ///   - article: what was read out of it; its pictures come first.
  ///   - source: where the parts can be had.
  /// - Returns: nothing for what is no page, such as a PDF.
  /// - Throws: `CancellationError` only.
  public func parts(
    of input: Input,
    read article: Article,
    from source: some ResourceSource
  ) async throws -> [PagePart] {
    guard article.page?.mediaType == "text/html" else { return [] }
    let page = SelfContainedPage(
      input.content,
      address: input.address,
      contentType: input.contentType
    )
    let pictures = MarkdownPictures.addresses(in: article.text)
    let found = try await resources(of: page, and: pictures, from: source)
    guard !found.isEmpty else { return [] }
    let own = page.address.map {
      PagePart(address: $0, content: input.content, mediaType: "text/html")
    }
    let parts = found.map {
      PagePart(address: $0.key, content: $0.value.content, mediaType: $0.value.mediaType)
    }
    return [own].compactMap(\.self) + parts.sorted { $0.address < $1.address }
  }
}

extension Input {
  /// The address that a page has, or says that it was saved from.
  public var pageAddress: String? {
    address ?? SavedAddress.find(in: String(decoding: content.prefix(4096), as: UTF8.self))
  }
}
