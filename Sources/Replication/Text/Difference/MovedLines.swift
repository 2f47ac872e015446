/// The lines that stand exactly once in each of two texts.
///
/// One of them that was not matched stands elsewhere in the other text: it has moved, and is taken
/// out whole and put in whole instead of being compared with what took its place.
struct MovedLines {
  private var isUnique: [Bool]

  init(_ lines: TokenNumbers) {
    isUnique = Array(repeating: false, count: lines.count)
    var places = TokenPlaces(numbers: lines.count)
    let all = Hunk(old: lines.old.indices, new: lines.new.indices)
    for line in places.unique(lines.old, lines.new, in: all) {
      isUnique[Int(lines.old[line.old])] = true
    }
  }

  /// The scalars of such lines among unmatched ones, those that follow one another as one range.
  func ranges(of gap: Range<Int>, _ numbers: [Int32], _ lines: TextTokens) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for line in gap where isUnique[Int(numbers[line])] {
      let scalars = lines.scalars(line..<line + 1)
      if let last = ranges.last, last.upperBound == scalars.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<scalars.upperBound
      } else {
        ranges.append(scalars)
      }
    }
    return ranges
  }

  /// Whether a range has scalars in common with one of several that are in order.
  static func touch(_ range: Range<Int>, _ ranges: [Range<Int>]) -> Bool {
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].overlaps(range)
  }
}
