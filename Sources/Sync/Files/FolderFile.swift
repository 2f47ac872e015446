import Replication

/// What a file of the folder is; the last byte of its magic.
enum FileKind: UInt8, CaseIterable {
  case identity = 0x69
  case head = 0x68
  case segment = 0x73
  case attachment = 0x61

  /// Bytes of the longest body before compression.
  var limit: Int {
    switch self {
    case .identity: Limits.identityBody
    case .head: Limits.headBody
    case .segment: Limits.segmentBody
    case .attachment: Limits.attachmentBody
    }
  }
}

/// Why a file cannot be used.
struct FileDefect: Error, Hashable {
  enum Kind {
    case damaged
    case newer
    case foreign
  }

  let kind: Kind
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

/// One file of the folder: a header of 104 bytes, then the body.
///
/// `docs/format/sync-folder.md`, section 3. The header's form and the checksum are the same in all
/// versions, so that a newer file is told from a damaged one.
struct FolderFile {
  let kind: FileKind
  let library: LibraryID
  /// As it was before compression.
  let body: [UInt8]

  static let version: UInt8 = 1
  static let headerSize = 104

  static let magic: [UInt8] = [0x63, 0x6c, 0x69, 0x70, 0x0d, 0x0a, 0x1a]
  private static let checkedSize = headerSize - Digest.size

  private enum Compression {
    static let none: UInt8 = 0
    static let zstd: UInt8 = 1
  }

  init(kind: FileKind, library: LibraryID, body: [UInt8]) {
    self.kind = kind
    self.library = library
    self.body = body
  }

  /// The bytes of the file; the body is compressed where that makes it shorter.
  func encoded() -> [UInt8] {
    precondition(body.count <= kind.limit, "what is written can be read")
    let compressed = Zstandard.compress(body, level: Limits.compressionLevel)
    let isShorter = compressed.count < body.count
    let stored = isShorter ? compressed : body

    var writer = ByteWriter()
    writer.append(raw: Self.magic)
    writer.append(byte: kind.rawValue)
    writer.append(byte: Self.version)
    writer.append(byte: Self.version)
    writer.append(byte: isShorter ? Compression.zstd : Compression.none)
    writer.append(byte: 0)  // Not encrypted: no key epoch and no nonce either.
    writer.append(raw: [UInt8](repeating: 0, count: 4))
    writer.append(library)
    writer.append(raw: [UInt8](repeating: 0, count: 24))
    writer.append(fixed: UInt64(stored.count))
    writer.append(fixed: UInt64(body.count))
    let checksum = Blake2b.digest(of: writer.bytes, stored)
    return writer.bytes + checksum.bytes + stored
  }

  /// Reads bytes of anyone; nothing larger than the kind's limit is allocated.
  ///
  /// - Throws: ``FileDefect``.
  init(decoding bytes: [UInt8], as kind: FileKind) throws(FileDefect) {
    guard !bytes.isEmpty else { throw FileDefect("it is empty") }
    guard bytes.starts(with: Self.magic) else { throw FileDefect("it is no file of clip") }
    guard bytes.count >= Self.headerSize else { throw FileDefect("it ends early") }
    let header = Array(bytes[..<Self.checkedSize])
    let stored = Array(bytes[Self.headerSize...])
    guard
      bytes[Self.checkedSize..<Self.headerSize]
        .elementsEqual(Blake2b.digest(of: header, stored).bytes)
    else { throw FileDefect("its checksum is wrong") }

    var reader = ByteReader(header)
    do {
      _ = try reader.raw(Self.magic.count)
      guard try reader.byte() == kind.rawValue else { throw FileDefect("it is of another kind") }
      _ = try reader.byte()
      guard try reader.byte() <= Self.version else {
        throw FileDefect("it was written by a newer clip", .newer)
      }
      let compression = try reader.byte()
      guard try reader.byte() == 0 else { throw FileDefect("it is encrypted", .newer) }
      guard try reader.raw(4).allSatisfy({ $0 == 0 }) else {
        throw FileDefect("it names a key and is not encrypted")
      }
      library = try reader.id()
      guard try reader.raw(24).allSatisfy({ $0 == 0 }) else {
        throw FileDefect("it has a nonce and is not encrypted")
      }
      let storedLength = try reader.fixed()
      let length = try reader.fixed()
      guard storedLength == stored.count else { throw FileDefect("its length is wrong") }
      guard length <= UInt64(kind.limit) else { throw FileDefect("it is larger than allowed") }
      self.kind = kind
      body = try Self.restore(stored, compression: compression, length: Int(length))
    } catch let defect as FileDefect {
      throw defect
    } catch let error as CodecError {
      throw FileDefect(error)
    } catch {
      throw FileDefect("it cannot be decompressed")
    }
  }

  private static func restore(
    _ stored: [UInt8],
    compression: UInt8,
    length: Int
  ) throws -> [UInt8] {
    let body: [UInt8]
    switch compression {
    case Compression.none: body = stored
    case Compression.zstd: body = try Zstandard.decompress(stored, limit: length)
    default: throw FileDefect("its compression is not known", .newer)
    }
    guard body.count == length else { throw FileDefect("its length is wrong") }
    return body
  }
}
