import Capture
import Foundation
import Model
import Store

/// The text that is shown of a source, to find passages in.
struct SourceText {
  let anchor: TextAnchor
  private let pages: [PageStart]
  private let book: EPUBAnchor?

  fileprivate init(anchor: TextAnchor, pages: [PageStart], book: EPUBAnchor?) {
    self.anchor = anchor
    self.pages = pages
    self.book = book
  }

  /// Selects a passage as it stands in the text.
  ///
  /// - Parameters:
  ///   - passage: As a person typed or copied it.
  ///   - page: The label of the page that it is on, to choose among several places.
  /// - Returns: As ``TextAnchor/selector(for:near:)-(String,_)``, with the page, and of a book with
  ///   the place in its files.
  func selector(for passage: String, onPage page: String? = nil) -> Selector {
    let place = page.flatMap { pages.range(ofPage: $0, in: anchor.length)?.lowerBound }
    var selector = anchor.selector(for: passage, near: place)
    selector.page = page ?? selector.position.flatMap { pages.labels(of: $0) }
    selector.fragment = book?.fragment(of: selector, in: anchor)
    return selector
  }
}

extension LibraryReader {
  /// The text that is shown of a source.
  ///
  /// - Parameters:
  ///   - source: Whose text.
  ///   - locating: Whether places in the files of a book are wanted, which takes reading it.
  /// - Returns: `nil` while the text is not here.
  /// - Throws: What the database throws.
  func sourceText(of source: SourceID, locating: Bool = false) throws -> SourceText? {
    guard let text = try text(of: source) else { return nil }
    let hash = try textHash(of: source).map { "\($0)" }
    return SourceText(
      anchor: TextAnchor(text, hash: hash),
      pages: try pages(of: source),
      book: locating ? try book(of: source) : nil
    )
  }

  /// - Returns: `nil` for what is no book, and while it is not here.
  private func book(of source: SourceID) throws -> EPUBAnchor? {
    guard try pageMediaType(of: source) == "application/epub+zip" else { return nil }
    return try page(of: source).flatMap { EPUBAnchor(Data($0)) }
  }
}
