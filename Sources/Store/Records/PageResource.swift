import Replication

/// A part of a source's page that is an attachment: a picture, a style sheet, a font.
struct PageResource: Hashable {
  /// When it was fetched, in milliseconds since 1970: one address may give another picture later.
  let fetched: Int64
  /// As the page's links lead to it.
  let address: String
  let hash: Digest
  let mediaType: String

  /// Sorts by time.
  var value: Value {
    var writer = ByteWriter()
    writer.append(fixed: UInt64(bitPattern: fetched))
    writer.append(raw: hash.bytes)
    writer.append(address)
    writer.append(mediaType)
    return .bytes(writer.bytes)
  }

  init(fetched: Int64, address: String, hash: Digest, mediaType: String) {
    self.fetched = fetched
    self.address = address
    self.hash = hash
    self.mediaType = mediaType
  }

  /// Reads what ``value`` writes, and passes over what a later version may append; `nil` for
  /// anything else.
  init?(_ value: Value) {
    guard case .bytes(let bytes) = value else { return nil }
    var reader = ByteReader(bytes)
    guard let fetched = try? reader.fixed(), let hash = try? reader.digest(),
      let address = try? reader.text(), let mediaType = try? reader.text()
    else { return nil }
    self.init(
      fetched: Int64(bitPattern: fetched),
      address: address,
      hash: hash,
      mediaType: mediaType
    )
  }
}

extension ItemState {
  /// By rising time.
  var resources: [PageResource] {
    guard case .union(let values) = kept[.resources] else { return [] }
    return values.compactMap(PageResource.init)
  }

  /// All that a source says of attachments.
  var attachments: Set<Digest> {
    let captures = captures
    return Set(captures.map(\.text) + captures.compactMap(\.page) + resources.map(\.hash))
  }
}
