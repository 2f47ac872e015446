import Replication

/// What reading and writing the files of one folder needs to know: whose they are, and the keys of
/// an encrypted one.
struct FolderFormat: Hashable {
  let library: LibraryID
  /// `nil` where nothing is encrypted.
  var keys: FolderKeys?

  init(_ library: LibraryID, keys: FolderKeys? = nil) {
    self.library = library
    self.keys = keys
  }

  /// The bytes of a file with this body, for one place in the folder.
  func encode(_ body: [UInt8], as kind: FileKind, at place: String) -> [UInt8] {
    FolderFile(kind: kind, library: library, body: body).encoded(at: place, sealedBy: keys)
  }

  /// The body of a file that was read for a place.
  ///
  /// - Throws: ``FileDefect`` when it is damaged, of another kind, library or place, or not
  ///   encrypted where it has to be.
  func decode(_ bytes: [UInt8], as kind: FileKind, at place: String) throws(FileDefect) -> [UInt8] {
    let file = try FolderFile(decoding: bytes, as: kind, at: place, openedBy: keys)
    guard file.library == library else {
      throw FileDefect("it belongs to another library", .foreign)
    }
    return file.body
  }

  /// Eight bytes that stand for a content in a file's name.
  func shortName(of content: [UInt8]) -> UInt64 {
    name(of: Blake2b.hash(content)).bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
  }

  /// What stands for a hash in names: with keys nobody else can tell of which content it is.
  func name(of hash: Digest) -> Digest {
    keys?.name(of: hash) ?? hash
  }
}
