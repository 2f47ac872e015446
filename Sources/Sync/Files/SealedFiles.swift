/// What reads the sealed files of a folder with the keys that its last sync remembered, whoever's
/// they are: for looking into folders that tests made.
package struct SealedFiles: Sendable {
  private let keys: FolderKeys
  /// The highest number of a key file that was seen.
  package let generation: UInt64

  /// - Parameter memory: what the log keeps about the folder; `nil` comes back where it is in clear.
  package init?(memory: [UInt8]) {
    guard let lock = FolderMemory(decoding: memory)?.lock else { return nil }
    keys = lock.keys
    generation = lock.generation
  }

  /// A file's body.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - place: its path in the folder.
  /// - Returns: `nil` when it cannot be opened.
  package func body(of bytes: [UInt8], at place: String) -> [UInt8]? {
    guard bytes.count >= FolderFile.headerSize,
      let kind = FileKind(rawValue: bytes[FolderFile.magic.count])
    else { return nil }
    return (try? FolderFile(decoding: bytes, as: kind, at: place, openedBy: keys))?.body
  }

  /// Whether a passphrase opens a key file.
  package static func opens(_ passphrase: Passphrase, _ bytes: [UInt8]) -> Bool {
    guard let library = (try? FolderFile(decoding: bytes, as: .key))?.library,
      let file = try? KeyFile(decoding: bytes, library: library)
    else { return false }
    return ((try? file.keys(passphrase, library: library)) ?? nil) != nil
  }
}
