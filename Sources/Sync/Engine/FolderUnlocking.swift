import Replication

/// The keys that open a folder, with the file that wraps them.
struct FolderLock: Hashable {
  var keys: FolderKeys
  /// Of the key file that they were read from.
  var generation: UInt64
  /// The file itself, to be put back when the folder has lost it.
  var file: [UInt8]
}

/// The step of a sync in which an encrypted folder is opened.
///
/// `docs/format/sync-folder.md`, section 4.2.
struct FolderUnlocking {
  let folder: CountingFolder
  let identity: IdentityFile
  let environment: SyncEnvironment
  /// From the last sync; `nil` when this folder was never opened here.
  let remembered: FolderLock?
  let passphrase: PassphraseSource

  /// The lock of a folder that is encrypted.
  ///
  /// - Throws: ``SyncError`` when no key is here, or none that the passphrase opens.
  func unlock() throws -> FolderLock {
    let files = try newestFiles()
    guard let generation = files.first?.generation else {
      guard let remembered else {
        throw SyncError(
          .keysMissing,
          "\(folder.name) is encrypted, and the file with its keys has not arrived",
          hint: "Let the folder finish arriving. Nothing was read or written."
        )
      }
      return remembered
    }
    if let remembered, remembered.generation > generation { return remembered }
    if case .given(let passphrase) = passphrase {
      guard let lock = try lock(opening: files, with: passphrase) else { throw wrongPassphrase() }
      return lock
    }
    if let remembered, remembered.generation == generation {
      // Beside another one that was written at once there are keys that nobody has here.
      guard case .asked = passphrase, !files.allSatisfy(isRemembered) else { return remembered }
    }
    return try ask(about: files, remembered == nil ? .opening : .changed)
  }

  private func isRemembered(_ file: KeyFile) -> Bool {
    file.encoded(library: identity.library).bytes == remembered?.file
  }

  /// Wraps keys with a passphrase; nothing is written yet.
  func wrap(_ keys: FolderKeys, generation: UInt64, passphrase: Passphrase) throws -> FolderLock {
    let file = try KeyFile(
      keys,
      of: identity,
      generation: generation,
      passphrase: passphrase,
      environment
    )
    let bytes = file.encoded(library: identity.library).bytes
    return FolderLock(keys: keys, generation: generation, file: bytes)
  }

  /// Puts the key file into a folder that has none as new, and removes those that a newer one
  /// replaced.
  func repair(_ lock: FolderLock) throws {
    let names = try folder.list(FolderPath.keys).compactMap { KeyName($0) }
    let newest = names.map(\.generation).max() ?? 0
    if newest < lock.generation,
      let file = try? KeyFile(decoding: lock.file, library: identity.library)
    {
      let name = file.encoded(library: identity.library).name
      try folder.write(lock.file, to: FolderPath.key(name))
    }
    // An old file would let an old passphrase open the folder.
    for name in names where name.generation < lock.generation {
      try folder.remove(FolderPath.key(name))
    }
  }

  /// The whole key files of the highest generation, copies under other names among them.
  private func newestFiles() throws -> [KeyFile] {
    var files: Set<KeyFile> = []
    let names = try folder.list(FolderPath.keys).filter { $0.contains(".key") }.sorted(by: >)
    for name in names.prefix(Limits.keyFiles) {
      guard let bytes = try? folder.read("\(FolderPath.keys)/\(name)", as: .key),
        let file = try? KeyFile(decoding: bytes, library: identity.library),
        file.folder == identity.folder
      else { continue }
      files.insert(file)
    }
    let newest = files.map(\.generation).max()
    return files.filter { $0.generation == newest }.sorted { name(of: $0) < name(of: $1) }
  }

  private func name(of file: KeyFile) -> KeyName {
    file.encoded(library: identity.library).name
  }

  private func ask(
    about files: [KeyFile],
    _ first: PassphraseSource.Question
  ) throws -> FolderLock {
    guard case .asked(let ask) = passphrase else {
      throw SyncError(
        .passphraseNeeded,
        first == .changed
          ? "the passphrase of \(folder.name) was changed on another machine"
          : "\(folder.name) is encrypted and needs its passphrase",
        hint: "Run clip sync on a terminal, or give it with CLIP_PASSPHRASE, --passphrase-file or "
          + "--passphrase-command."
      )
    }
    var question = first
    for _ in 0..<3 {
      guard let passphrase = try ask(question) else { break }
      if let lock = try lock(opening: files, with: passphrase) { return lock }
      question = .again
    }
    throw wrongPassphrase()
  }

  /// What the passphrase opens of the files: two machines may have changed it at once.
  ///
  /// Then the keys of both, and those that are remembered here alone, are the next generation's, so
  /// that everyone comes to have them.
  private func lock(opening files: [KeyFile], with passphrase: Passphrase) throws -> FolderLock? {
    var lock: FolderLock?
    var isWhole = true
    for file in files {
      guard let keys = try file.keys(passphrase, library: identity.library) else {
        isWhole = isWhole && isRemembered(file)
        continue
      }
      if lock == nil {
        let bytes = file.encoded(library: identity.library).bytes
        lock = FolderLock(keys: keys, generation: file.generation, file: bytes)
      } else {
        lock?.keys.merge(keys)
      }
    }
    // A change that did not know of ours may have taken the place of our file.
    let count = lock?.keys.epochs.count ?? 0
    if let remembered { lock?.keys.merge(remembered.keys) }
    guard let opened = lock, isWhole, files.count > 1 || opened.keys.epochs.count > count else {
      return lock
    }
    let file = try KeyFile(
      joining: opened.keys,
      of: identity,
      generation: opened.generation + 1,
      passphrase: passphrase,
      environment
    )
    let bytes = file.encoded(library: identity.library).bytes
    return FolderLock(keys: opened.keys, generation: file.generation, file: bytes)
  }

  private func wrongPassphrase() -> SyncError {
    SyncError(
      .wrongPassphrase,
      "the passphrase does not open \(folder.name)",
      hint: "Nothing was read or written. If it was changed on another machine, give the new one."
    )
  }
}
