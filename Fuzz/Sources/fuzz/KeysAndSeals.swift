@testable import Replication
@testable import Sync

extension FuzzTarget {
  /// The first byte says whether the others are the body of a key file or what one wraps.
  func runKey(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let content = Array(bytes.dropFirst())
    guard first & 1 == 0 else {
      guard let keys = FolderKeys(decoding: content) else { return }
      law(keys.bytes == content, "keys have two forms")
      law(keys.epoch(keys.current.id)?.id == keys.current.id, "the key that seals is not known")
      return
    }
    guard content.count <= FileKind.key.limit else { return }
    let file = FolderFile(kind: .key, library: library, body: content).encoded()
    guard let key = try? KeyFile(decoding: file, library: library) else { return }
    let (name, written) = key.encoded(library: library)
    // Sections of a later version are passed over, so only what is known comes back.
    law((try? KeyFile(decoding: written, library: library)) == key, "a key changed on its way")
    law(name.generation == key.generation, "a key's name says another generation")
  }

  /// Three bytes of a header, then what is sealed under it with a known key: lengths, content and
  /// padding as whoever has the key may write them.
  func runSealed(_ bytes: [UInt8]) {
    guard bytes.count > 3 else { return }
    let kinds: [FileKind] = [.head, .segment, .attachment, .pack, .chunks]
    let kind = kinds[Int(bytes[0] & 0x7f) % kinds.count]
    let epoch = keys.epochs[Int(bytes[2] & 1)]
    var header = ByteWriter()
    header.append(raw: FolderFile.magic)
    header.append(byte: kind.rawValue)
    header.append(byte: FolderFile.version)
    header.append(byte: FolderFile.version)
    header.append(byte: bytes[1])
    header.append(byte: bytes[2] & 0x80 == 0 ? 1 : bytes[2] & 0x7f)
    for shift in [24, 16, 8, 0] as [UInt32] {
      header.append(byte: UInt8(truncatingIfNeeded: epoch.id >> shift))
    }
    header.append(library)
    let nonce = [UInt8](repeating: bytes[0], count: Sodium.nonceSize)
    header.append(raw: nonce)
    let message = Array(bytes[3...])
    header.append(fixed: UInt64(message.count + Sodium.tagSize))
    header.append(fixed: 0)
    let sealed = epoch.seal(
      message,
      authenticating: header.bytes + Array("here".utf8),
      nonce: nonce
    )
    var file = header.bytes + Blake2b.digest(of: header.bytes, sealed).bytes + sealed

    let elsewhere = try? FolderFile(decoding: file, as: kind, at: "there", openedBy: keys)
    law(elsewhere == nil, "a sealed file was read at another place")
    let clear = try? FolderFile(decoding: file, as: kind, at: "here")
    law(clear == nil, "a sealed file was read without a key")
    if let read = try? FolderFile(decoding: file, as: kind, at: "here", openedBy: keys) {
      law(read.body.count <= kind.limit, "a body is longer than allowed")
      let written = read.encoded(at: "here", sealedBy: keys)
      let again = try? FolderFile(decoding: written, as: kind, at: "here", openedBy: keys)
      law(again?.body == read.body, "a sealed file changed on its way")
    }
    // One bit of what is sealed, under a checksum that whoever changes it can make right.
    let place = FolderFile.headerSize + Int(bytes[0]) % sealed.count
    file[place] ^= 1 << (bytes[1] & 7)
    let checksum = Blake2b.digest(of: header.bytes, Array(file[FolderFile.headerSize...]))
    file.replaceSubrange(header.bytes.count..<FolderFile.headerSize, with: checksum.bytes)
    let changed = try? FolderFile(decoding: file, as: kind, at: "here", openedBy: keys)
    law(changed == nil, "a sealed file that was changed was read")
  }
}
