import Foundation

/// Every tag by which a page describes itself, as it was found, for what is not read from it yet.
///
/// Compact JSON with `meta`, `link`, `microdata` (lists of name and value, in the page's order) and
/// `jsonld` (the blocks as they are). What goes beyond the limits is left out from the end.
struct RawMetadata: Encodable {
  private var meta: [[String]] = []
  private var link: [[String]] = []
  private var microdata: [[String]] = []
  private var jsonld: [String] = []
  private var room = Limits.rawMetadataBytes

  private enum CodingKeys: String, CodingKey { case meta, link, microdata, jsonld }

  init(_ page: Metadata) {
    for tag in page.places.tags where !Self.technical.contains(tag.name) {
      if let pair = fitted(tag.name, tag.content) { meta.append(pair) }
    }
    for link in page.places.links where !Self.technical.contains(link.relation) {
      if let pair = fitted(link.relation, link.href) { self.link.append(pair) }
    }
    for (name, elements) in page.places.marked.sorted(by: { $0.key < $1.key }) {
      for element in elements.prefix(4) where page.tree.nodes[element].name != "meta" {
        let value = page.value(of: element)
        if value.utf8.count < 300, let pair = fitted(name, value) { microdata.append(pair) }
      }
    }
    for block in page.places.blocks {
      let block = block.collapsingWhitespace()
      guard block.utf8.count <= room else { continue }
      room -= block.utf8.count
      jsonld.append(block)
    }
  }

  /// The JSON, the same for the same page everywhere; `nil` where the page says nothing.
  var json: String? {
    if meta.isEmpty, link.isEmpty, microdata.isEmpty, jsonld.isEmpty { return nil }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
  }

  private mutating func fitted(_ name: String, _ value: String) -> [String]? {
    let value = value.utf8.count <= 500 ? value : String(value.prefix(300)) + "…"
    let size = name.utf8.count + value.utf8.count
    guard size <= room, !value.isEmpty else { return nil }
    room -= size
    return [name, value]
  }

  /// Names of what is about the page's program, not about the article.
  private static let technical: Set<String> = [
    "viewport", "x-ua-compatible", "content-type", "stylesheet", "preload", "prefetch",
    "dns-prefetch", "preconnect", "modulepreload", "icon", "shortcut", "apple-touch-icon",
    "apple-touch-icon-precomposed", "mask-icon", "manifest", "pingback", "edituri",
    "wlwmanifest", "msapplication-tilecolor", "msapplication-tileimage", "theme-color",
    "google-site-verification", "msvalidate.01", "yandex-verification", "csrf-token",
    "csrf-param", "format-detection", "apple-mobile-web-app-capable",
  ]
}
