import CPoppler

/// A page's characters with their places, in poppler's reading order.
///
/// A class because it holds poppler's page. Places are in points from the top left corner of the page as
/// it is shown, turned so that most of its text stands upright.
final class Page {
  let pointer: OpaquePointer
  let index: Int
  /// Of the page as it is shown.
  let shownSize: (width: Double, height: Double)
  let turn: Turn
  let characters: [Unicode.Scalar]
  let places: [Box]

  init?(_ document: Document, index: Int) {
    guard let page = poppler_document_get_page(document.pointer, Int32(index)) else { return nil }
    pointer = page
    self.index = index
    var width = 0.0
    var height = 0.0
    poppler_page_get_size(page, &width, &height)
    shownSize = (width, height)
    let text = owned(poppler_page_get_text(page)) ?? ""
    var rectangles: UnsafeMutablePointer<PopplerRectangle>?
    var count: guint = 0
    let hasPlaces = poppler_page_get_text_layout(page, &rectangles, &count) != 0
    defer { g_free(rectangles) }
    characters = Array(text.unicodeScalars.prefix(Limits.charactersOfPage))
    // Every character has its place; else the text would be told of places that are others'.
    if hasPlaces, let rectangles, Int(count) >= characters.count {
      let shown = characters.indices.map { Box(rectangles[$0]) }
      let turn = Turn(of: characters, at: shown)
      self.turn = turn
      places = turn == .none ? shown : shown.map { turn.upright($0, width, height) }
    } else {
      turn = .none
      places = characters.map { _ in Box(left: 0, top: 0, right: 0, bottom: 0) }
    }
  }

  deinit {
    g_object_unref(gpointer(pointer))
  }

  var line: JSONLine {
    var line = JSONLine(kind: "page")
    line.append("page", index + 1)
    line.append("label", owned(poppler_page_get_label(pointer)))
    let size = [shownSize.width, shownSize.height]
    line.append("size", turn == .none ? size : size.reversed())
    line.append("lines", lines())
    return line
  }

  // MARK: Lines

  /// The lines of text with their places and what most of each is set in.
  private func lines() -> [JSONLine] {
    let styles = styles()
    var result: [JSONLine] = []
    for range in ordered(lineRanges()) {
      let inked = range.filter { !characters[$0].properties.isWhitespace }
      guard let first = inked.first else { continue }
      var box = places[first]
      for index in inked { box.unite(places[index]) }
      var line = JSONLine.bare()
      line.append("text", text(range))
      line.append("box", box.numbers)
      let style = styles.most(of: inked)
      line.append("size", [style.size])
      line.append("bold", style.isBold ? 1 : 0)
      result.append(line)
    }
    return result
  }

  /// Of text that goes up the page poppler tells the lowest line first.
  private func ordered(_ ranges: [Range<Int>]) -> [Range<Int>] {
    guard turn == .up else { return ranges }
    let tops = ranges.compactMap { range in
      range.first { !characters[$0].properties.isWhitespace }.map { places[$0].top }
    }
    let rising = zip(tops, tops.dropFirst()).count { $0 > $1 }
    return rising * 2 > tops.count - 1 ? ranges.reversed() : ranges
  }

