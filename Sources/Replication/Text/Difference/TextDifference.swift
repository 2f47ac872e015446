/// What changed between two texts, as patches small enough to merge well.
///
/// Lines are compared first, then the words of lines that changed, then the letters of words that
/// changed, as long as enough of them stay together: a moved or rewritten passage is not torn into
/// letters. Patches begin and end at the boundaries of extended grapheme clusters in both texts.
public enum TextDifference {
  /// The patches that make `new` of `old`, from left to right, each for the text that the one before
  /// it left.
  ///
  /// The same texts give the same patches on every machine.
  ///
  /// - Complexity: O(N log N) for texts of N scalars, whatever stands in them.
  public static func patches(
    from old: [Unicode.Scalar],
    to new: [Unicode.Scalar]
  ) -> [TextPatch] {
    var shift = 0
    return TextComparison(old, new).hunks.map { hunk in
      defer { shift += hunk.new.count - hunk.old.count }
      return TextPatch(
        position: hunk.old.lowerBound + shift,
        deleted: hunk.old.count,
        inserted: Array(new[hunk.new])
      )
    }
  }
}
