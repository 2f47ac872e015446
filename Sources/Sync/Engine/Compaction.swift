/// Which small files become one larger one.
///
/// Size-tiered, as log-structured merge trees do it (O'Neil et al., 1996): when eight files of a
/// tier have come together they become one of the next. Of n syncs O(log n) files stay, and each
/// byte is written again O(log n) times.
enum Compaction {
  /// Where the files begin that are merged with one that is about to be added.
  ///
  /// For each tier the run at the end is looked at in which no file is of a higher one; it is merged
  /// when, with the new file, it has as many as make one of the next tier. Small files that stand
  /// before a larger one are merged with it.
  /// - Parameter files: in the order of their numbers.
  /// - Returns: an index, from which on all are merged; `nil` when none is.
  static func start<Kind>(of files: [LiveFile<Kind>]) -> Int? {
    var start: Int?
    var index = files.endIndex
    var tier = 0
    while index > files.startIndex, !files[index - 1].isFull {
      tier = max(tier, Self.tier(of: files[index - 1].length))
      // The new file is one of the lowest tier, and what a lower tier merges is one of this.
      var count = start != nil || tier == 0 ? 1 : 0
      while index > files.startIndex, !files[index - 1].isFull {
        let other = Self.tier(of: files[index - 1].length)
        guard other <= tier else { break }
        index -= 1
        if other == tier {
          count += 1
        } else {
          // Before a larger file small ones would stay for ever, and to merge them into it costs
          // little more than it cost to write it.
          start = index
        }
      }
      if count >= Limits.fanOut { start = index }
    }
    return start
  }

  /// 0 up to 8 KiB, then one more for each factor of eight.
  static func tier(of length: UInt64) -> Int {
    var tier = 0
    var bound = UInt64(Limits.lowestTier)
    while length > bound, tier < 8 {
      bound *= UInt64(Limits.fanOut)
      tier += 1
    }
    return tier
  }
}
