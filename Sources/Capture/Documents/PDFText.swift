/// Puts a document's lines together to Markdown: paragraphs, headings, lists.
struct PDFText {
  typealias Line = PDFAnswer.Line
  typealias Page = PDFAnswer.Page

  /// What stands between two empty lines.
  struct Block {
    enum Kind: Hashable {
      case paragraph
      /// With what it is set in, which says its level.
      case heading
      case item
      /// Set smaller, at the foot of a page: a paragraph that goes on over the page goes around it.
      case footnote
    }

    var kind: Kind
    var text: String
    var size: Double
    var isBold: Bool
    /// The pages it begins and ends on, from 1.
    var page: Int
    var lastPage: Int
    /// The pages that begin in it, in the order of their marks.
    var marks: [Int] = []
  }

  private(set) var blocks: [Block] = []
  let bodySize: Double
  private let pitch: Double
  private let hyphenated: Set<String>
  let outline: PDFOutline

  init(_ answer: PDFAnswer) {
    let furniture = PDFFurniture(answer.pages, bodySize: Self.bodySize(answer.pages))
    let pages = answer.pages.map { page in
      var page = page
      let lines = furniture.lines(of: page).filter { !$0.text.allSatisfy(\.isWhitespace) }
      page.lines = PDFReadingOrder.sorted(lines)
      return page
    }
    bodySize = Self.bodySize(pages)
    pitch = Self.pitch(pages, of: bodySize)
    hyphenated = Self.hyphenated(in: pages)
    outline = PDFOutline(answer.outline)
    for page in pages { take(page) }
  }

  // MARK: Measures

  /// What most letters are set in, in half points.
  private static func bodySize(_ pages: [Page]) -> Double {
    var counts: [Double: Int] = [:]
    for line in pages.lazy.flatMap(\.lines) {
      counts[(line.fontSize * 2).rounded() / 2, default: 0] += line.text.utf8.count
    }
    return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 10
  }

  /// How far apart lines of the body stand.
  private static func pitch(_ pages: [Page], of size: Double) -> Double {
    var counts: [Double: Int] = [:]
    for page in pages {
      for (line, next) in zip(page.lines, page.lines.dropFirst())
      where abs(line.fontSize - size) < 1 && abs(next.fontSize - size) < 1 {
        let step = ((next.box.top - line.box.top) * 2).rounded() / 2
        if step > size * 0.8, step < size * 3 { counts[step, default: 0] += 1 }
      }
    }
    // Smaller ones first: a gap between paragraphs is no pitch.
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? size * 1.2
  }

  /// Words that the document writes with a hyphen within a line.
  private static func hyphenated(in pages: [Page]) -> Set<String> {
    var words: Set<String> = []
    for line in pages.lazy.flatMap(\.lines) where line.text.utf8.contains(UInt8(ascii: "-")) {
      for match in line.text.matches(of: /\p{L}+-\p{L}+/) { words.insert(String(match.output)) }
    }
    return words
  }

  // MARK: Blocks

  private mutating func take(_ page: Page) {
    var columns = PDFColumns(page)
    var open: [Line] = []
    var isFirst = true
    func footY() -> Double { (page.size.last ?? 0) * 0.5 }
    let lines = page.lines
    for (index, line) in lines.enumerated() {
      if let last = open.last, breaks(from: last, to: line, in: open, &columns) {
        close(&open, of: page, footY: footY(), &isFirst)
      }
      open.append(line)
      if index == lines.count - 1 { close(&open, of: page, footY: footY(), &isFirst) }
    }
  }

  /// Whether a line begins another block than the one before it.
  private func breaks(
    from last: Line,
    to next: Line,
    in open: [Line],
    _ columns: inout PDFColumns
  ) -> Bool {
    let size = max(last.fontSize, next.fontSize, 1)
    if PDFBullet.begins(next.text) { return true }
    // A raised number or a cell beside it is set in the same line.
    if next.box.top < last.box.bottom, last.box.top < next.box.bottom,
      min(last.box.bottom, next.box.bottom) - max(last.box.top, next.box.top) > size * 0.4
    {
      return next.box.left - last.box.right > size * 3
    }
    if abs(last.fontSize - next.fontSize) > bodySize * 0.12 { return true }
    let isShort = min(last.text.count, next.text.count) < 60
    if last.isBold != next.isBold, isShort { return true }
    let step = next.box.top - last.box.top
    if step < 0 { return !PageBreaks.runsOn(from: last.text, to: next.text) }
    if step > max(pitch, size * 1.2) * 1.35 { return true }

    if PageBreaks.runsOn(from: last.text, to: next.text) { return false }
    let column = columns.column(of: last)
    let ends = last.text.last.map { ".!?:;。！？…”\"»’)".contains($0) } ?? true
    if next.box.left > last.box.left + size * 0.8, next.box.left > column.left + size * 0.8 {
      let isFull = column.right - last.box.right < max(column.width * 0.12, size)
      return ends || isFull && open.count > 1
    }
    // Back at the margin after a line that was moved in: the list of works, or a paragraph's second line.
    if next.box.left < last.box.left - size * 0.8, open.count > 1 { return ends }
    return last.fontSize < bodySize * 1.12 && fits(next, behind: last, in: column)
  }

