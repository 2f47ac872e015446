import Foundation
import Store
import Sync

extension StoreEnvironment {
  /// The real clock, randomness, hash and compression.
  static func live() throws -> StoreEnvironment {
    StoreEnvironment(
      now: { Date() },
      randomBytes: Installation.randomBytes,
      hash: Blake2b.hash,
      compress: { try Zstandard.compress($0) },
      decompress: { try Zstandard.decompress($0, limit: $1) },
      installationSecret: try Installation.secret(),
      replicaName: ProcessInfo.processInfo.hostName)
  }
}

extension SyncEnvironment {
  static var live: SyncEnvironment {
    SyncEnvironment(
      now: { Int64(Date().timeIntervalSince1970 * 1000) },
      randomBytes: Installation.randomBytes)
  }
}
