/// Takes away what is printed on every page and belongs to none: running heads and feet, page numbers.
///
/// A line goes only when it stands in the top or bottom margin, is set no larger than the text, and the
/// same words, numbers aside, stand at the same height on a page nearby; or when it stands where such
/// lines stand on most pages; or when it is a number that rises with the pages. One that stands alone
/// stays, whatever it looks like.
struct PDFFurniture {
  typealias Line = PDFAnswer.Line
  typealias Page = PDFAnswer.Page

  /// The part of a page's height at each end in which furniture stands.
  private static let margin = 0.12
  /// Lines at each end that are looked at: a running head may have two.
  private static let reach = 3
  /// Points by which a head may stand higher or lower on another page.
  private static let wobble = 4.0

  /// Words at a height, at the top or the bottom.
  private struct Place: Hashable {
    var words: String
    var isTop: Bool
  }

  /// The pages and heights at which words stand.
  private var running: [Place: [(page: Int, top: Double)]] = [:]
  /// How far printed numbers are ahead of the pages' own count, with how often.
  private var offsets: [Int: Int] = [:]
  /// Heights, in whole points, at which furniture stands, with how often.
  private var heights: [Int: Int] = [:]
  private let pages: Int
  private let bodySize: Double

  init(_ pages: [Page], bodySize: Double) {
    self.pages = pages.count
    self.bodySize = bodySize
    for page in pages {
      for (line, isTop) in Self.ends(of: page) {
        let words = Self.words(of: line.text)
        if !words.isEmpty {
          running[Place(words: words, isTop: isTop), default: []].append((page.page, line.box.top))
        }
        if let number = Self.number(line.text) { offsets[number - page.page, default: 0] += 1 }
      }
    }
    for page in pages {
      for (line, isTop) in Self.ends(of: page) where repeats(line, isTop: isTop, on: page) {
        heights[Int(line.box.top.rounded()), default: 0] += 1
      }
    }
  }

  /// The page's lines without its furniture.
  func lines(of page: Page) -> [Line] {
    let ends = Self.ends(of: page)
    let gone = ends.filter { isFurniture($0.line, isTop: $0.isTop, on: page) }.map(\.line.box)
    guard !gone.isEmpty else { return page.lines }
    return page.lines.filter { line in
      !gone.contains { $0.top == line.box.top && $0.left == line.box.left }
    }
  }

  private func isFurniture(_ line: Line, isTop: Bool, on page: Page) -> Bool {
    let text = line.text.collapsingWhitespace()
    if let label = page.label, text == label, !label.isEmpty, pages > 1 { return true }
    if let number = Self.number(text), offsets[number - page.page] ?? 0 > 1 { return true }
    guard line.fontSize <= bodySize * 1.05 else { return false }
    if repeats(line, isTop: isTop, on: page) { return true }
    let height = Int(line.box.top.rounded())
    let usual = (height - 1...height + 1).reduce(0) { $0 + (heights[$1] ?? 0) }
    return usual >= 2 && usual * 5 >= pages * 2 && text.count < 100
  }

  /// Whether the same words stand at the same height on a page nearby, left and right apart.
  private func repeats(_ line: Line, isTop: Bool, on page: Page) -> Bool {
    let words = Self.words(of: line.text)
    guard !words.isEmpty, line.fontSize <= bodySize * 1.05,
      let all = running[Place(words: words, isTop: isTop)]
    else { return false }
    return all.contains { other in
      other.page != page.page && abs(other.page - page.page) <= 2
        && abs(other.top - line.box.top) <= Self.wobble
    }
  }

  /// The first and last lines of a page by height, where they stand in its margins.
  private static func ends(of page: Page) -> [(line: Line, isTop: Bool)] {
    let height = page.size.count == 2 ? page.size[1] : 0
    let sorted = page.lines.sorted { $0.box.top < $1.box.top }
    let top = sorted.prefix(reach).filter { $0.box.bottom <= height * margin }
    let bottom = sorted.suffix(reach).filter { $0.box.top >= height * (1 - margin) }
    return top.map { ($0, true) } + bottom.map { ($0, false) }
  }

  private static func words(of text: String) -> String {
    let words = text.filter { !$0.isNumber }.collapsingWhitespace().lowercased()
    // Roman numbers are numbers, too.
    return words.wholeMatch(of: /[ivxlc]{1,7}|[\W_]*/) == nil ? words : ""
  }

  /// The number of `12`, `- 12 -`, `Page 12 of 30`.
  private static func number(_ text: String) -> Int? {
    let text = text.collapsingWhitespace()
    guard text.count <= 20, PageBreaks.isPageNumber(text) else { return nil }
    return text.firstMatch(of: /\d+/).flatMap { Int($0.output) }
  }
}
