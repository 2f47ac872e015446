import Sync

/// Somebody at a machine who knows passphrases of the folder.
///
/// They are numbered as the key files are that they open. Whoever is told that the newest they know
/// is wrong tries those before it.
struct Person {
  /// The newest that they have heard of.
  var newest: UInt64 = 1
  private static let tries: UInt64 = 3

  static func passphrase(_ generation: UInt64) -> Passphrase {
    Passphrase("passphrase \(generation)")
  }

  /// Whether they find the passphrase that opens a key file.
  func opens(_ generation: UInt64) -> Bool {
    generation <= newest && newest - generation < Self.tries
  }

  /// Answers when asked.
  var source: PassphraseSource {
    let next = Locked(newest)
    return .asked { _ in
      next { next in
        guard next > 0 else { return nil }
        defer { next -= 1 }
        return Self.passphrase(next)
      }
    }
  }
}
