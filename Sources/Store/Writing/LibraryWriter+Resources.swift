public import Model
import Replication

extension LibraryWriter {
  /// Keeps what a source's page is made of.
  ///
  /// One that is known by its address and content is not kept again.
  /// - Throws: ``StoreError`` when there is no such source, or it cannot be written.
  public func keep(_ parts: [PagePart], of source: SourceID) throws {
    let id = ItemID(source)
    let known = try state(of: id, .source).resources
    var actions: [Operation.Action] = []
    for part in parts.sorted(by: { $0.address < $1.address }) {
      let bytes = Array(part.content)
      let hash = environment.hash(bytes)
      let address = part.address.withoutNulls
      guard !known.contains(where: { $0.address == address && $0.hash == hash }) else { continue }
      try keep(bytes, as: hash, isText: false)
      let resource = PageResource(
        fetched: now,
        address: address,
        hash: hash,
        mediaType: part.mediaType.withoutNulls
      )
      actions.append(.keep(.resources, .union, resource.value))
    }
    try record(id, .source, actions)
  }
}