  /// The characters of each line.
  ///
  /// Poppler ends lines, but not always the last one of a column: where the place jumps to another
  /// height and back to the left, another line begins.
  func lineRanges() -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var start = 0
    var previous: Int?
    for index in characters.indices {
      if characters[index] == "\n" {
        ranges.append(start..<index)
        start = index + 1
        previous = nil
      } else if !characters[index].properties.isWhitespace {
        if let previous,
          jumps(from: places[previous], to: places[index], isSpaced: previous + 1 < index)
        {
          ranges.append(start..<index)
          start = index
        }
        previous = index
      }
    }
    if start < characters.count { ranges.append(start..<characters.count) }
    return ranges
  }

  private func jumps(from last: Box, to next: Box, isSpaced: Bool) -> Bool {
    let common = min(last.bottom, next.bottom) - max(last.top, next.top)
    let height = max(min(last.height, next.height), 1)
    // Raised and lowered characters go on to the right.
    if common < height * 0.2 && next.left < last.left || common < -height * 3 { return true }
    // What stands beside it is another column's.
    return next.left - last.right > height * 3 || !isSpaced && next.left - last.right > height
  }

  /// The characters of a range as text.
  func text(_ range: some Sequence<Int>) -> String {
    var text = String.UnicodeScalarView()
    for index in range { text.append(characters[index]) }
    return String(text)
  }

  private func styles() -> Styles {
    let list = poppler_page_get_text_attributes(pointer)
    defer { poppler_page_free_text_attributes(list) }
    var styles = Styles()
    var next = list
    while let entry = next {
      next = entry.pointee.next
      guard let data = entry.pointee.data else { continue }
      let attributes = data.assumingMemoryBound(to: PopplerTextAttributes.self).pointee
      let name = attributes.font_name.map { String(cString: $0).lowercased() } ?? ""
      let start = Int(attributes.start_index)
      let range = start...max(start, Int(attributes.end_index))
      styles.append(
        Styles.Style(size: attributes.font_size, isBold: Styles.namesBold(name)),
        for: range
      )
    }
    return styles
  }
}

/// A rectangle from its top left to its bottom right corner.
struct Box {
  var left: Double
  var top: Double
  var right: Double
  var bottom: Double

  init(left: Double, top: Double, right: Double, bottom: Double) {
    self.left = min(left, right)
    self.top = min(top, bottom)
    self.right = max(left, right)
    self.bottom = max(top, bottom)
  }

  init(_ rectangle: PopplerRectangle) {
    self.init(left: rectangle.x1, top: rectangle.y1, right: rectangle.x2, bottom: rectangle.y2)
  }

  var numbers: [Double] { [left, top, right, bottom] }
  var height: Double { bottom - top }

  mutating func unite(_ other: Box) {
    left = min(left, other.left)
    top = min(top, other.top)
    right = max(right, other.right)
    bottom = max(bottom, other.bottom)
  }

  /// Whether the middle of another box is in this one.
  func holdsMiddle(of other: Box) -> Bool {
    let x = (other.left + other.right) / 2
    let y = (other.top + other.bottom) / 2
    return left <= x && x <= right && top <= y && y <= bottom
  }
}

/// Sizes and weights of a page's characters, by rising ranges.
struct Styles {
  struct Style: Hashable {
    var size: Double
    var isBold: Bool
  }

  private var ranges: [(range: ClosedRange<Int>, style: Style)] = []

  mutating func append(_ style: Style, for range: ClosedRange<Int>) {
    ranges.append((range, style))
  }

  /// The style that most of these characters have; they rise.
  func most(of indices: [Int]) -> Style {
    var counts: [Style: Int] = [:]
    for index in indices {
      guard let style = style(at: index) else { continue }
      counts[style, default: 0] += 1
    }
    // Equal counts are decided by size, so that the answer never depends on the order of a table.
    func rank(_ entry: (key: Style, value: Int)) -> (Int, Double, Int) {
      (entry.value, entry.key.size, entry.key.isBold ? 1 : 0)
    }
    let most = counts.max { rank($0) < rank($1) }
    return most?.key ?? Style(size: 0, isBold: false)
  }

  private func style(at index: Int) -> Style? {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].range.upperBound < index { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].range.contains(index) ? ranges[low].style : nil
  }

  static func namesBold(_ name: String) -> Bool {
    ["bold", "black", "heavy", "demi", "cmbx"].contains { name.firstRange(of: $0) != nil }
  }
}

extension String {
  /// Where a piece first stands; the standard library's own search needs Foundation or regexes.
  fileprivate func firstRange(of piece: String) -> Int? {
    let bytes = Array(utf8)
    let wanted = Array(piece.utf8)
    guard bytes.count >= wanted.count else { return nil }
    return (0...(bytes.count - wanted.count)).first {
      bytes[$0..<($0 + wanted.count)].elementsEqual(wanted)
    }
  }
}
