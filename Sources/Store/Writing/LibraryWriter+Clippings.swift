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
    let id: ItemID = environment.randomID()
    try clip(selector, of: source, note: note, color: color, tags: tags, as: id)
    return ClippingID(id)
  }

  /// Clips a passage that was marked in the file of a source.
  ///
  /// Its id is derived from its place, so that the same file added again, here or on another machine,
  /// makes no second clipping.
  /// - Returns: `nil` when it was taken before, wherever it is now.
  public func clip(
    _ highlight: Highlight,
    at selector: Selector,
    of source: SourceID
  ) throws -> ClippingID? {
    let key = "highlight:\(source):\(highlight.key)"
    let id = ItemID(environment.hash(Array(key.utf8)).bytes)
    guard try !PurgeTable(db: db).contains(ItemKey(item: id, kind: .clipping)),
      try ItemStateTable(db: db).load(id, .clipping) == nil
    else { return nil }
    try clip(selector, of: source, note: highlight.note, color: highlight.color, tags: [], as: id)
    return ClippingID(id)
  }

  private func clip(
    _ selector: Selector,
    of source: SourceID,
    note: String?,
    color: String?,
    tags: [String],
    as id: ItemID
  ) throws {
    try expect(ItemID(source), .source)
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
  }

  /// Gives a clipping the place in its source that was found for it; nothing when it stands there
  /// already.
  public func anchor(_ clipping: ClippingID, at selector: Selector) throws {
    let value = SelectorValue(selector).value.withoutNulls
    guard try state(of: ItemID(clipping), .clipping)[.selector] != value else { return }
    let fragment = selector.fragment.map {
      Operation.Action.set(.fragment, .text($0.description.withoutNulls))
    }
    try record(
      ItemID(clipping),
      .clipping,
      [.set(.selector, value)] + [fragment].compactMap(\.self)
    )
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
