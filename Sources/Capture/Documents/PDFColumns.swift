/// The columns that the lines of a page stand in.
struct PDFColumns {
  struct Column {
    var left: Double
    var right: Double
    var width: Double { right - left }
  }

  /// More lines than any page has: their columns are not worth the time.
  private static let mostLines = 5_000

  private let lines: [PDFAnswer.Line]
  private var known: [Double: Column] = [:]

  init(_ page: PDFAnswer.Page) {
    lines = page.lines.count <= Self.mostLines ? page.lines : []
  }

  /// Where the lines around this one usually begin and how far they reach.
  mutating func column(of line: PDFAnswer.Line) -> Column {
    let key = line.box.left.rounded()
    if let column = known[key] { return column }
    let reach = 3 * max(line.fontSize, 8)
    let near = lines.filter { abs($0.box.left - line.box.left) <= reach }
    var counts: [Double: Int] = [:]
    for line in near { counts[line.box.left.rounded(), default: 0] += 1 }
    let left = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? line.box.left
    let rights = near.map(\.box.right).sorted()
    // A line that runs over both columns says nothing of this one.
    let right = rights.isEmpty ? line.box.right : rights[(rights.count - 1) * 9 / 10]
    let column = Column(left: left, right: right)
    known[key] = column
    return column
  }
}
