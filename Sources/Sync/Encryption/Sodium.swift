import CSodium
import Replication

/// What the folder's encryption needs of libsodium.
enum Sodium {
  static let keySize = 32
  static let nonceSize = 24
  static let tagSize = 16
  static let saltSize = 16

  /// XChaCha20-Poly1305 (RFC 8439 with the nonce of draft-irtf-cfrg-xchacha-03).
  ///
  /// - Returns: as many bytes as the message has, then the tag.
  static func seal(
    _ message: [UInt8],
    authenticating header: [UInt8],
    nonce: [UInt8],
    key: [UInt8]
  ) -> [UInt8] {
    start()
    precondition(nonce.count == nonceSize && key.count == keySize, "key and nonce have their sizes")
    var sealed = [UInt8](repeating: 0, count: message.count + tagSize)
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      &sealed,
      nil,
      message,
      UInt64(message.count),
      header,
      UInt64(header.count),
      nil,
      nonce,
      key
    )
    return sealed
  }

  /// The message that was sealed; `nil` unless every bit of it, of the header and of the nonce is
  /// as it was.
  static func open(
    _ sealed: [UInt8],
    authenticating header: [UInt8],
    nonce: [UInt8],
    key: [UInt8]
  ) -> [UInt8]? {
    start()
    precondition(nonce.count == nonceSize && key.count == keySize, "key and nonce have their sizes")
    guard sealed.count >= tagSize else { return nil }
    // One byte more, because nothing has an address.
    var message = [UInt8](repeating: 0, count: sealed.count - tagSize + 1)
    let status = crypto_aead_xchacha20poly1305_ietf_decrypt(
      &message,
      nil,
      nil,
      sealed,
      UInt64(sealed.count),
      header,
      UInt64(header.count),
      nonce,
      key
    )
    guard status == 0 else { return nil }
    message.removeLast()
    return message
  }

  /// BLAKE2b with a key.
  static func hash(_ bytes: [UInt8], key: [UInt8], size: Int = 32) -> [UInt8] {
    start()
    var result = [UInt8](repeating: 0, count: size)
    crypto_generichash(&result, size, bytes, UInt64(bytes.count), key, key.count)
    return result
  }

  /// One of several independent keys that follow from one, by libsodium's `crypto_kdf`.
  static func derive(_ number: UInt64, from key: [UInt8]) -> [UInt8] {
    start()
    precondition(key.count == keySize, "a key has its size")
    var result = [UInt8](repeating: 0, count: keySize)
    crypto_kdf_derive_from_key(&result, keySize, number, "clipfold", key)
    return result
  }

  /// Argon2id (RFC 9106), version 1.3, one lane; `nil` when the memory cannot be had.
  static func stretch(
    _ passphrase: [UInt8],
    salt: [UInt8],
    passes: UInt64,
    memory: Int
  ) -> [UInt8]? {
    start()
    precondition(salt.count == saltSize, "a salt has its size")
    var result = [UInt8](repeating: 0, count: keySize)
    let characters = (passphrase + [0]).map { CChar(bitPattern: $0) }
    let status = crypto_pwhash(
      &result,
      UInt64(keySize),
      characters,
      UInt64(passphrase.count),
      salt,
      passes,
      memory,
      crypto_pwhash_ALG_ARGON2ID13
    )
    return status == 0 ? result : nil
  }

  /// Has libsodium ready; it does nothing but the first time.
  static func start() {
    precondition(isReady, "libsodium did not start")
  }

  private static let isReady = sodium_init() >= 0
}
