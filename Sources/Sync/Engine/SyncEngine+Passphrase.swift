extension SyncEngine {
  /// Changes the passphrase of an encrypted folder.
  ///
  /// The other machines need the new one from then on. Files stay as they are.
  /// - Parameters:
  ///   - source: the present passphrase, asked for where the key is not remembered.
  ///   - newKey: whether what is written from now on is sealed with a key that nobody has yet:
  ///     for when a machine was lost.
  ///   - newPassphrase: is asked when the folder was opened; `nil` gives up.
  /// - Throws: ``SyncError``; what the log and `newPassphrase` throw. The old one holds then.
  public func changePassphrase(
    from source: PassphraseSource,
    beginningNewKey newKey: Bool = false,
    to newPassphrase: () throws -> Passphrase?
  ) throws {
    var options = SyncOptions()
    options.passphrase = source
    var session = try session(options: options, isDryRun: false)
    guard let lock = session.memory.lock else {
      throw SyncError(
        .otherEncryption,
        "\(folder.name) is not encrypted",
        hint: "Sync a new, empty folder with --encrypt on every machine, then delete this one."
      )
    }
    guard let passphrase = try newPassphrase() else {
      throw SyncError(.passphraseNeeded, "the new passphrase is missing; the old one holds")
    }
    try session.change(lock, to: passphrase, beginningNewKey: newKey)
  }
}

extension SyncSession {
  /// Wraps the keys with another passphrase.
  fileprivate mutating func change(
    _ lock: FolderLock,
    to passphrase: Passphrase,
    beginningNewKey newKey: Bool
  ) throws {
    var keys = lock.keys
    if newKey { keys.beginEpoch(environment) }
    let unlocking = FolderUnlocking(
      folder: folder,
      identity: identity,
      environment: environment,
      remembered: lock,
      passphrase: .none
    )
    let changed = try unlocking.wrap(
      keys,
      generation: lock.generation + 1,
      passphrase: passphrase
    )
    // Remembered first: after a crash the next sync puts the file into the folder.
    memory.lock = changed
    try saveMemory()
    try unlocking.repair(changed)
  }
}
