public import Replication
import Sync

extension Compression {
  /// As clip packs what it keeps and sends: zstd at its own default level.
  public static let zstd = Compression(
    packing: { Zstandard.compress($0, level: 3) },
    unpacking: { try Zstandard.decompress($0, limit: $1) }
  )
}
