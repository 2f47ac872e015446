/// The order in which the lines of a page are read.
///
/// Poppler goes by blocks, and takes a heading in one column for the head of both. Where a page clearly
/// stands in columns, its lines are put in order by them: down the left one, then down the next, between
/// one line that runs over all of them and the following one. On all other pages poppler's order stays.
enum PDFReadingOrder {
  typealias Line = PDFAnswer.Line

  /// Rows in which text must stand on both sides of a gutter, so that a table of few lines is none.
  private static let rows = 8
  /// Columns of a page: newspapers have six, each cut makes two of one.
  private static let depth = 3
  private static let mostLines = 2_000

  static func sorted(_ lines: [Line]) -> [Line] {
    lines.count <= mostLines ? sorted(lines, depth: 0) : lines
  }

  private static func sorted(_ lines: [Line], depth: Int) -> [Line] {
    guard depth < Self.depth, let gutter = gutter(of: lines) else { return lines }
    var result: [Line] = []
    var left: [Line] = []
    var right: [Line] = []
    func flush() {
      result += sorted(left, depth: depth + 1) + sorted(right, depth: depth + 1)
      left = []
      right = []
    }
    for line in fallen(lines) {
      if line.box.right <= gutter + 1 {
        left.append(line)
      } else if line.box.left >= gutter - 1 {
        right.append(line)
      } else {
        flush()
        result.append(line)
      }
    }
    flush()
    return result
  }

  /// From top to bottom, what stands at one height from left to right.
  private static func fallen(_ lines: [Line]) -> [Line] {
    lines.sorted {
      ($0.box.bottom.rounded(), $0.box.left) < ($1.box.bottom.rounded(), $1.box.left)
    }
  }

  /// Where two columns of prose part.
  private static func gutter(of lines: [Line]) -> Double? {
    guard lines.count >= 2 * rows, let first = lines.map(\.box.left).min(),
      let last = lines.map(\.box.right).max(), last - first > 100
    else { return nil }
    let width = last - first
    // The left edges of right columns: places where many lines begin.
    var begins: [Int: Int] = [:]
    for line in lines { begins[Int(line.box.left.rounded()), default: 0] += 1 }
    let candidates = begins.filter { place, count in
      count >= rows / 2 && (0.2...0.8).contains((Double(place) - first) / width)
    }
    var best: (place: Double, crossing: Int)?
    for place in candidates.keys.sorted() {
      let gutter = Double(place) - 2
      guard let crossing = crossing(lines, at: gutter, width: width) else { continue }
      if crossing < best?.crossing ?? .max { best = (gutter, crossing) }
    }
    return best?.place
  }

  /// How many lines run over a gutter; `nil` where it parts no columns of prose.
  private static func crossing(_ lines: [Line], at gutter: Double, width: Double) -> Int? {
    let left = lines.filter { $0.box.right <= gutter + 1 }
    let right = lines.filter { $0.box.left >= gutter - 1 }
    let crossing = lines.count - left.count - right.count
    guard left.count >= rows, right.count >= rows, crossing * 3 <= lines.count else { return nil }
    // Prose fills its column; cells of a table do not.
    let widths = [left, right].map { side in
      let sorted = side.map { $0.box.right - $0.box.left }.sorted()
      return sorted[sorted.count / 2]
    }
    guard widths.allSatisfy({ $0 > width * 0.18 }) else { return nil }
    let tops = left.map { ($0.box.top + $0.box.bottom) / 2 }
    let beside = right.count { line in tops.contains { line.box.top < $0 && $0 < line.box.bottom } }
    return beside >= rows / 2 ? crossing : nil
  }
}
