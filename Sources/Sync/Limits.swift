/// The bounds of this module, with their reasons.
enum Limits {
  /// Payload bytes after which a segment ends: bounds what is in memory on both sides, and keeps a
  /// lost transfer cheap.
  static let segmentPayload = 16 << 20

  /// Changes of one segment: bounds what a writer holds for a body of tiny changes.
  static let segmentChanges = 1 << 19

  /// Bytes of a segment's body before compression: one change may be larger than
  /// ``segmentPayload``, but article text is an attachment, so none comes near this.
  static let segmentBody = 64 << 20

  /// Bytes of a head's body: some hundred thousand live segments and replicas.
  static let headBody = 16 << 20

  /// Bytes of the identity file's body: a few sections, with room for keys.
  static let identityBody = 1 << 16

  /// Bytes that a sync reads, on average, to find damage that nobody has met.
  static let readForChecking = 64 << 10

  /// Files of one size tier that are merged into one of the next.
  static let fanOut = 8

  /// Bytes of a file up to which it is of the lowest tier.
  static let lowestTier = 8 << 10

  /// Bytes of attachments after which a pack ends.
  static let pack = 4 << 20

  /// Bytes of a pack's body: what is in memory while one is read or written.
  static let packBody = 8 << 20

  /// Bytes of an attachment up to which it travels in a pack.
  static let packedAttachment = 256 << 10

  /// Bytes of a part of a large attachment: what is sent again after an interruption.
  static let chunk = 4 << 20

  /// Bytes of one attachment: a list of its parts fits twice into ``chunkListBody``, and old file
  /// systems that a library may lie on take no larger file.
  static let attachment: UInt64 = 4 << 30 - 1

  /// Bytes of the body of a list of parts.
  static let chunkListBody = 1 << 16

  /// Bytes of the body of an attachment file: a whole attachment, or a part of one.
  static let attachmentBody = chunk

  /// Bytes of the segments that are kept in memory to go on with.
  static let loadedSegments = 64 << 20

  /// Key files that are looked at: there is one, and after a change of passphrase for a while two.
  static let keyFiles = 8

  /// Hashes of attachments that a head asks for.
  static let wanted = 4096

  /// Payload bytes of the changes that are given to the log in one transaction.
  static let batchPayload = 1 << 20

  /// Changes given to the log in one transaction.
  static let batchChanges = 4096

  /// The largest sequence number or head counter: names hold sixteen digits, so that they sort.
  static let largestNumber: UInt64 = 9_999_999_999_999_999

  /// Bytes of a name in the folder: cloud clients lengthen names, and file systems end at 255.
  static let nameLength = 96

  /// Own heads that stay in the folder, the new one included.
  ///
  /// Readers and carriers that lag behind still find those that they have listed, and where one is
  /// damaged on its way others stand in. They are small.
  static let headsKept = 16

  /// Copies under other names that are tried in place of one missing or damaged file.
  static let copiesTried = 8

  /// Attachments asked of the store at a time.
  static let attachmentPage = 256

  /// zstd's own default: higher levels cost much time for little.
  static let compressionLevel = 3
}
