import Sync

/// The key files of a simulated folder, and what opens them.
struct KeyFiles {
  static let directory = "keys/"

  struct Key {
    let path: String
    let bytes: [UInt8]
    let generation: UInt64
    /// The number of the passphrase that opens it.
    let passphrase: UInt64

    /// `nil` for any other file.
    init?(_ bytes: [UInt8], at path: String) {
      guard path.hasPrefix(directory),
        let generation = UInt64(path.dropFirst(directory.count).prefix { $0 != "-" }),
        let passphrase = (1...generation).reversed().first(where: {
          SealedFiles.opens(Person.passphrase($0), bytes)
        })
      else { return nil }
      self.path = path
      self.bytes = bytes
      self.generation = generation
      self.passphrase = passphrase
    }
  }

  private var keys: [Key] = []

  mutating func append(_ key: Key) { keys.append(key) }

  var isEmpty: Bool { keys.isEmpty }

  /// The newest passphrase that anybody chose and that a file has.
  var newestPassphrase: UInt64 { keys.map(\.passphrase).max() ?? 1 }

  /// The whole key files of the highest generation among some files, under whatever names.
  func newest(in files: [String: [UInt8]]) -> [Key] {
    let present = files.filter { $0.key.hasPrefix(Self.directory) }.values
    let whole = keys.filter { present.contains($0.bytes) }
    let generation = whole.map(\.generation).max()
    return whole.filter { $0.generation == generation }
  }
}
