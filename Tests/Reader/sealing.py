"""Encryption: sync-folder.md, sections 3.1 and 4.2. Needs PyNaCl."""

import hashlib

from changes import number
from forms import Bytes, Damaged, Newer, check

try:
    from nacl import bindings
    from nacl.exceptions import CryptoError
except ImportError:
    bindings = None


class WrongPassphrase(Exception):
    pass


def derived(key, number):
    """libsodium's crypto_kdf_derive_from_key, which is BLAKE2b of nothing."""
    return hashlib.blake2b(
        digest_size=32, key=key, salt=number.to_bytes(8, "little"), person=b"clipfold"
    ).digest()


def opened(message, associated, nonce, key):
    try:
        return bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(message, associated, nonce, key)
    except CryptoError:
        raise Damaged("it was changed on purpose, or is another file's") from None


def padded(length):
    """The length that a message is padded to."""
    if length <= 512:
        return 512
    e = length.bit_length() - 1
    step = 1 << (e - e.bit_length())
    return -(-length // step) * step


class Keys:
    """What a passphrase opens."""

    def __init__(self):
        self.naming = None
        self.epochs = {}  # key by id

    def add(self, data, library, passphrase):
        """Opens one key file."""
        about, algorithm, sealed = (data[tag] for tag in (1, 2, 3))
        prefix = library + about.data + algorithm.data
        check(algorithm.number() == 1, "another algorithm")
        salt, passes, memory = algorithm.raw(16), algorithm.number(), algorithm.number()
        algorithm.end()
        check(1 <= passes <= 10 and 8 << 20 <= memory <= 256 << 20, "costs outside the bounds")
        key = bindings.crypto_pwhash_alg(
            32, passphrase.encode(), salt, passes, memory, bindings.crypto_pwhash_ALG_ARGON2ID13
        )
        nonce = sealed.raw(24)
        try:
            content = Bytes(opened(sealed.raw(len(sealed.data) - 24), prefix, nonce, key))
        except Damaged:
            raise WrongPassphrase() from None
        self.naming = content.raw(32)
        for _ in range(content.number()):
            epoch = content.raw(32)
            self.epochs[derived(epoch, 3)[:4] if any(derived(epoch, 3)[:4]) else b"\0\0\0\1"] = epoch
        content.end()
        check(self.epochs, "a key file without keys")

    def open(self, header, body, place):
        """The body of a file as compressed, and its length before that."""
        epoch = header[12:16]
        if epoch not in self.epochs:
            raise Newer("its key is not here")
        key = self.epochs[epoch]
        associated = header + place.encode("ascii")
        nonce = header[32:56]
        message = opened(body, associated, nonce, derived(key, 1))
        plain = header[:32] + bytes(24) + header[56:] + place.encode("ascii")
        expected = hashlib.blake2b(digest_size=24, key=derived(key, 2))
        expected.update(number(len(plain)) + plain + message)
        check(expected.digest() == nonce, "another nonce than the message gives")
        data = Bytes(message)
        size, length = data.u64(), data.u64()
        compressed = data.raw(length)
        check(len(message) == padded(16 + length), "another padding than the message gives")
        return compressed, size


def content_name(hash, keys):
    return hashlib.blake2b(hash, digest_size=32, key=keys.naming).digest() if keys else hash
