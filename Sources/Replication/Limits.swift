/// The bounds of this module, with their reasons.
public enum Limits {
  /// Unicode scalars of one text: a position or length above it is an attack, not a note.
  public static let textLength: UInt64 = 1 << 32

  /// Length of a position string in bytes: longer ones only come from broken or hostile writers,
  /// and every sibling pays for them in comparisons.
  public static let positionLength = 4096

  /// Tokens on each side of a changed hunk that are compared one by one.
  ///
  /// Above it the hunk is replaced as a whole. Bounds the cost of a difference to the square of this.
  public static let hunkTokens = 2_000
}
