public import Model
import Replication

extension LibraryWriter {
  /// Clips a passage of a source.
  public func clip(
    _ selector: Selector,
    of source: SourceID,
    note: String? = nil,
    color: String? = nil,
    tags: [String] = []
  ) throws -> ClippingID {
    try expect(ItemID(source), .source)
    let id: ItemID = environment.randomID()
    var actions: [Operation.Action] = [
      .keep(.added, .earliest, .integer(now)),
      .set(.source, .item(ItemID(source))),
      .set(.selector, SelectorValue(selector).value.withoutNulls),
    ]
    let texts: [(FieldID, String?)] = [
      (.page, selector.page), (.note, note), (.color, color),
      (.area, selector.area?.description), (.fragment, selector.fragment?.description),
    ]
    for case (let field, let text?) in texts where !text.isEmpty {
      actions.append(.set(field, .text(text.withoutNulls)))
    }
    try record(id, .clipping, actions + insertions(of: tags))
    return ClippingID(id)
  }

  func insertions(of tags: [String]) throws -> [Operation.Action] {
    try tags.map { .insert(.tags, .text(try TagName.normalized($0))) }
  }
}

extension Value {
  var withoutNulls: Value {
    switch self {
    case .text(let text): .text(text.withoutNulls)
    case .list(let texts): .list(texts.map(\.withoutNulls))
    default: self
    }
  }
}
