/// Where extended grapheme clusters begin and end (Unicode Standard Annex #29).
///
/// For most scalars of most texts that is told from two neighbours alone, without the tables; only
/// the stretches in between are given to the standard library.
enum GraphemeBoundaries {
  /// Calls `body` with the start and the end of each cluster of a range that begins and ends at
  /// boundaries.
  ///
  /// - Complexity: O(N) for a range of N scalars.
  @inline(__always)
  static func forEachCluster(
    of text: [Unicode.Scalar],
    in range: Range<Int>,
    _ body: (Int, Int) -> Void
  ) {
    var start = range.lowerBound
    while start < range.upperBound {
      var end = start + 1
      if end == range.upperBound || isCertain(text[start], text[end]) {
        body(start, end)
      } else if text[start] == "\r", text[end] == "\n" {
        end += 1
        body(start, end)
      } else {
        while end < range.upperBound, !isCertain(text[end - 1], text[end]) { end += 1 }
        var clusterStart = start
        for cluster in String(String.UnicodeScalarView(text[start..<end])) {
          let clusterEnd = clusterStart + cluster.unicodeScalars.count
          body(clusterStart, clusterEnd)
          clusterStart = clusterEnd
        }
      }
      start = end
    }
  }

  /// Whether two neighbours are in different clusters, whatever stands around them.
  ///
  /// `false` when that is not certain.
  @inline(__always)
  static func isCertain(_ before: Unicode.Scalar, _ after: Unicode.Scalar) -> Bool {
    if before.value < 0x300, after.value < 0x300 { return before != "\r" || after != "\n" }
    if before == "\n" || after == "\n" || after == "\r" {
      return !(before == "\r" && after == "\n")
    }
    return standsAlone(before) && standsAlone(after)
  }

  /// Whether a scalar joins no other of those that stand alone.
  ///
  /// Left out are all marks, joiners, prepended signs, jamo, regional indicators and pictographs,
  /// and all scripts that have any of them among their letters.
  private static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x300, 0x370..<0x483, 0x48a..<0x530: true
    case 0x2010..<0x2028: true
    // Ideographs and their punctuation, kana without their marks, syllables of Hangul.
    case 0x3000..<0x302a, 0x3041..<0x3097, 0x309b..<0x3130, 0x3400..<0xa000: true
    case 0xac00..<0xd7a4, 0xff01..<0xff9e: true
    default: false
    }
  }
}
