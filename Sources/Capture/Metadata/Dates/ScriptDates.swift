/// Dates in the data of a page's scripts: `"datePublished":"2025-03-04"`.
enum ScriptDates {
  /// The values of keys for publishing, in the order of the script.
  static func published(in script: String) -> [String] {
    guard signs.occur(in: script) else { return [] }
    var found: [String] = []
    let bytes = Array(script.utf8)
    for key in keys {
      var place = 0
      while found.count < 4, let start = index(of: key, in: bytes, from: place) {
        place = start + key.count
        if let value = value(after: place, in: bytes) { found.append(value) }
      }
    }
    return found
  }

  /// The quoted text after a key's closing quote and colon.
  private static func value(after start: Int, in bytes: [UInt8]) -> String? {
    var place = start
    var quotes = 0
    let end = min(bytes.count, start + 10)
    while place < end, quotes < 2 {
      switch bytes[place] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quotes += 1
      case UInt8(ascii: ":"), UInt8(ascii: " "), UInt8(ascii: "\\"): break
      default: return nil
      }
      place += 1
    }
    guard quotes == 2 else { return nil }
    let value = bytes[place...].prefix(40).prefix { $0 != 0x22 && $0 != 0x27 && $0 != 0x5C }
    return value.count >= 8 ? String(decoding: value, as: UTF8.self) : nil
  }

  private static func index(of key: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard let first = key.first, bytes.count >= key.count else { return nil }
    var place = start
    while place <= bytes.count - key.count {
      if bytes[place] == first, bytes[place..<(place + key.count)].elementsEqual(key) {
        return place
      }
      place += 1
    }
    return nil
  }

  private static let signs = Pieces(
    "publishedat published_at datepublished publishdate publish_date publicationdate publisheddate pubdate"
  )
  private static let keys = [
    "datePublished", "publishedAt", "published_at", "publishDate", "publish_date",
    "publicationDate", "publishedDate", "pubDate",
  ].map { Array($0.utf8) }
}
