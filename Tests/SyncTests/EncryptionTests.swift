import Replication
import TestSupport
import Testing

@testable import Sync

extension Machine {
  /// One that opens encrypted folders with a passphrase.
  convenience init(_ seed: UInt64, _ folder: any SyncFolder, passphrase: String) {
    self.init(seed, folder)
    options.passphrase = .given(Passphrase(passphrase))
  }
}

@Suite struct AnEncryptedFolder {
  private let folder = MemorySyncFolder()
  private let a: Machine
  private let b: Machine

  init() throws {
    a = Machine(1, folder, passphrase: "correct horse")
    a.options.encrypts = true
    b = Machine(2, folder, passphrase: "correct horse")
    a.log.write("a secret about xylophones")
    a.log.attach(Array("a page about xylophones".utf8))
    a.log.attach([UInt8](repeating: 120, count: 300_000))
    try a.sync()
    try b.sync()
  }

  @Test func `brings everything to whoever knows the passphrase`() throws {
    #expect(b.log.contents == a.log.contents)
    #expect(try b.log.missingAttachments().isEmpty)
  }

  @Test func `shows nothing of any text, and no hash of any content`() {
    let hash = Blake2b.hash(Array("a page about xylophones".utf8)).bytes
    for (path, content) in folder.files {
      #expect(!content.contains(sequence: Array("xylophone".utf8)), "\(path)")
      #expect(!content.contains(sequence: hash), "\(path)")
      #expect(!path.contains("\(Blake2b.hash([UInt8](repeating: 120, count: 300_000)))"))
    }
  }

  @Test func `has files of one size for small changes of any length`() throws {
    var sizes: Set<Int> = []
    for length in [0, 3, 50, 200] {
      let before = Set(folder.paths(ending: ".segment"))
      a.log.write(String((0..<length).map { Character(UnicodeScalar(UInt8(33 + $0 * 7 % 90))) }))
      try a.sync()
      for path in folder.paths(ending: ".segment") where !before.contains(path) {
        sizes.insert(folder.files[path]?.count ?? 0)
      }
    }
    #expect(sizes.count == 1)
  }

  @Test(arguments: [FileKind.attachment, .pack])
  func `holds files of any length that may be written`(kind: FileKind) throws {
    // Given a body that is as long as may be, and does not become shorter
    var generator = SeededGenerator(seed: 5)
    let words = (0..<kind.limit / 8).map { _ in generator.next() }
    let body = words.withUnsafeBytes { Array($0) }
    let environment = SyncEnvironment(
      now: { 0 },
      randomBytes: { [UInt8](repeating: 7, count: $0) }
    )
    let keys = FolderKeys(environment)
    let file = FolderFile(kind: kind, library: LibraryID(high: 1, low: 2), body: body)
    // When it is sealed and lies in a folder
    let bytes = file.encoded(at: "a", sealedBy: keys)
    let folder = CountingFolder(MemorySyncFolder(files: ["a": bytes]))
    // Then it can be read
    let read = try #require(try folder.read("a", as: kind))
    #expect(try FolderFile(decoding: read, as: kind, at: "a", openedBy: keys).body == body)
  }

  @Test func `is opened without its passphrase once it was opened`() throws {
    b.options.passphrase = .none
    a.log.write("more")
    try a.sync()
    try b.sync()
    #expect(b.log.contents == a.log.contents)
  }

  @Test func `refuses another passphrase, and changes nothing`() throws {
    let c = Machine(3, folder, passphrase: "wrong")
    let before = folder.files
    let error = #expect(throws: SyncError.self) { try c.sync() }
    #expect(error?.code == .wrongPassphrase)
    b.options.passphrase = .given(Passphrase("wrong"))
    #expect(throws: SyncError.self) { try b.sync() }
    #expect(folder.files == before && c.log.texts.isEmpty && c.log.library == nil)
  }

