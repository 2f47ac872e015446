import Replication

/// What a file of the folder is; the last byte of its magic.
enum FileKind: UInt8, CaseIterable {
  case identity = 0x69
  case head = 0x68
  case segment = 0x73
  case attachment = 0x61
  case key = 0x6b
  case pack = 0x70
  case chunks = 0x63

  /// Whether it is never encrypted, because it is what opens a folder.
  var isInClear: Bool { self == .identity || self == .key }

  /// Bytes of the longest body before compression.
  var limit: Int {
    switch self {
    case .identity: Limits.identityBody
    case .head: Limits.headBody
    case .segment: Limits.segmentBody
    case .attachment: Limits.attachmentBody
    case .key: Limits.identityBody
    case .pack: Limits.packBody
    case .chunks: Limits.chunkListBody
    }
  }
}

/// Why a file cannot be used.
struct FileDefect: Error, Hashable {
  enum Kind {
    case damaged
    case newer
    case foreign
    /// Sealed with a key that is not here.
    case locked
  }

  let kind: Kind

  /// Whether it may be read some day as it is: nothing can be said about what it holds until then.
  var isForLater: Bool { kind == .newer || kind == .locked }

  /// As a phrase: `its checksum is wrong`.
  let reason: String

  init(_ reason: String, _ kind: Kind = .damaged) {
    self.kind = kind
    self.reason = reason
  }

  init(_ error: CodecError) {
    self.init(error.description)
  }
}

/// One file of the folder: a header of 104 bytes, then the body, which may be sealed.
///
/// `docs/format/sync-folder.md`, sections 3 and 3.1. The header's form and the checksum are the same in all
/// versions, so that a newer file is told from a damaged one.
struct FolderFile {
  let kind: FileKind
  let library: LibraryID
  /// As it was before compression.
  let body: [UInt8]

  static let version: UInt8 = 1
  static let headerSize = 104

  static var magic: [UInt8] { Header.magic }

  /// Bytes that no whole file of a kind is longer than: a body is compressed only where that is
  /// shorter, and where it is sealed its lengths, the padding and the tag come on top.
  static func longest(_ kind: FileKind) -> Int {
    let lengths = 2 * MemoryLayout<UInt64>.size
    return headerSize + Padding.padded(lengths + kind.limit) + Sodium.tagSize
  }

  init(kind: FileKind, library: LibraryID, body: [UInt8]) {
    self.kind = kind
    self.library = library
    self.body = body
  }

  /// The bytes of the file; the body is compressed where that makes it shorter.
  ///
  /// - Parameters:
  ///   - place: the file's path in the folder, which is authenticated where it is encrypted.
  ///   - keys: those of an encrypted folder. Identities and keys are in clear all the same: they are
  ///     what opens it.
  /// - Returns: the whole file.
  func encoded(at place: String = "", sealedBy keys: FolderKeys? = nil) -> [UInt8] {
    precondition(body.count <= kind.limit, "what is written can be read")
    let compressed = Zstandard.compress(body, level: Limits.compressionLevel)
    let isShorter = compressed.count < body.count
    let content = isShorter ? compressed : body
    var header = Header(
      kind: kind.rawValue,
      compression: isShorter ? Header.zstd : Header.plain,
      library: library
    )
    guard !kind.isInClear, let epoch = keys?.current else {
      header.storedLength = UInt64(content.count)
      header.length = UInt64(body.count)
      return header.bytes + Blake2b.digest(of: header.bytes, content).bytes + content
    }
    let message = Self.padded(content, length: body.count)
    header.encryption = Header.sealed
    header.epoch = epoch.id
    header.storedLength = UInt64(message.count + Sodium.tagSize)
    header.nonce = epoch.nonce(for: message, header.bytes + Array(place.utf8))
    let stored = epoch.seal(
      message,
      authenticating: header.bytes + Array(place.utf8),
      nonce: header.nonce
    )
    return header.bytes + Blake2b.digest(of: header.bytes, stored).bytes + stored
  }

  /// Reads bytes of anyone; nothing larger than the kind's limit is allocated.
  ///
  /// - Throws: ``FileDefect``.
  init(
    decoding bytes: [UInt8],
    as kind: FileKind,
    at place: String = "",
    openedBy keys: FolderKeys? = nil
  ) throws(FileDefect) {
    guard !bytes.isEmpty else { throw FileDefect("it is empty") }
    guard bytes.starts(with: Header.magic) else { throw FileDefect("it is no file of clip") }
    guard bytes.count >= Self.headerSize else { throw FileDefect("it ends early") }
    let checked = Array(bytes[..<Header.size])
    let stored = Array(bytes[Self.headerSize...])
    guard
      bytes[Header.size..<Self.headerSize]
        .elementsEqual(Blake2b.digest(of: checked, stored).bytes)
    else { throw FileDefect("its checksum is wrong") }

    let header: Header
    do {
      header = try Header(decoding: checked)
    } catch {
      throw FileDefect(error)
    }
    guard header.kind == kind.rawValue else { throw FileDefect("it is of another kind") }
    guard header.minimumReader <= Self.version else {
      throw FileDefect("it was written by a newer clip", .newer)
    }
    guard header.storedLength == stored.count else { throw FileDefect("its length is wrong") }
    self.kind = kind
    library = header.library
    let content: [UInt8]
    let length: UInt64
    if let keys, !kind.isInClear {
      let message = try Self.open(stored, header, checked + Array(place.utf8), keys)
      (content, length) = try Self.unpadded(message)
    } else {
      try Self.expectInClear(header)
      (content, length) = (stored, header.length)
    }
    guard length <= UInt64(kind.limit) else { throw FileDefect("it is larger than allowed") }
    body = try Self.restore(content, compression: header.compression, length: Int(length))
  }

