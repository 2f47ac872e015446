/// Which merges want to be read over.
///
/// Letters merge without loss, but two people who changed one sentence may have made a third that
/// neither meant. A text wants a look while it joins versions that nobody has yet built on together
/// and that changed the same or neighbouring lines of it.
extension TextHistory {
  /// Whether the present text, which is what all events made, is such a merge: a function of the
  /// graph alone.
  ///
  /// - Throws: ``CodecError`` when an event reaches beyond the text it was made in.
  /// - Complexity: that of replaying what followed the last critical version, and O(length).
  func wantsLook(in text: TextBuffer) throws(CodecError) -> Bool {
    guard graph.heads.count > 1 else { return false }
    let start = graph.criticalVersions(before: graph.count).start
    var walker = TextWalker(self)
    try walker.walk(start..<graph.count, known: graph.count, length: ItemTree.unknownLength)
    let lines = LineNumbers(of: text.scalars)
    var touched = walker.touchedPlaces(
      by: graph.heads.sorted { graph.id(of: $0) < graph.id(of: $1) }
    )
    .map { (lines: lines.range(of: $0.place), heads: $0.heads) }
    touched.sort { $0.lines.lowerBound < $1.lines.lowerBound }
    var last: [UInt64: Int] = [:]
    for (lines, heads) in touched {
      let isClose = last.contains { other, line in
        heads & ~other != 0 && other & ~heads != 0 && line + 1 >= lines.lowerBound
      }
      if isClose { return true }
      last[heads] = max(last[heads] ?? 0, lines.upperBound)
    }
    return false
  }
}

extension TextWalker {
  /// Where in the text the nodes of the window that was walked inserted and deleted, each with which
  /// of some heads include it, as bits; without those that all of them do.
  ///
  /// A place is empty where nothing is left. From the 64th head on heads share a bit.
  fileprivate func touchedPlaces(by heads: [Int]) -> [(place: Range<Int>, heads: UInt64)] {
    var inclusion = Array(repeating: UInt64(0), count: window.count)
    for (number, head) in heads.enumerated() {
      inclusion[window.node(endingWith: head)] |= 1 << UInt64(min(number, 63))
    }
    let all = inclusion.reduce(0, |)
    for node in inclusion.indices.reversed() {
      window.forEachParent(of: node) { inclusion[$0] |= inclusion[node] }
    }

    let starts = positions()
    var touched: [(place: Range<Int>, heads: UInt64)] = []
    for node in inclusion.indices where inclusion[node] != all {
      forEachScalars(touchedBy: node) { id, count in
        let place = tree.place(of: id)
        let span = tree.span(place.leaf, place.slot)
        let taken = min(count, span.count - place.offset)
        let start = starts[place.leaf][place.slot]
        touched.append(
          span.marks.isDisjoint(with: .deletions)
            ? (start + place.offset..<start + place.offset + taken, inclusion[node])
            : (start..<start, inclusion[node])
        )
        return taken
      }
    }
    return touched
  }

  /// Where each span of each leaf begins in the text.
  private func positions() -> [[Int]] {
    var starts: [[Int]] = []
    var position = 0
    var leaf = ItemTree.firstLeaf
    while leaf != ItemTree.none {
      while starts.count <= leaf { starts.append([]) }
      for slot in 0..<tree.spanCount(of: leaf) {
        let span = tree.span(leaf, slot)
        starts[leaf].append(position)
        if span.marks.isDisjoint(with: .deletions) { position += span.count }
      }
      leaf = tree.leaf(after: leaf)
    }
    return starts
  }
}

/// Which line a position is in.
private struct LineNumbers {
  private var starts = [0]

  init(of text: [Unicode.Scalar]) {
    for (index, scalar) in text.enumerated() where scalar == "\n" { starts.append(index + 1) }
  }

  /// The first and the last line that a place is in.
  func range(of place: Range<Int>) -> ClosedRange<Int> {
    let first = starts.lastIndex(notAfter: place.lowerBound) { $0 }
    let last = place.isEmpty ? first : starts.lastIndex(notAfter: place.upperBound - 1) { $0 }
    return first...last
  }
}
