import Capture
import Model
import Store

extension LibraryWriter {
  /// Finds the passages in a source's text that were clipped before it was here; the others stay as
  /// they were typed.
  func anchorLooseClippings(of source: SourceID) throws {
    let loose = try reader.clippings(of: source).filter { !$0.exact }
    guard !loose.isEmpty, let text = try reader.text(of: source) else { return }
    let anchor = TextAnchor(text)
    for clipping in loose {
      let selector = anchor.selector(for: clipping.quote)
      if selector.position != nil { try self.anchor(clipping.id, at: selector) }
    }
  }
}