  private static func open(
    _ stored: [UInt8],
    _ header: Header,
    _ authenticated: [UInt8],
    _ keys: FolderKeys
  ) throws(FileDefect) -> [UInt8] {
    // Whoever may write into the folder must not get clip to read what no key vouches for.
    guard header.encryption != Header.plain else { throw FileDefect("it is not encrypted") }
    guard header.encryption == Header.sealed else {
      throw FileDefect("its encryption is not known", .newer)
    }
    guard header.length == 0 else { throw FileDefect("its length is wrong") }
    guard let epoch = keys.epoch(header.epoch) else {
      throw FileDefect("it is sealed with a key that is not here", .locked)
    }
    let message = epoch.open(stored, authenticating: authenticated, nonce: header.nonce)
    guard let message else { throw FileDefect("it was not sealed here or was changed since") }
    return message
  }

  private static func expectInClear(_ header: Header) throws(FileDefect) {
    guard header.encryption == Header.plain else {
      throw FileDefect("it is encrypted, and this folder is not", .newer)
    }
    guard header.epoch == 0 else { throw FileDefect("it names a key and is not encrypted") }
    guard header.nonce.allSatisfy({ $0 == 0 }) else {
      throw FileDefect("it has a nonce and is not encrypted")
    }
  }

  /// What is sealed: both lengths, the content, and zeros that hide how long it is.
  private static func padded(_ content: [UInt8], length: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(fixed: UInt64(length))
    writer.append(fixed: UInt64(content.count))
    writer.append(raw: content)
    let size = writer.bytes.count
    writer.append(raw: [UInt8](repeating: 0, count: Padding.padded(size) - size))
    return writer.bytes
  }

  private static func unpadded(
    _ message: [UInt8]
  ) throws(FileDefect) -> (content: [UInt8], length: UInt64) {
    do throws(CodecError) {
      var reader = ByteReader(message)
      let length = try reader.fixed()
      let size = try reader.fixed()
      guard size <= UInt64(reader.remaining) else { throw CodecError.endsEarly }
      return (try reader.raw(Int(size)), length)
    } catch {
      throw FileDefect(error)
    }
  }

  private static func restore(
    _ stored: [UInt8],
    compression: UInt8,
    length: Int
  ) throws(FileDefect) -> [UInt8] {
    let body: [UInt8]
    switch compression {
    case Header.plain: body = stored
    case Header.zstd:
      do {
        body = try Zstandard.decompress(stored, limit: length)
      } catch {
        throw FileDefect("it cannot be decompressed")
      }
    default: throw FileDefect("its compression is not known", .newer)
    }
    guard body.count == length else { throw FileDefect("its length is wrong") }
    return body
  }
}

/// The part of a file's header that its checksum covers.
private struct Header {
  static let magic: [UInt8] = [0x63, 0x6c, 0x69, 0x70, 0x0d, 0x0a, 0x1a]
  static let size = FolderFile.headerSize - Digest.size
  static let plain: UInt8 = 0
  static let zstd: UInt8 = 1
  /// XChaCha20-Poly1305.
  static let sealed: UInt8 = 1

  var kind: UInt8
  var minimumReader = FolderFile.version
  var compression: UInt8
  var encryption = plain
  var epoch: UInt32 = 0
  var library: LibraryID
  var nonce = [UInt8](repeating: 0, count: Sodium.nonceSize)
  var storedLength: UInt64 = 0
  /// Of the body before compression; 0 where that is sealed.
  var length: UInt64 = 0

  init(kind: UInt8, compression: UInt8, library: LibraryID) {
    self.kind = kind
    self.compression = compression
    self.library = library
  }

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(raw: Self.magic)
    writer.append(byte: kind)
    writer.append(byte: FolderFile.version)
    writer.append(byte: minimumReader)
    writer.append(byte: compression)
    writer.append(byte: encryption)
    for shift in [24, 16, 8, 0] as [UInt32] {
      writer.append(byte: UInt8(truncatingIfNeeded: epoch >> shift))
    }
    writer.append(library)
    writer.append(raw: nonce)
    writer.append(fixed: storedLength)
    writer.append(fixed: length)
    return writer.bytes
  }

  init(decoding bytes: [UInt8]) throws(CodecError) {
    var reader = ByteReader(bytes)
    _ = try reader.raw(Self.magic.count)
    kind = try reader.byte()
    _ = try reader.byte()
    minimumReader = try reader.byte()
    compression = try reader.byte()
    encryption = try reader.byte()
    epoch = try reader.raw(4).reduce(0) { $0 << 8 | UInt32($1) }
    library = try reader.id()
    nonce = try reader.raw(Sodium.nonceSize)
    storedLength = try reader.fixed()
    length = try reader.fixed()
  }
}