  @Test func `asks again when a passphrase is wrong, three times`() throws {
    let c = Machine(3, folder)
    let answers = Locked(["wrong", "wrong", "correct horse"])
    let asked = Locked([PassphraseSource.Question]())
    c.options.passphrase = .asked { question in
      asked { $0.append(question) }
      return answers { $0.isEmpty ? nil : Passphrase($0.removeFirst()) }
    }
    try c.sync()
    #expect(asked { $0 } == [.opening, .again, .again])
    #expect(c.log.contents == a.log.contents)
  }

  @Test func `that has not brought its keys yet says so`() throws {
    let c = Machine(3, folder, passphrase: "correct horse")
    let key = try #require(folder.paths(in: "keys").first)
    let content = folder.files.removeValue(forKey: key)
    #expect(throws: SyncError.self) { try c.sync() }
    // Whoever was there before puts them back
    try b.sync()
    #expect(folder.files[key] == content)
    try c.sync()
    #expect(c.log.contents == a.log.contents)
  }

  @Test func `cannot be made of one in clear`() throws {
    let other = MemorySyncFolder(name: "/other")
    let c = Machine(3, other, passphrase: "correct horse")
    c.log.write("in clear")
    try c.sync()
    c.options.encrypts = true
    let before = other.files
    let error = #expect(throws: SyncError.self) { try c.sync() }
    #expect(error?.code == .otherEncryption && other.files == before)
  }

  // MARK: Passphrases

  @Test func `with a new passphrase opens with that one alone`() throws {
    // Given a new passphrase
    try a.engine.changePassphrase(from: .none) { Passphrase("battery staple") }
    let before = folder.files
    // Then the old one opens it no longer, not even for those that were there
    for machine in [Machine(3, folder, passphrase: "correct horse"), b] {
      #expect(throws: SyncError.self) { try machine.sync() }
    }
    #expect(folder.files == before)
    // And the new one does
    a.log.write("more")
    a.options.passphrase = .none
    try a.sync()
    for machine in [Machine(4, folder), b] {
      machine.options.passphrase = .given(Passphrase("battery staple"))
      try machine.sync()
      #expect(machine.log.contents == a.log.contents)
      #expect(try machine.log.missingAttachments().isEmpty)
    }
  }

  @Test func `with a new key is closed to whoever has the old one`() throws {
    // Given a machine that is lost, with all that it remembers
    let lost = Machine(5, folder, log: b.log.copy())
    try a.engine.changePassphrase(from: .none, beginningNewKey: true) {
      Passphrase("battery staple")
    }
    a.options.passphrase = .given(Passphrase("battery staple"))
    a.log.write("after the loss")
    try a.sync()
    // When its finder reads the folder with all old keys, as if the key file had not changed
    let old = folder.files.filter { !$0.key.hasPrefix("keys/") }
    lost.folder = MemorySyncFolder(files: old)
    let report = try lost.sync()
    // Then what is new stays closed
    #expect(!lost.log.texts.contains("after the loss"))
    #expect(report.notes.contains { $0.code == .newKey })
    // And the other machine goes on with the new passphrase
    b.options.passphrase = .given(Passphrase("battery staple"))
    try b.sync()
    #expect(b.log.contents == a.log.contents)
  }

  @Test func `with new keys that two machines made at once is read by both`() throws {
    // Given two machines that change the passphrase and the key before they see each other
    let copy = MemorySyncFolder(name: folder.name, files: folder.files)
    let new = Passphrase("battery staple")
    for (machine, place) in [(a, folder), (b, copy)] {
      machine.folder = place
      machine.options.passphrase = .asked { _ in new }
      try machine.engine.changePassphrase(from: .none, beginningNewKey: true) { new }
      machine.log.write("sealed with the key of one")
      try machine.sync()
    }
    // When the copies are one again
    folder.files.merge(copy.files) { present, _ in present }
    b.folder = folder
    for machine in [a, b, a, b] { try machine.sync() }
    // Then all is read, one key file is left, and nobody is asked again
    let asked = Locked(0)
    for machine in [a, b] {
      machine.options.passphrase = .asked { _ in
        asked { $0 += 1 }
        return new
      }
      let report = try machine.sync()
      #expect(report.notes.isEmpty && report.files.written == 0)
      #expect(machine.log.contents == a.log.contents)
    }
    #expect(asked { $0 } == 0)
    #expect(folder.paths(in: "keys").count == 1)
    let c = Machine(3, folder, passphrase: "battery staple")
    #expect(try c.sync().notes.isEmpty)
    #expect(c.log.contents == a.log.contents)
  }

