/// Which headings are open while an outline is read from top to bottom.
///
/// A heading's level counts the headings above it, not its depth, so that levels never skip where an
/// outline nests headings below notes or clippings.
struct OutlineSections {
  /// Depths of the open headings, rising.
  private var open: [Int] = []

  /// The level for a heading at a depth, the notebook's title being level 1.
  mutating func enterHeading(at depth: Int) -> Int {
    close { $0 >= depth }
    open.append(depth)
    return open.count + 1
  }

  /// Whether an item at a depth stands outside of the section that is being read.
  ///
  /// Items beside a heading read as its section, since that is how an outline is filled: a heading,
  /// then what belongs to it.
  mutating func leave(toItemAt depth: Int) -> Bool {
    let before = open.count
    close { $0 > depth }
    return open.count < before
  }

  private mutating func close(where isClosed: (Int) -> Bool) {
    while let last = open.last, isClosed(last) { open.removeLast() }
  }
}
