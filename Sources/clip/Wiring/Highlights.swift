import Capture
import Model
import Store

extension LibraryWriter {
  /// Clips what is marked in the file of a source itself.
  ///
  /// - Returns: how many passages were not here before.
  func clipHighlights(of article: Article, as source: SourceID) throws -> Int {
    guard !article.highlights.isEmpty else { return 0 }
    var anchor = HighlightAnchor(article)
    return try article.highlights.count { highlight in
      try clip(highlight, at: anchor.selector(for: highlight), of: source) != nil
    }
  }
}
