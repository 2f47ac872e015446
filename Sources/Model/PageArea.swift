/// Where a passage stands on the pages of a PDF, as its highlights keep it.
///
/// The quadrilaterals are those of the highlight annotations of ISO 32000: one for each line, four
/// corners each, in points of the page's own coordinates with the origin at the bottom left.
public struct PageArea: Hashable, Sendable {
  /// The page, from 0, however it is labelled.
  public var page: Int
  public var quads: [Quad]

  /// One line of a highlight.
  public struct Quad: Hashable, Sendable {
    /// The x and y of four corners, in the order of the file.
    public let corners: [Double]

    /// `nil` unless there are eight finite numbers of a size that a page can have.
    public init?(_ corners: [Double]) {
      guard corners.count == 8, corners.allSatisfy({ abs($0) <= 1_000_000 }) else { return nil }
      // Hundredths of a point, so that what is read is what was written.
      self.corners = corners.map { ($0 * 100).rounded() / 100 }
    }

    /// A rectangle as readers write it: upper left, upper right, lower left, lower right.
    public init?(left: Double, bottom: Double, right: Double, top: Double) {
      self.init([left, top, right, top, left, bottom, right, bottom])
    }
  }

  public init(page: Int, quads: [Quad] = []) {
    precondition(page >= 0, "pages are counted from 0")
    self.page = page
    self.quads = quads
  }
}

extension PageArea: CustomStringConvertible, LosslessStringConvertible {
  /// The page and its quadrilaterals: `3;72,700.5,200,700.5,72,688,200,688`.
  public var description: String {
    ([String(page)] + quads.map { $0.corners.map(Self.decimal).joined(separator: ",") })
      .joined(separator: ";")
  }

  /// Reads what ``description`` writes; `nil` for anything else.
  public init?(_ description: String) {
    let parts = description.split(separator: ";", omittingEmptySubsequences: false)
    guard let page = parts.first.flatMap({ Int($0) }), page >= 0 else { return nil }
    var quads: [Quad] = []
    for part in parts.dropFirst() {
      let numbers = part.split(separator: ",", omittingEmptySubsequences: false)
        .map { Double($0) ?? .nan }
      guard let quad = Quad(numbers) else { return nil }
      quads.append(quad)
    }
    self.init(page: page, quads: quads)
    guard self.description == description else { return nil }
  }

  private static func decimal(_ number: Double) -> String {
    let hundredths = Int((number * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, part) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    if part == 0 { return "\(sign)\(whole)" }
    return "\(sign)\(whole)."
      + (part < 10 ? "0\(part)" : part % 10 == 0 ? "\(part / 10)" : "\(part)")
  }
}
