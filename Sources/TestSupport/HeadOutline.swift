import Replication
import Sync

/// What a head names, read from the document alone and not with the code that wrote it, so that the
/// two hold each other to it.
///
/// `docs/format/sync-folder.md`, sections 3 and 6.
struct HeadOutline {
  let replica: ReplicaID
  let counter: UInt64
  /// The names of the segments and packs in the head's own directory, own and carried.
  var files: Set<String> = []
  /// The last own change that is published.
  var published: UInt64 = 0
  let merged: VersionVector

  /// `nil` when the bytes are no whole head.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - place: its path in the folder.
  ///   - keys: open a sealed one.
  init?(_ bytes: [UInt8], at place: String, openedBy keys: SealedFiles?) {
    guard FileOutline.isWhole(bytes), bytes[7] == 0x68,
      let body = FileOutline.body(of: bytes, at: place, openedBy: keys)
    else { return nil }
    var sections: [UInt64: [UInt8]] = [:]
    do {
      var reader = ByteReader(body)
      while !reader.isAtEnd { sections[try reader.number()] = try reader.counted() }
      var origin = ByteReader(sections[1] ?? [])
      replica = try origin.id()
      counter = try origin.number()
      var vector = ByteReader(sections[3] ?? [])
      merged = try vector.versionVector()
      var own = ByteReader(sections[2] ?? [])
      for segment in try Self.files(&own, ".segment") {
        files.insert(segment.name)
        published = segment.last
      }
      if let carried = sections[5] {
        var reader = ByteReader(carried)
        for _ in 0..<(try reader.number()) {
          _ = try reader.raw(16)
          _ = try reader.number()
          files.formUnion(try Self.files(&reader, ".segment").map(\.name))
          _ = try reader.digest()
        }
      }
      if let packs = sections[7] {
        var reader = ByteReader(packs)
        files.formUnion(try Self.files(&reader, ".pack").map(\.name))
      }
    } catch {
      return nil
    }
  }

  private static func files(
    _ reader: inout ByteReader,
    _ ending: String
  ) throws(CodecError) -> [(name: String, last: UInt64)] {
    var files: [(name: String, last: UInt64)] = []
    for _ in 0..<(try reader.number()) {
      let first = try reader.number()
      let last = try reader.number()
      let hash = try reader.raw(8)
      _ = try reader.number()
      let name = "\(digits(first))-\(digits(last))-\(hexadecimal(hash))" + ending
      files.append((name, last))
    }
    return files
  }

  private static func digits(_ number: UInt64) -> String {
    let text = String(number)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}

/// The header that all files of the folder have.
enum FileOutline {
  static let headerSize = 104
  private static let checksum = 72..<104

  static func isWhole(_ bytes: [UInt8]) -> Bool {
    bytes.count >= headerSize && Array(bytes[checksum]) == sum(bytes)
  }

  /// The same file as a clip writes it whose files only the next version reads.
  static func asOfNewerClip(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= headerSize else { return bytes }
    var bytes = bytes
    bytes[8] = 2
    bytes[9] = 2
    bytes.replaceSubrange(checksum, with: sum(bytes))
    return bytes
  }

  /// Whether its body is encrypted.
  static func isSealed(_ bytes: [UInt8]) -> Bool { bytes.count >= headerSize && bytes[11] == 1 }

  /// The id of the key that sealed it.
  static func epoch(of bytes: [UInt8]) -> [UInt8] {
    bytes.count >= headerSize ? Array(bytes[12..<16]) : []
  }

  static func body(
    of bytes: [UInt8],
    at place: String,
    openedBy keys: SealedFiles?
  ) -> [UInt8]? {
    guard bytes.count >= headerSize else { return nil }
    guard !isSealed(bytes) else { return keys?.body(of: bytes, at: place) }
    let stored = Array(bytes[headerSize...])
    guard bytes[10] == 1 else { return stored }
    return try? Zstandard.decompress(stored, limit: 16 << 20)
  }

  private static func sum(_ bytes: [UInt8]) -> [UInt8] {
    Blake2b.hash(Array(bytes[..<checksum.lowerBound]) + bytes[checksum.upperBound...]).bytes
  }
}
