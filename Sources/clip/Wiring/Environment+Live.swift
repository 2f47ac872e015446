import Foundation
import Store
import Sync

extension StoreEnvironment {
  /// A page is compressed once and kept for ever, so that more effort than usual pays.
  private static let pageLevel = 9

  /// The real clock, randomness, hash and compression.
  static func live() throws -> StoreEnvironment {
    StoreEnvironment(
      now: { Date() },
      randomBytes: Installation.randomBytes,
      hash: Blake2b.hash,
      compress: { Zstandard.compress($0, level: pageLevel) },
      decompress: { try Zstandard.decompress($0, limit: $1) },
      installationSecret: try Installation.secret(),
      replicaName: ProcessInfo.processInfo.hostName
    )
  }
}

extension SyncEnvironment {
  static var live: SyncEnvironment {
    SyncEnvironment(
      now: { Int64(Date().timeIntervalSince1970 * 1000) },
      randomBytes: Installation.randomBytes
    )
  }
}
