import Foundation
public import Store
import Sync

extension StoreEnvironment {
  /// The real hash, compression and clock.
  public static var measured: StoreEnvironment {
    StoreEnvironment(
      now: { Date() },
      randomBytes: { count in
        var generator = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        while bytes.count < count {
          withUnsafeBytes(of: generator.next()) { bytes.append(contentsOf: $0) }
        }
        return Array(bytes.prefix(count))
      },
      hash: Blake2b.hash,
      compress: { Zstandard.compress($0, level: 9) },
      decompress: { try Zstandard.decompress($0, limit: $1) },
      installationSecret: Array("benchmark".utf8),
      replicaName: "benchmark"
    )
  }
}
