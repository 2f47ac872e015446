import Replication

/// The keys of a folder, wrapped with a passphrase: `docs/format/sync-folder.md`, section 4.2.
///
/// The passphrase wraps the keys and nothing else, so it can be changed without rewriting the
/// folder.
struct KeyFile: Hashable {
  let folder: IdentityFile.FolderID
  /// A change of passphrase or keys makes the next one; the highest holds.
  let generation: UInt64
  private let stretching: Stretching
  private let nonce: [UInt8]
  private let wrapped: [UInt8]

  /// How a passphrase becomes a key.
  fileprivate struct Stretching: Hashable {
    var salt: [UInt8]
    var passes: UInt64
    /// In bytes.
    var memory: UInt64

    /// Argon2id, the only one.
    static let algorithm: UInt64 = 1
    /// A strong passphrase falls to nobody at this cost; a phone still has the memory.
    static let usualPasses: UInt64 = 4
    static let usualMemory: UInt64 = 64 << 20
    /// What strangers may make us spend.
    static let passes = UInt64(1)...10
    static let memory = UInt64(8 << 20)...(256 << 20)
  }

  private enum Section {
    static let origin: UInt64 = 1
    static let stretching: UInt64 = 2
    static let wrapped: UInt64 = 3
  }

  /// Wraps keys.
  ///
  /// - Throws: ``SyncError`` when the memory for it cannot be had.
  init(
    _ keys: FolderKeys,
    of identity: IdentityFile,
    generation: UInt64,
    passphrase: Passphrase,
    _ environment: SyncEnvironment
  ) throws {
    let chance = environment.randomBytes(Sodium.saltSize + Sodium.nonceSize)
    try self.init(keys, chance, of: identity, generation, passphrase, environment)
  }

  /// Wraps keys of several files, in the same way wherever that is done: machines that do it at
  /// once write one file.
  ///
  /// - Throws: ``SyncError`` when the memory for it cannot be had.
  init(
    joining keys: FolderKeys,
    of identity: IdentityFile,
    generation: UInt64,
    passphrase: Passphrase,
    _ environment: SyncEnvironment
  ) throws {
    var writer = ByteWriter()
    writer.append(raw: passphrase.bytes)
    writer.append(generation)
    for epoch in keys.epochs { writer.append(raw: epoch.key) }
    let size = Sodium.saltSize + Sodium.nonceSize
    let chance = Sodium.hash(writer.bytes, key: keys.naming, size: size)
    try self.init(keys, chance, of: identity, generation, passphrase, environment)
  }

  /// Takes salt and nonce from `chance`.
  private init(
    _ keys: FolderKeys,
    _ chance: [UInt8],
    of identity: IdentityFile,
    _ generation: UInt64,
    _ passphrase: Passphrase,
    _ environment: SyncEnvironment
  ) throws {
    folder = identity.folder
    self.generation = generation
    let isCheap = environment.stretching == .least
    stretching = Stretching(
      salt: Array(chance.prefix(Sodium.saltSize)),
      passes: isCheap ? Stretching.passes.lowerBound : Stretching.usualPasses,
      memory: isCheap ? Stretching.memory.lowerBound : Stretching.usualMemory
    )
    nonce = Array(chance.dropFirst(Sodium.saltSize))
    let header = Self.header(identity.library, folder, generation, stretching)
    let key = try Self.key(passphrase, stretching)
    wrapped = Sodium.seal(keys.bytes, authenticating: header, nonce: nonce, key: key)
  }

  /// The keys; `nil` when the passphrase is another one.
  ///
  /// - Throws: ``SyncError`` when the memory for it cannot be had.
  func keys(_ passphrase: Passphrase, library: LibraryID) throws -> FolderKeys? {
    let header = Self.header(library, folder, generation, stretching)
    let key = try Self.key(passphrase, stretching)
    guard
      let bytes = Sodium.open(wrapped, authenticating: header, nonce: nonce, key: key)
    else { return nil }
    return FolderKeys(decoding: bytes)
  }

  private static func key(_ passphrase: Passphrase, _ stretching: Stretching) throws -> [UInt8] {
    let key = Sodium.stretch(
      passphrase.bytes,
      salt: stretching.salt,
      passes: stretching.passes,
      memory: Int(stretching.memory)
    )
    guard let key else {
      throw SyncError(
        .outOfMemory,
        "opening an encrypted folder takes \(stretching.memory >> 20) MiB of memory, which cannot "
          + "be had",
        hint: "Close other programs and sync again."
      )
    }
    return key
  }

  /// What is authenticated beside the keys.
  private static func header(
    _ library: LibraryID,
    _ folder: IdentityFile.FolderID,
    _ generation: UInt64,
    _ stretching: Stretching
  ) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(library)
    writer.append(folder)
    writer.append(generation)
    writer.append(stretching)
    return writer.bytes
  }

  // MARK: Bytes

  /// The body of the file.
  private var body: [UInt8] {
    var sections = Sections()
    sections.write(Section.origin) {
      $0.append(folder)
      $0.append(generation)
    }
    sections.write(Section.stretching) { $0.append(stretching) }
    sections.write(Section.wrapped) {
      $0.append(raw: nonce)
      $0.append(raw: wrapped)
    }
    return sections.bytes
  }

  /// The file's name, below ``FolderPath/keys``, and its bytes.
  func encoded(library: LibraryID) -> (name: KeyName, bytes: [UInt8]) {
    let body = body
    let bytes = FolderFile(kind: .key, library: library, body: body).encoded()
    return (KeyName(generation: generation, body: body), bytes)
  }

  /// - Throws: ``FileDefect`` when the bytes are no whole key file of this library.
  init(decoding bytes: [UInt8], library: LibraryID) throws(FileDefect) {
    let file = try FolderFile(decoding: bytes, as: .key)
    guard file.library == library else {
      throw FileDefect("it belongs to another library", .foreign)
    }
    do {
      let sections = try Sections(decoding: file.body)
      (folder, generation) = try sections.require(Section.origin) {
        reader throws(CodecError) -> (IdentityFile.FolderID, UInt64) in
        (try reader.id(), try reader.number())
      }
      stretching = try sections.require(Section.stretching) {
        reader throws(CodecError) in try reader.stretching()
      }
      (nonce, wrapped) = try sections.require(Section.wrapped) {
        reader throws(CodecError) -> ([UInt8], [UInt8]) in
        (try reader.raw(Sodium.nonceSize), try reader.raw(reader.remaining))
      }
    } catch {
      throw FileDefect(error)
    }
    guard (1...Limits.largestNumber).contains(generation) else {
      throw FileDefect("its generation is out of range")
    }
  }
}

extension ByteWriter {
  fileprivate mutating func append(_ stretching: KeyFile.Stretching) {
    append(KeyFile.Stretching.algorithm)
    append(raw: stretching.salt)
    append(stretching.passes)
    append(stretching.memory)
  }
}

extension ByteReader {
  fileprivate mutating func stretching() throws(CodecError) -> KeyFile.Stretching {
    guard try number() == KeyFile.Stretching.algorithm else {
      throw CodecError("its passphrase is stretched in a way that is not known")
    }
    let stretching = KeyFile.Stretching(
      salt: try raw(Sodium.saltSize),
      passes: try number(),
      memory: try number()
    )
    guard KeyFile.Stretching.passes.contains(stretching.passes),
      KeyFile.Stretching.memory.contains(stretching.memory)
    else { throw CodecError("the cost of its passphrase is out of range") }
    return stretching
  }
}
