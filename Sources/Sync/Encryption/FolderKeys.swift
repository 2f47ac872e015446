import Replication

/// The keys of an encrypted folder: one for names, and one for each epoch.
///
/// `docs/format/sync-folder.md`, section 4.2. Whoever has them reads and writes everything.
struct FolderKeys: Hashable {
  /// For the names of files that are named by their content: the same for ever, so that names stay.
  let naming: [UInt8]
  /// In the order in which they began; the last one seals.
  private(set) var epochs: [Epoch]

  /// The time during which one key seals.
  struct Epoch: Hashable {
    let key: [UInt8]
    /// Tells it in the header of a file; never 0.
    let id: UInt32
    fileprivate let sealing: [UInt8]
    fileprivate let noncing: [UInt8]

    init(key: [UInt8]) {
      self.key = key
      sealing = Sodium.derive(1, from: key)
      noncing = Sodium.derive(2, from: key)
      let id = Sodium.derive(3, from: key).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      self.id = max(id, 1)
    }
  }

  init(naming: [UInt8], epochs: [Epoch]) {
    precondition(naming.count == Sodium.keySize && !epochs.isEmpty, "a folder has keys")
    self.naming = naming
    self.epochs = epochs
  }

  /// New ones.
  init(_ environment: SyncEnvironment) {
    self.init(
      naming: environment.randomBytes(Sodium.keySize),
      epochs: [Epoch(key: environment.randomBytes(Sodium.keySize))]
    )
  }

  /// Begins another epoch: what is written from now on is closed to whoever lacks its key.
  mutating func beginEpoch(_ environment: SyncEnvironment) {
    var epoch: Epoch
    repeat {
      epoch = Epoch(key: environment.randomBytes(Sodium.keySize))
    } while epochs.contains { $0.id == epoch.id }
    epochs.append(epoch)
  }

  /// Takes over the epochs of keys that were made beside these.
  mutating func merge(_ other: FolderKeys) {
    let known = Set(epochs.map(\.id))
    // All machines must seal with the same one: the order must not depend on who merges.
    let more = other.epochs.filter { !known.contains($0.id) }.sorted { $0.id < $1.id }
    epochs.insert(contentsOf: more, at: epochs.count - 1)
  }

  var current: Epoch { epochs[epochs.count - 1] }

  func epoch(_ id: UInt32) -> Epoch? { epochs.last { $0.id == id } }

  /// The name of a file whose content has a hash: without the key nobody can tell which content
  /// it is of.
  func name(of hash: Digest) -> Digest {
    Digest(Sodium.hash(hash.bytes, key: naming)) ?? .zero
  }
}

extension FolderKeys {
  /// What a ``KeyFile`` wraps.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(raw: naming)
    writer.append(epochs.count)
    for epoch in epochs { writer.append(raw: epoch.key) }
    return writer.bytes
  }

  /// `nil` when the bytes are no keys.
  init?(decoding bytes: [UInt8]) {
    do throws(CodecError) {
      var reader = ByteReader(bytes)
      let naming = try reader.raw(Sodium.keySize)
      var epochs: [Epoch] = []
      for _ in 0..<(try reader.count(ofSize: Sodium.keySize)) {
        epochs.append(Epoch(key: try reader.raw(Sodium.keySize)))
      }
      guard !epochs.isEmpty, reader.isAtEnd else { return nil }
      self.init(naming: naming, epochs: epochs)
    } catch {
      return nil
    }
  }
}

extension FolderKeys.Epoch {
  /// A nonce that follows from all that it seals.
  ///
  /// Equal files get equal bytes, whoever writes them, so that carriers see no conflict; and no
  /// state that a restored backup could turn back decides that a nonce is used once.
  func nonce(for message: [UInt8], _ header: [UInt8]) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(header)
    writer.append(raw: message)
    return Sodium.hash(writer.bytes, key: noncing, size: Sodium.nonceSize)
  }

  func seal(_ message: [UInt8], authenticating header: [UInt8], nonce: [UInt8]) -> [UInt8] {
    Sodium.seal(message, authenticating: header, nonce: nonce, key: sealing)
  }

  func open(_ sealed: [UInt8], authenticating header: [UInt8], nonce: [UInt8]) -> [UInt8]? {
    Sodium.open(sealed, authenticating: header, nonce: nonce, key: sealing)
  }
}
