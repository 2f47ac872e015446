/// The bounds of this module, with their reasons.
public enum Limits {
  /// Unicode scalars of one text: a position or length above it is an attack, not a note.
  public static let textLength: UInt64 = 1 << 32

  /// Length of a position string in bytes: longer ones only come from broken or hostile writers,
  /// and every sibling pays for them in comparisons.
  public static let positionLength = 4096

  /// Rounds of looking for anchors between anchors when two texts are compared.
  ///
  /// Each round shrinks the stretches, and in practice two or three leave nothing to look for; the
  /// bound is for texts made to be slow.
  public static let anchorRounds = 6

  /// Tokens in a row, at most, that make an anchor where no shorter run stands once on each side.
  public static let anchorTokens = 32

  /// Cells that aligning two stretches may cost for each of their tokens: stretches of twice so many
  /// tokens on both sides are aligned, larger ones divided first.
  public static let alignmentWidth = 32

  /// Tokens of two stretches, together, that are aligned: bounds the memory that it takes.
  public static let alignedTokens = 1 << 16

  /// Scalars by which an insertion or deletion is moved to a better place, at most.
  ///
  /// More than most sentences have; bounds the cost where a text repeats itself.
  public static let slidScalars = 256

  /// Differences after which the comparison of two texts that repeat themselves settles on what it
  /// has found and goes on from there.
  public static let windowDifferences = 48
}
