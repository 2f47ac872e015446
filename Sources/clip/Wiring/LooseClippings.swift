import Model
import Store

extension LibraryWriter {
  /// Finds the passages in a source's text that were clipped before it was here; the others stay as
  /// they were typed.
  func anchorLooseClippings(of source: SourceID) throws {
    let loose = try reader.clippings(of: source).filter { !$0.exact }
    guard !loose.isEmpty, let text = try reader.sourceText(of: source, locating: true) else {
      return
    }
    for clipping in loose {
      var selector = text.selector(for: clipping.quote, onPage: clipping.selector.page)
      guard selector.position != nil else { continue }
      selector.area = clipping.selector.area
      selector.fragment = selector.fragment ?? clipping.selector.fragment
      try anchor(clipping.id, at: selector)
    }
  }
}