  /// Whether the first word of a line had room on the line before: then that one was ended on purpose.
  private func fits(_ next: Line, behind last: Line, in column: PDFColumns.Column) -> Bool {
    let word = next.text.prefix { !$0.isWhitespace }.count + 1
    let letter = (next.box.right - next.box.left) / Double(max(next.text.count, 1))
    return last.box.right + Double(word) * letter < column.right - column.width * 0.02
  }

  private mutating func close(
    _ open: inout [Line],
    of page: Page,
    footY: Double,
    _ isFirst: inout Bool
  ) {
    defer { open = [] }
    guard let first = open.first else { return }
    var text = ""
    for line in open { text = joined(text, Self.cleaned(line.text)) }
    guard !text.isEmpty else { return }
    let kind = kind(of: open, text: text, footY: footY)
    if kind == .paragraph, isFirst, let last = continued(by: text, on: page) {
      let tail = text
      let whole = joined(blocks[last].text, tail)
      // The page begins after the letters of a torn word that stand on the one before.
      let place = whole.unicodeScalars.count - tail.unicodeScalars.count
      blocks[last].text = Self.marking(whole, at: place)
      blocks[last].marks.append(page.page)
      blocks[last].lastPage = page.page
      isFirst = false
      return
    }
    if isFirst { text = String(Character(PageMarks.mark)) + text }
    blocks.append(
      Block(
        kind: kind,
        text: text,
        size: first.fontSize,
        isBold: open.allSatisfy(\.isBold),
        page: page.page,
        lastPage: page.page,
        marks: isFirst ? [page.page] : []
      )
    )
    isFirst = false
  }

  private static func marking(_ text: String, at place: Int) -> String {
    var scalars = text.unicodeScalars
    scalars.insert(PageMarks.mark, at: scalars.index(scalars.startIndex, offsetBy: place))
    return String(scalars)
  }

  /// The paragraph of the page before that this text goes on with.
  private func continued(by text: String, on page: Page) -> Int? {
    guard let last = blocks.lastIndex(where: { $0.kind != .footnote }),
      [.paragraph, .item].contains(blocks[last].kind), blocks[last].lastPage == page.page - 1,
      PageBreaks.runsOn(from: blocks[last].text, to: text)
    else { return nil }
    return last
  }

  private func kind(of lines: [Line], text: String, footY: Double) -> Block.Kind {
    guard let first = lines.first else { return .paragraph }
    if PDFBullet.begins(text) { return .item }
    if first.fontSize < bodySize * 0.92, first.box.top > footY { return .footnote }
    let isTitle = text.contains(where: \.isLetter) && lines.count <= 4 && text.count <= 200
    guard isTitle, !text.contains(". . .") else { return .paragraph }
    if outline.depth(of: text) != nil { return .heading }
    if first.fontSize >= bodySize * 1.12 { return .heading }
    let isBold = lines.allSatisfy(\.isBold) && lines.count <= 2 && text.count <= 120
    return isBold && !text.hasSuffix(".") && !text.hasSuffix(",") ? .heading : .paragraph
  }

  private func joined(_ line: String, _ next: String) -> String {
    PageBreaks.join(line, next) { hyphenated.contains($0) }
  }

  private static func cleaned(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      // Ligatures are letters that a font draws as one.
      switch scalar.value {
      case 0xFB00: scalars.append(contentsOf: "ff".unicodeScalars)
      case 0xFB01: scalars.append(contentsOf: "fi".unicodeScalars)
      case 0xFB02: scalars.append(contentsOf: "fl".unicodeScalars)
      case 0xFB03: scalars.append(contentsOf: "ffi".unicodeScalars)
      case 0xFB04: scalars.append(contentsOf: "ffl".unicodeScalars)
      case PageMarks.mark.value, 0..<9, 14..<32, 127: continue
      default: scalars.append(scalar)
      }
    }
    return String(scalars).collapsingWhitespace()
  }
}
