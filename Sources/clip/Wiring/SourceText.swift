import Capture
import Model
import Store

/// The text that is shown of a source, to find passages in.
struct SourceText {
  let anchor: TextAnchor
  private let pages: [PageStart]

  fileprivate init(anchor: TextAnchor, pages: [PageStart]) {
    self.anchor = anchor
    self.pages = pages
  }

  /// Selects a passage as it stands in the text.
  ///
  /// - Parameters:
  ///   - passage: As a person typed or copied it.
  ///   - page: The label of the page that it is on, to choose among several places.
  /// - Returns: As ``TextAnchor/selector(for:near:)-(String,_)``, with the page.
  func selector(for passage: String, onPage page: String? = nil) -> Selector {
    let place = page.flatMap { pages.range(ofPage: $0, in: anchor.length)?.lowerBound }
    var selector = anchor.selector(for: passage, near: place)
    selector.page = page ?? selector.position.flatMap { pages.labels(of: $0) }
    return selector
  }
}

extension LibraryReader {
  /// - Returns: `nil` while the text is not here.
  func sourceText(of source: SourceID) throws -> SourceText? {
    guard let text = try text(of: source) else { return nil }
    let hash = try textHash(of: source).map { "\($0)" }
    return SourceText(anchor: TextAnchor(text, hash: hash), pages: try pages(of: source))
  }
}
