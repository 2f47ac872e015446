public import Foundation

/// A part of a page: a picture, a style sheet, a font.
public struct PagePart: Hashable, Sendable {
  /// As the page's links lead to it: absolute, or a path beside the page.
  public var address: String
  public var content: Data
  public var mediaType: String

  public init(address: String, content: Data, mediaType: String) {
    self.address = address
    self.content = content
    self.mediaType = mediaType
  }
}
