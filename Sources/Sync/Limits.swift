/// The bounds of this module, with their reasons.
enum Limits {
  /// Payload bytes after which a segment ends: keeps what is in memory for one replica near this
  /// size on both sides, and a lost transfer cheap.
  static let segmentPayload = 1 << 20

  /// Changes of one segment: bounds what a reader allocates for a body of tiny changes.
  static let segmentChanges = 1 << 16

  /// Bytes of a segment's body before compression: one change may be larger than
  /// ``segmentPayload``, but article text is an attachment, so none comes near this.
  static let segmentBody = 64 << 20

  /// Bytes of a head's body: some hundred thousand live segments and replicas.
  static let headBody = 16 << 20

  /// Bytes of the identity file's body: a few sections, with room for keys.
  static let identityBody = 1 << 16

  /// Bytes of one attachment, all in memory at once.
  static let attachmentBody = 256 << 20

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
