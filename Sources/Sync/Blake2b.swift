import CSodium
public import Replication

/// BLAKE2b with 256 bits (RFC 7693), by libsodium.
public enum Blake2b {
  /// The hash function of every clip library: chains, payloads and names of attachments.
  public static let hash = HashFunction { digest(of: $0) }

  /// The hash of some pieces as if they were one.
  static func digest(of pieces: [UInt8]...) -> Digest {
    precondition(isReady, "libsodium did not start")
    // libsodium wants its state aligned to 64 bytes.
    let state = UnsafeMutableRawPointer.allocate(
      byteCount: crypto_generichash_statebytes(),
      alignment: 64
    )
    defer { state.deallocate() }
    crypto_generichash_init(OpaquePointer(state), nil, 0, Digest.size)
    for piece in pieces {
      crypto_generichash_update(OpaquePointer(state), piece, UInt64(piece.count))
    }
    var result = [UInt8](repeating: 0, count: Digest.size)
    crypto_generichash_final(OpaquePointer(state), &result, Digest.size)
    guard let digest = Digest(result) else { preconditionFailure("a digest has its size") }
    return digest
  }

  /// Once for the process; says whether libsodium can be used.
  private static let isReady = sodium_init() >= 0
}
