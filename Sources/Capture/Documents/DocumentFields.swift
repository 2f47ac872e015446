import Foundation

/// What a document says of itself, as it was found, for what is not read from it yet.
///
/// Of the shape that pages have: compact JSON with `meta`, a list of name and value.
enum DocumentFields {
  /// Bytes of all of it, and of one value.
  private static let mostBytes = 16 << 10
  private static let mostValueBytes = 2_000

  /// - Returns: `nil` where the document says nothing.
  static func json(_ fields: [(name: String, value: String)]) -> String? {
    var room = mostBytes
    var meta: [[String]] = []
    for (name, value) in fields {
      let size = name.utf8.count + value.utf8.count
      guard !value.isEmpty, value.utf8.count <= mostValueBytes, size <= room else { continue }
      room -= size
      meta.append([name, value])
    }
    guard !meta.isEmpty else { return nil }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(["meta": meta])).map { String(decoding: $0, as: UTF8.self) }
  }
}
