import Model

/// The marks and comments of a PDF's readers.
struct PDFHighlights {
  private(set) var highlights: [Highlight] = []

  /// - Parameters:
  ///   - answer: What was read of the document.
  ///   - labels: Of the pages, from 1.
  init(_ answer: PDFAnswer, labels: [Int: String]) {
    let heights = Dictionary(
      answer.pages.map { ($0.page, $0.size.last ?? 0) },
      uniquingKeysWith: { first, _ in first }
    )
    for annotation in answer.annotations {
      guard highlights.count < Limits.highlights else { return }
      highlights += [highlight(annotation, labels, height: heights[annotation.page] ?? 0)]
        .compactMap(\.self)
    }
  }

  private func highlight(
    _ annotation: PDFAnswer.Annotation,
    _ labels: [Int: String],
    height: Double
  ) -> Highlight? {
    var quote = ""
    for line in annotation.text.split(separator: "\n") {
      quote = PageBreaks.join(quote, line.collapsingWhitespace()) { _ in false }
    }
    var note = annotation.contents?.trimmed().nonEmpty
    // Some programs write the marked words where the comment stands.
    if let text = note, text.foldedForComparison == quote.foldedForComparison { note = nil }
    let isMark = !annotation.quads.isEmpty
    guard annotation.page > 0, isMark ? !quote.isEmpty || note != nil : note != nil else {
      return nil
    }
    // A comment's place is told as it is shown; marks are told from the bottom of the page.
    let area = annotation.area
    let top = height - area.top
    let bottom = height - area.bottom
    let corners = [area.left, top, area.right, top, area.left, bottom, area.right, bottom]
    var highlight = Highlight(
      quote: quote,
      page: annotation.page - 1,
      label: labels[annotation.page],
      color: isMark ? annotation.color.flatMap(Self.name(ofColor:)) : nil,
      note: note,
      quads: isMark ? annotation.quads.filter { $0.count == 8 } : [corners]
    )
    highlight.prefix = annotation.before ?? ""
    highlight.suffix = annotation.after ?? ""
    return highlight
  }

  /// The name of the nearest of the colours that readers mark in: `#ffd400` is yellow.
  static func name(ofColor code: String) -> String? {
    guard code.count == 7, code.hasPrefix("#"), let value = Int(code.dropFirst(), radix: 16) else {
      return nil
    }
    let red = Double(value >> 16 & 255) / 255
    let green = Double(value >> 8 & 255) / 255
    let blue = Double(value & 255) / 255
    let most = max(red, green, blue)
    let span = most - min(red, green, blue)
    if span < 0.1 { return most < 0.25 ? "black" : most > 0.9 ? "white" : "gray" }
    let sector =
      most == red
      ? (green - blue) / span : most == green ? 2 + (blue - red) / span : 4 + (red - green) / span
    let hue = (sector * 60).truncatingRemainder(dividingBy: 360) + (sector < 0 ? 360 : 0)
    switch hue {
    case ..<15, 345...: return span / most < 0.5 ? "pink" : "red"
    case ..<42: return "orange"
    case ..<70: return "yellow"
    case ..<165: return "green"
    case ..<255: return "blue"
    case ..<290: return "purple"
    default: return most > 0.6 ? "pink" : "purple"
    }
  }
}
