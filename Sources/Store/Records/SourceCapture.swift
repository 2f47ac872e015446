import Replication

/// One reading of a source's page: when, and what it gave.
///
/// A source keeps all of them. The latest is shown; a passage names the text it was taken from.
struct SourceCapture: Hashable {
  /// Milliseconds since 1970.
  let fetched: Int64
  /// The attachment that holds the text as Markdown.
  let text: Digest
  let words: Int
  /// The attachment that holds the page as it was.
  let page: Digest?
  /// Of the page.
  let mediaType: String

  /// Sorts by time.
  var value: Value {
    var writer = ByteWriter()
    writer.append(fixed: UInt64(bitPattern: fetched))
    writer.append(raw: text.bytes)
    writer.append(words)
    writer.append(page?.bytes ?? [])
    writer.append(mediaType)
    return .bytes(writer.bytes)
  }

  init(fetched: Int64, text: Digest, words: Int, page: Digest?, mediaType: String) {
    self.fetched = fetched
    self.text = text
    self.words = words
    self.page = page
    self.mediaType = mediaType
  }

  /// Reads what ``value`` writes, and passes over what a later version may append; `nil` for
  /// anything else.
  init?(_ value: Value) {
    guard case .bytes(let bytes) = value else { return nil }
    var reader = ByteReader(bytes)
    guard let fetched = try? reader.fixed(), let text = try? reader.digest(),
      let words = try? reader.number(), words < UInt64(Int32.max),
      let page = try? reader.counted(), let mediaType = try? reader.text()
    else { return nil }
    self.init(
      fetched: Int64(bitPattern: fetched),
      text: text,
      words: Int(words),
      page: Digest(page),
      mediaType: mediaType
    )
  }
}

extension ItemState {
  /// By rising time.
  var captures: [SourceCapture] {
    guard case .union(let values) = kept[.captures] else { return [] }
    return values.compactMap(SourceCapture.init)
  }

  var urls: [String] {
    guard case .union(let values) = kept[.urls] else { return [] }
    return values.compactMap { if case .text(let url) = $0 { url } else { nil } }
  }

  /// What the page said of itself when it was first saved.
  var pageMetadata: String? {
    guard case .union(let values) = kept[.pageMetadata] else { return nil }
    return values.lazy.compactMap { if case .text(let json) = $0 { json } else { nil } }.first
  }

  /// The text of a field that has no column.
  func text(_ field: FieldID) -> String? {
    if case .text(let text) = self[field] { text } else { nil }
  }

  var tags: [String] {
    (sets[.tags]?.elements ?? []).compactMap { if case .text(let tag) = $0 { tag } else { nil } }
  }

  /// Milliseconds since 1970.
  var added: Int64 {
    if case .earliest(.integer(let added)) = kept[.added] { return added }
    return edited.milliseconds
  }

  var wantsLook: Bool { texts.values.contains { $0.wantsLook } }

  var isConflicting: Bool { registers.values.contains { $0.writes.count > 1 && $0.isConflicting } }
}
