import Model
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
  /// Where the pages of a printed document begin in the text.
  let pages: [PageStart]

  /// Sorts by time.
  var value: Value {
    var writer = ByteWriter()
    writer.append(fixed: UInt64(bitPattern: fetched))
    writer.append(raw: text.bytes)
    writer.append(words)
    writer.append(page?.bytes ?? [])
    writer.append(mediaType)
    if !pages.isEmpty {
      writer.append(pages.count)
      var last = 0
      for page in pages {
        writer.append(page.start - last)
        writer.append(page.label)
        last = page.start
      }
    }
    return .bytes(writer.bytes)
  }

  init(
    fetched: Int64,
    text: Digest,
    words: Int,
    page: Digest?,
    mediaType: String,
    pages: [PageStart] = []
  ) {
    self.fetched = fetched
    self.text = text
    self.words = words
    self.page = page
    self.mediaType = mediaType
    self.pages = pages
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
      mediaType: mediaType,
      pages: Self.pages(&reader)
    )
  }

  /// None where there are none, or where a later version put something else.
  private static func pages(_ reader: inout ByteReader) -> [PageStart] {
    guard let count = try? reader.number(), count <= Limits.pages else { return [] }
    var pages: [PageStart] = []
    var start: UInt64 = 0
    for _ in 0..<count {
      guard let step = try? reader.number(), let label = try? reader.text(),
        step < UInt64(Int32.max), start + step < UInt64(Int32.max)
      else { return [] }
      start += step
      pages.append(PageStart(label: label, start: Int(start)))
    }
    return pages
  }
}

extension ItemState {
  /// By rising time, the shown one last: a reading without words, which is a wall or a failure, stands
  /// before all that have some.
  var captures: [SourceCapture] {
    guard case .union(let values) = kept[.captures] else { return [] }
    let captures = values.compactMap(SourceCapture.init)
    return captures.filter { $0.words == 0 } + captures.filter { $0.words > 0 }
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
