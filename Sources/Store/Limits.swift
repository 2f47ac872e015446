import Foundation

/// The bounds of the store, with their reasons.
enum Limits {
  /// How long a command waits for another process to finish writing before it gives up: longer than
  /// any single edit takes, short enough that nobody thinks it hangs.
  static let busySeconds: TimeInterval = 5

  /// Digits of an id that must be typed: fewer would hit too much by chance.
  static let prefixDigits = 4

  /// How many candidates an ambiguous prefix is answered with.
  static let candidates = 10

  /// Bytes of a batch of changes that is read from the log at once.
  static let batchBytes = 1 << 20

  /// Bytes of changes that a rebuild merges at once: the more, the fewer passes over each item; it
  /// holds their operations in memory.
  static let rebuildBytes = 4 << 20

  /// Bytes of changes that would come, for which it is worked out what they would do.
  static let foreseenBytes = 8 << 20

  /// Edits of one text of which it is worked out what each side wrote: more take noticeable time.
  static let comparedEdits = 20_000

  /// Pages of a document of which it is kept where they begin; the largest works have some thousands.
  static let pages: UInt64 = 100_000

  /// Tokens that a search result's snippet shows.
  static let snippetTokens = 16

  /// Bytes of an attachment up to which it lies in the database, where search reads texts.
  ///
  /// They are in memory, a few times, while it is kept or read. The longest books have a third of
  /// this.
  static let attachmentInDatabase = 16 << 20

  /// Bytes of a larger one that are read at once.
  static let attachmentPiece = 1 << 20
}
