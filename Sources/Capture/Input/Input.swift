public import Foundation

/// What a text is written in.
public enum InputFormat: Hashable, Sendable, CaseIterable {
  case html
  case markdown
  case plainText

  /// The media type under which the page is kept.
  public var mediaType: String {
    switch self {
    case .html: "text/html"
    case .markdown: "text/markdown"
    case .plainText: "text/plain"
    }
  }
}

/// Bytes that came in, from a file, standard input or a server, with what is known about them.
public struct Input: Hashable, Sendable {
  public var content: Data
  /// The name of the file they came from.
  public var fileName: String?
  /// The address they came from, after redirects, or that a person gave for them.
  public var address: String?
  /// Every address that led here, in the order they were asked.
  public var redirects: [String] = []
  /// What the server says they are: `text/html; charset=utf-8`.
  public var contentType: String?
  /// By what the server knows this version of them.
  public var validators = Validators()
  /// What they are written in; `nil` to find out.
  public var format: InputFormat?

  public init(
    _ content: Data,
    fileName: String? = nil,
    address: String? = nil,
    contentType: String? = nil,
    format: InputFormat? = nil
  ) {
    self.content = content
    self.fileName = fileName
    self.address = address
    self.contentType = contentType
    self.format = format
  }

  /// How messages call it.
  public var name: String { fileName ?? address ?? "standard input" }
}
