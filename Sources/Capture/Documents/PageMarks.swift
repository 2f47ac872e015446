import Model

/// Marks that stand in a text while it is put together, where pages begin.
enum PageMarks {
  /// A private character that nobody uses; what comes in is rid of it before marks are set.
  static let mark: Unicode.Scalar = "\u{10FFFD}"

  /// Takes the marks out.
  ///
  /// - Parameters:
  ///   - text: The text with its marks.
  ///   - labels: The labels of the pages, in the order of their marks.
  /// - Returns: The text without marks, and where they stood.
  static func taken(out text: String, labels: [String]) -> (text: String, pages: [PageStart]) {
    var scalars = String.UnicodeScalarView()
    var count = 0
    var starts: [PageStart] = []
    var next = labels.makeIterator()
    for scalar in text.unicodeScalars {
      if scalar == mark {
        guard let label = next.next() else { continue }
        starts.append(PageStart(label: label, start: count))
      } else {
        scalars.append(scalar)
        count += 1
      }
    }
    return (String(scalars), starts)
  }
}