  @Test func `joins keys that were made at once in the same way everywhere`() throws {
    // Given two machines that made keys at once
    let copy = MemorySyncFolder(name: folder.name, files: folder.files)
    let new = Passphrase("battery staple")
    for (machine, place) in [(a, folder), (b, copy)] {
      machine.folder = place
      machine.options.passphrase = .asked { _ in new }
      try machine.engine.changePassphrase(from: .none, beginningNewKey: true) { new }
    }
    let keys = folder.files.merging(copy.files) { present, _ in present }
    // When both see that at once
    folder.files = keys
    copy.files = keys
    for machine in [a, b] { try machine.sync() }
    // Then both write the same file
    #expect(folder.paths(in: "keys").count == 1)
    #expect(folder.paths(in: "keys") == copy.paths(in: "keys"))
  }

  @Test func `gets the keys that a change of passphrase elsewhere did not know of`() throws {
    // Given a new key that is written with and whose file nobody else saw
    let copy = MemorySyncFolder(name: folder.name, files: folder.files)
    try a.engine.changePassphrase(from: .none, beginningNewKey: true) { Passphrase("first") }
    a.log.write("sealed with a key that nobody has")
    a.options.passphrase = .given(Passphrase("first"))
    try a.sync()
    // And two changes at another machine, whose file takes the place of the first
    b.folder = copy
    for word in ["second", "third"] {
      b.options.passphrase = .given(Passphrase(word))
      try b.engine.changePassphrase(from: .none) { Passphrase(word) }
    }
    folder.files.merge(copy.files) { present, _ in present }
    b.folder = folder
    #expect(try b.sync().notes.contains { $0.code == .newKey })
    // When who has the key syncs
    a.options.passphrase = .given(Passphrase("third"))
    try a.sync()
    // Then all have it
    #expect(try b.sync().notes.isEmpty)
    #expect(b.log.contents == a.log.contents)
    #expect(folder.paths(in: "keys").count == 1)
  }

  @Test func `survives a crash at any call of a change of passphrase`() throws {
    for limit in 0..<12 {
      let folder = MemorySyncFolder(files: folder.files)
      let fuse = Fuse(limit: limit)
      let log = a.log.copy(fuse: fuse)
      let dying = Machine(6, FaultySyncFolder(folder, fuse: fuse), log: log)
      try? dying.engine.changePassphrase(from: .none) { Passphrase("battery staple") }
      // Whoever changed it goes on, and one of the two passphrases opens the folder
      try Machine(7, folder, log: log.copy()).sync()
      let opened = ["correct horse", "battery staple"].filter { passphrase in
        (try? Machine(8, folder, passphrase: passphrase).sync()) != nil
      }
      #expect(opened.count == 1, "call \(limit)")
      #expect(folder.paths(in: "keys").count == 1, "call \(limit)")
    }
  }

  @Test func `begun and interrupted at any call is begun again`() throws {
    for limit in 0..<12 {
      let folder = MemorySyncFolder()
      let fuse = Fuse(limit: limit)
      let log = MemoryChangeLog(seed: 1, fuse: fuse)
      log.write("from a")
      let dying = Machine(1, FaultySyncFolder(folder, fuse: fuse), log: log)
      dying.options = a.options
      _ = try? dying.sync()
      let a = Machine(2, folder, log: log.copy())
      a.options = self.a.options
      try a.sync()
      let b = Machine(3, folder, passphrase: "correct horse")
      try b.sync()
      #expect(b.log.texts == ["from a"], "call \(limit)")
      #expect(folder.paths(in: "keys").count == 1, "call \(limit)")
    }
  }
}
