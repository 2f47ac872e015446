/// A passage that a reader marked in the file itself, or a comment that was written beside it.
public struct Highlight: Hashable, Sendable {
  /// The words that are marked, or those that the comment stands beside; empty for a picture.
  public var quote: String
  /// The words around them, as far as they are known.
  public var prefix = ""
  public var suffix = ""
  /// The page, from 0.
  public var page: Int
  /// The page's label as printed.
  public var label: String?
  /// A name such as `yellow`.
  public var color: String?
  /// What the reader wrote about it.
  public var note: String?
  /// Four corners for each line, as they stand in the file: eight numbers, in points from the page's
  /// bottom left; for a comment the corners of its place.
  public var quads: [[Double]]

  public init(
    quote: String,
    page: Int,
    label: String? = nil,
    color: String? = nil,
    note: String? = nil,
    quads: [[Double]] = []
  ) {
    self.quote = quote
    self.page = page
    self.label = label
    self.color = color
    self.note = note
    self.quads = quads
  }

  /// What tells it from all others in its source, whatever was changed about it since.
  ///
  /// The place, to whole points: programs write a file anew with slightly other numbers.
  public var key: String {
    let places = quads.map { $0.map { "\(Int($0.rounded()))" }.joined(separator: ",") }
    return (["\(page)"] + (places.isEmpty ? [quote] : places)).joined(separator: ";")
  }
}
