public import Foundation
public import Replication

/// Everything the store takes from outside, so that a test decides it: time, randomness, hashing,
/// compression and which machine this is.
public struct StoreEnvironment: Sendable {
  public var now: @Sendable () -> Date
  /// So many unpredictable bytes.
  public var randomBytes: @Sendable (Int) -> [UInt8]
  /// Names attachments and derived items, and chains changes; see ``Replication/HashFunction``.
  public var hash: HashFunction
  public var compress: @Sendable ([UInt8]) throws -> [UInt8]
  /// The bytes that were compressed; the number is how many there are.
  public var decompress: @Sendable ([UInt8], Int) throws -> [UInt8]
  /// A secret of this installation, kept outside every library: a library that was copied elsewhere
  /// no longer matches it and takes a new replica id.
  public var installationSecret: [UInt8]
  /// What a replica made here is called when nobody says otherwise.
  public var replicaName: String
  /// Where large attachments lie; each library puts its own in.
  var files: any AttachmentFiles = MemoryFiles()

  public init(
    now: @escaping @Sendable () -> Date,
    randomBytes: @escaping @Sendable (Int) -> [UInt8],
    hash: HashFunction,
    compress: @escaping @Sendable ([UInt8]) throws -> [UInt8],
    decompress: @escaping @Sendable ([UInt8], Int) throws -> [UInt8],
    installationSecret: [UInt8],
    replicaName: String
  ) {
    self.now = now
    self.randomBytes = randomBytes
    self.hash = hash
    self.compress = compress
    self.decompress = decompress
    self.installationSecret = installationSecret
    self.replicaName = replicaName
  }

  /// The environment of a library whose large attachments lie there.
  func with(_ files: any AttachmentFiles) -> StoreEnvironment {
    var environment = self
    environment.files = files
    return environment
  }

  func randomID<Subject>() -> UniqueID<Subject> { UniqueID(randomBytes(16)) }

  var nowInMilliseconds: Int64 { Int64((now().timeIntervalSince1970 * 1000).rounded(.down)) }
}
