/// The document's own table of contents, to know its headings by.
struct PDFOutline {
  private var depths: [String: Int] = [:]

  init(_ entries: [PDFAnswer.OutlineEntry]) {
    for entry in entries where depths[Self.folded(entry.title)] == nil {
      depths[Self.folded(entry.title)] = entry.depth
    }
  }

  func depth(of heading: String) -> Int? {
    heading.count <= 200 ? depths[Self.folded(heading)] : nil
  }

  /// Without the number in front, which one of the two may lack.
  private static func folded(_ title: String) -> String {
    title.drop { !$0.isLetter }.filter { $0.isLetter || $0.isNumber }.lowercased()
  }
}
