import Model

extension PDFText {
  /// The document's text, with the places at which its pages begin.
  ///
  /// - Parameters:
  ///   - title: A heading of the first page that is only this is left out.
  ///   - labels: Of the pages, from 1.
  /// - Returns: Markdown, and where the pages begin in it.
  func markdown(without title: String?, labels: [Int: String]) -> (text: String, pages: [PageStart])
  {
    var written: [String] = []
    var marked: [Int] = []
    var pendingMark = ""
    let sizes = headingSizes
    let folded = title?.foldedForComparison
    // Above the first paragraph stand names and places in large letters, which are no headings.
    var isFront = true
    for block in blocks {
      let bare = block.text.replacing(String(Character(PageMarks.mark)), with: "")
      marked += block.marks
      if block.page == blocks.first?.page, block.kind == .heading || block.size > bodySize,
        bare.foldedForComparison == folded
      {
        if bare.count < block.text.count { pendingMark = String(Character(PageMarks.mark)) }
        continue
      }
      let text = MarkdownEscape.inline(block.text)
      let mark = pendingMark
      pendingMark = ""
      if block.kind == .paragraph && bare.count > 200 || block.page != blocks.first?.page {
        isFront = false
      }
      let isNamed = outline.depth(of: bare) != nil
      if isNamed { isFront = false }
      switch block.kind {
      case .heading where isNamed || !isFront || folded == nil:
        let level = outline.depth(of: bare) ?? rank(of: block, in: sizes)
        let (own, words) = Self.splitMark(text)
        written.append(String(repeating: "#", count: 2 + min(level, 3)) + " " + mark + own + words)
      case .item:
        let (own, words) = Self.splitMark(text)
        written.append(mark + own + PDFBullet.item(words))
      case .paragraph, .footnote, .heading:
        let (own, words) = Self.splitMark(text)
        written.append(mark + own + MarkdownEscape.lineStarts(words))
      }
    }
    let whole = written.isEmpty ? "" : written.joined(separator: "\n\n") + "\n"
    return PageMarks.taken(out: whole, labels: marked.map { labels[$0] ?? "\($0)" })
  }

  private static func splitMark(_ text: String) -> (mark: String, words: String) {
    guard text.unicodeScalars.first == PageMarks.mark else { return ("", text) }
    return (String(Character(PageMarks.mark)), String(text.unicodeScalars.dropFirst()))
  }

  /// Sizes of headings, largest first; those of the body's size and below come last.
  private var headingSizes: [Double] {
    let sizes = Set(blocks.filter { $0.kind == .heading }.map { Self.rounded($0.size) })
    return sizes.filter { $0 > bodySize * 1.05 }.sorted(by: >)
  }

  private func rank(of block: Block, in sizes: [Double]) -> Int {
    sizes.firstIndex(of: Self.rounded(block.size)) ?? sizes.count
  }

  private static func rounded(_ size: Double) -> Double { (size * 2).rounded() / 2 }

  /// The largest words at the top of the first page.
  var title: String? {
    let head = blocks.prefix { $0.page == blocks.first?.page }.prefix(8)
    let largest = head.filter { $0.kind == .heading && $0.size >= bodySize * 1.12 }
      .max { $0.size < $1.size }
    return largest?.text.replacing(String(Character(PageMarks.mark)), with: "").nonEmpty
  }
}
