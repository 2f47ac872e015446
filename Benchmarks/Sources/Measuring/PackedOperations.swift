public import Replication
import Sync

/// Changes as they travel: their payloads one after the other, packed with zstd as the files of a
/// sync folder are.
public enum PackedOperations {
  public static func pack(_ changes: [[Operation]]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(changes.count)
    for operations in changes { writer.append(PayloadCodec.encode(operations)) }
    return Zstandard.compress(writer.bytes, level: 3)
  }

  /// - Throws: when the bytes are damaged.
  public static func unpack(_ bytes: [UInt8]) throws -> [[Operation]] {
    var reader = ByteReader(try Zstandard.decompress(bytes, limit: 1 << 28))
    var changes: [[Operation]] = []
    for _ in 0..<(try reader.number()) {
      changes.append(try PayloadCodec.decode(try reader.counted()))
    }
    return changes
  }
}
