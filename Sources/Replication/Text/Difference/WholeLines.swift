/// Puts lines in, and takes them out, from line start to line start.
///
/// A line put in after one that ends in a changed word would otherwise be part of that change: the
/// shortest way to write both down begins in the middle of the one line and ends in the middle of
/// the other.
struct WholeLines {
  let old: [Unicode.Scalar]
  let new: [Unicode.Scalar]

  /// The hunks, those that run over a line break divided where the line that they begin in goes on
  /// as it did on the other side.
  ///
  /// - Complexity: O(N) for texts of N scalars.
  func divided(_ hunks: [Hunk]) -> [Hunk] {
    var divided: [Hunk] = []
    for (index, hunk) in hunks.enumerated() {
      // What stays after this hunk; something has to, or it would touch the next.
      let isLast = index + 1 == hunks.count
      let oldBound = isLast ? old.count : hunks[index + 1].old.lowerBound - 1
      let newBound = isLast ? new.count : hunks[index + 1].new.lowerBound - 1
      if let place = insertion(after: hunk, before: oldBound) {
        divided += parts(hunk, place)
      } else if let place = Self(old: new, new: old).insertion(
        after: hunk.mirrored,
        before: newBound
      ) {
        divided += parts(hunk.mirrored, place).map(\.mirrored)
      } else {
        divided.append(hunk)
      }
    }
    return divided
  }

  /// Where in the new text the old line goes on, and how far it does.
  private func insertion(after hunk: Hunk, before bound: Int) -> (start: Int, count: Int)? {
    guard hunk.new.lowerBound > 0, new[hunk.new.lowerBound - 1] != "\n",
      let newBreak = new[hunk.new].firstIndex(of: "\n"),
      hunk.old.upperBound < bound,
      let oldBreak = old[hunk.old.upperBound..<bound].firstIndex(of: "\n")
    else { return nil }
    let count = oldBreak + 1 - hunk.old.upperBound
    let start = newBreak + 1 - count
    guard start >= hunk.new.lowerBound, start > 0,
      new[start...newBreak] == old[hunk.old.upperBound...oldBreak],
      GraphemeBoundaries.isCertain(new[start - 1], new[start])
    else { return nil }
    return (start, count)
  }

  /// The change before the rest of the line, if any, and what is put in after it.
  private func parts(_ hunk: Hunk, _ place: (start: Int, count: Int)) -> [Hunk] {
    let change = Hunk(old: hunk.old, new: hunk.new.lowerBound..<place.start)
    let oldLine = hunk.old.upperBound + place.count
    let lines = Hunk(
      old: oldLine..<oldLine,
      new: place.start + place.count..<hunk.new.upperBound + place.count
    )
    return [change, lines].filter { !$0.isEmpty }
  }
}

extension Hunk {
  fileprivate var mirrored: Hunk { Hunk(old: new, new: old) }
}
