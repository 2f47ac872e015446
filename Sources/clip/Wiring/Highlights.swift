import Capture
import Model
import Store

extension LibraryWriter {
  /// Clips what is marked in the file of a source itself.
  ///
  /// - Returns: how many passages were not here before.
  func clipHighlights(of article: Article, as source: SourceID) throws -> Int {
    guard !article.highlights.isEmpty else { return 0 }
    // The text that is shown, which another reading of the source may have given.
    var anchor = HighlightAnchor(
      try reader.text(of: source) ?? "",
      pages: try reader.pages(of: source),
      hash: try reader.textHash(of: source).map { "\($0)" }
    )
    return try article.highlights.count { highlight in
      try clip(highlight, at: anchor.selector(for: highlight), of: source) != nil
    }
  }
}
