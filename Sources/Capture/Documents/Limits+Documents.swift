extension Limits {
  /// Bytes of a PDF, which is kept as it is.
  ///
  /// A scanned book of some hundred pages has 200 MB.
  static let pdfBytes = 512 << 20
  /// Bytes that the program for PDFs may tell of one: a page with all its places takes 20,000.
  static let pdfAnswerBytes = 256 << 20
  /// Seconds after which that program is ended, should it not end itself, which it does after 60.
  static let pdfSeconds = 75
  /// Highlights and comments taken from one document.
  static let highlights = 20_000

  /// Bytes of a book, most of which are its pictures.
  static let epubBytes = 256 << 20
  /// Files in a book: large ones have some thousands.
  static let archiveFiles = 20_000
  /// Bytes of one file of a book when it is unpacked: the longest chapters have one megabyte.
  static let archiveFileBytes = 16 << 20
  /// Bytes of all text of a book when it is unpacked: the Bible has five megabytes.
  static let archiveBytes = 64 << 20
  /// Times that what is packed may grow; text shrinks to a tenth at best, and zeros to a thousandth.
  static let archiveGrowth = 200
  /// Chapters of a book.
  static let chapters = 5_000

  /// Parts of a message in one another; real ones have three levels.
  static let messageDepth = 16
  /// Parts of a message or saved page: one for each picture of the page.
  static let messageParts = 10_000
  /// Bytes of the head of a part.
  static let messageHeadBytes = 256 << 10
  /// Bytes of a message, a saved page or a web archive.
  static let containerBytes = 256 << 20
  /// Records of a web archive that are looked at.
  static let webArchiveRecords = 10_000
}
