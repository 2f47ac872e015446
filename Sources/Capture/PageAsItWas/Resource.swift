public import Foundation

/// Something that a page is made of beside its HTML: a picture, a style sheet, a font.
public struct Resource: Hashable, Sendable {
  public var content: Data
  /// By the content itself, not by what a server says of it.
  public var mediaType: String

  public init(content: Data, mediaType: String) {
    self.content = content
    self.mediaType = mediaType
  }

  /// What a page uses it for.
  enum Use: Hashable, Sendable {
    case style
    /// A picture or a font.
    case display
  }

  /// Takes what came in for what it is; `nil` for what a page cannot be shown with.
  init?(_ content: Data, for use: Use) {
    switch use {
    case .style:
      // A page about what is not there is no style sheet.
      let head = String(decoding: content.prefix(256), as: UTF8.self).trimmed().lowercased()
      guard !content.isEmpty, !head.hasPrefix("<") else { return nil }
      self.init(content: content, mediaType: "text/css")
    case .display:
      guard let type = Self.displayedType(of: content) else { return nil }
      self.init(content: content, mediaType: type)
    }
  }

  /// Whether it is a picture that shows nothing and only counts visitors.
  var isTrackingPixel: Bool {
    let bytes = Array(content.prefix(24))
    switch mediaType {
    case "image/gif" where bytes.count >= 10:
      return bytes[6...9].elementsEqual([1, 0, 1, 0])
    case "image/png" where bytes.count >= 24:
      return bytes[16...23].elementsEqual([0, 0, 0, 1, 0, 0, 0, 1])
    default: return false
    }
  }

  /// As part of a page.
  var address: String { "data:\(mediaType);base64,\(content.base64EncodedString())" }

  private static func displayedType(of content: Data) -> String? {
    let head = Array(content.prefix(16))
    if let known = signatures.first(where: { head.starts(with: $0.bytes) }) { return known.type }
    if head.starts(with: Array("RIFF".utf8)), head.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return "image/webp"
    }
    if head.dropFirst(4).starts(with: Array("ftypavi".utf8)) { return "image/avif" }
    let text = String(decoding: content.prefix(1024), as: UTF8.self).trimmed().lowercased()
    let isMarkup =
      text.hasPrefix("<?xml") || text.hasPrefix("<!--") || text.hasPrefix("<!doctype svg")
    return text.hasPrefix("<svg") || isMarkup && text.contains("<svg") ? "image/svg+xml" : nil
  }

  private static let signatures: [(bytes: [UInt8], type: String)] = [
    ([0x89, 0x50, 0x4E, 0x47], "image/png"), ([0xFF, 0xD8, 0xFF], "image/jpeg"),
    (Array("GIF8".utf8), "image/gif"), ([0, 0, 1, 0], "image/x-icon"),
    (Array("BM".utf8), "image/bmp"),
    (Array("wOF2".utf8), "font/woff2"), (Array("wOFF".utf8), "font/woff"),
    (Array("OTTO".utf8), "font/otf"), ([0, 1, 0, 0], "font/ttf"), (Array("true".utf8), "font/ttf"),
  ]
}

/// Where the parts of a page can be had: a folder beside it, the web, an archive that holds both.
public protocol ResourceSource: Sendable {
  /// The bytes at an address, as the page's links lead to it: absolute where the page's own address is
  /// known, else a path beside the page.
  ///
  /// - Returns: `nil` when there are none, or more than `limit`.
  /// - Throws: `CancellationError` only.
  func content(at address: String, limit: Int) async throws -> Data?
}
