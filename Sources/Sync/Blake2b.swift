import CSodium
public import Replication

/// BLAKE2b with 256 bits (RFC 7693), by libsodium.
public enum Blake2b {
  /// The hash function of every clip library: chains, payloads and names of attachments.
  public static let hash = HashFunction({ digest(of: $0) }, stream: { Stream() })

  /// The hash of some pieces as if they were one.
  static func digest(of pieces: [UInt8]...) -> Digest {
    let stream = Stream()
    for piece in pieces { stream.append(piece) }
    return stream.digest()
  }

  /// A hash of bytes that come piece by piece.
  ///
  /// A class because it owns the memory in which libsodium keeps how far it is.
  final class Stream: HashStream {
    private let state: UnsafeMutableRawPointer

    init() {
      precondition(isReady, "libsodium did not start")
      // libsodium wants its state aligned to 64 bytes.
      state = .allocate(byteCount: crypto_generichash_statebytes(), alignment: 64)
      crypto_generichash_init(OpaquePointer(state), nil, 0, Digest.size)
    }

    deinit { state.deallocate() }

    func append(_ bytes: [UInt8]) {
      crypto_generichash_update(OpaquePointer(state), bytes, UInt64(bytes.count))
    }

    func digest() -> Digest {
      var result = [UInt8](repeating: 0, count: Digest.size)
      crypto_generichash_final(OpaquePointer(state), &result, Digest.size)
      guard let digest = Digest(result) else { preconditionFailure("a digest has its size") }
      return digest
    }
  }

  /// Once for the process; says whether libsodium can be used.
  private static let isReady = sodium_init() >= 0
}
