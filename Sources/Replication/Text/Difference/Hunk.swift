/// What stands for what: a range of the old text or of its tokens, and one of the new.
struct Hunk: Equatable {
  var old: Range<Int>
  var new: Range<Int>

  var isEmpty: Bool { old.isEmpty && new.isEmpty }

  /// Whether something is taken out and something put in.
  var isReplacement: Bool { !old.isEmpty && !new.isEmpty }

  /// Without so much of its beginning and of its end, on both sides.
  func trimmed(_ prefix: Int, _ suffix: Int) -> Hunk {
    Hunk(
      old: old.lowerBound + prefix..<old.upperBound - suffix,
      new: new.lowerBound + prefix..<new.upperBound - suffix
    )
  }
}

/// How many elements two ranges begin with in common, and how many of the rest they end with.
func commonEnds<Element: Equatable>(
  _ old: [Element],
  _ new: [Element],
  in hunk: Hunk
) -> (prefix: Int, suffix: Int) {
  old.withUnsafeBufferPointer { old in
    new.withUnsafeBufferPointer { new in
      let least = min(hunk.old.count, hunk.new.count)
      var prefix = 0
      while prefix < least,
        old[hunk.old.lowerBound + prefix] == new[hunk.new.lowerBound + prefix]
      {
        prefix += 1
      }
      var suffix = 0
      while suffix < least - prefix,
        old[hunk.old.upperBound - 1 - suffix] == new[hunk.new.upperBound - 1 - suffix]
      {
        suffix += 1
      }
      return (prefix, suffix)
    }
  }
}
