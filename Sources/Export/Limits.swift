enum Limits {
  /// Markdown knows six levels; deeper headings become bold lines.
  static let headingLevels = 6
  /// Characters of a passage that a note about it repeats: enough to know it again on one line.
  static let quotedStart = 60
}
