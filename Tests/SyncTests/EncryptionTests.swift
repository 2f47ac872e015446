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

/// Somebody who may write to the folder, and has everything but the passphrase.
@Suite struct AnAttackOnAnEncryptedFolder {
  private let folder = MemorySyncFolder()
  private let a: Machine
  private let b: Machine

  init() throws {
    a = Machine(1, folder, passphrase: "correct horse")
    a.options.encrypts = true
    b = Machine(2, folder, passphrase: "correct horse")
    for index in 0..<3 {
      a.log.write("from a \(index)")
      a.log.attach(Array("page \(index)".utf8))
      try a.sync()
      try b.sync()
      b.log.write("from b \(index)")
      try b.sync()
    }
    try a.sync()
  }

  private var texts: Set<String> { Set(a.log.texts) }

  /// Files that are sealed.
  private var sealed: [String] {
    folder.paths().filter { $0 != "clip-library" && !$0.hasPrefix("keys/") }
  }

  /// Makes the checksum right again, which anyone can.
  private func withChecksum(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count >= 104 else { return bytes }
    let checksum = Blake2b.digest(of: Array(bytes[..<72]), Array(bytes[104...]))
    return Array(bytes[..<72]) + checksum.bytes + Array(bytes[104...])
  }

  @Test func `by a flipped bit is noticed, with a checksum made right`() throws {
    var generator = SeededGenerator(seed: 1)
    for path in sealed {
      let content = try #require(folder.files[path])
      for _ in 0..<6 {
        let bit = Int.random(in: 0..<content.count * 8, using: &generator)
        var bytes = content
        bytes[bit / 8] ^= 1 << UInt8(bit % 8)
        let isInChecksum = (72..<104).contains(bit / 8)
        try expectNoticed(path, isInChecksum ? bytes : withChecksum(bytes))
      }
    }
  }

  @Test func `by cutting a file short is noticed`() throws {
    for path in sealed {
      let content = try #require(folder.files[path])
      for length in [104, content.count / 2, content.count - 1] where length >= 104 {
        var bytes = Array(content[..<length])
        var size = ByteWriter()
        size.append(fixed: UInt64(length - 104))
        bytes.replaceSubrange(56..<64, with: size.bytes)
        try expectNoticed(path, withChecksum(bytes))
      }
    }
  }

  @Test func `by putting one file in the place of another is noticed`() throws {
    for path in sealed {
      let suffix = path.split(separator: ".").last ?? ""
      for other in sealed where other != path && other.hasSuffix(suffix) {
        try expectNoticed(path, try #require(folder.files[other]))
      }
    }
  }

  @Test func `by a file of another folder of the library is noticed`() throws {
    // Given another encrypted folder of the same library and passphrase, with the same files
    let stick = MemorySyncFolder(name: "/stick")
    a.folder = stick
    try a.sync()
    for path in sealed {
      if let spliced = stick.files[path], spliced != folder.files[path] {
        try expectNoticed(path, spliced)
      }
    }
  }

  @Test func `by a file in clear is noticed`() throws {
    let library = try #require(a.log.library)
    let head = Head(
      counter: 99,
      clock: HybridTimestamp(rawValue: 1),
      own: PublishedStream(replica: a.log.replica, base: 0),
      merged: VersionVector()
    )
    let path = FolderPath.head(HeadName(counter: 99), of: a.log.replica)
    folder.files[path] = head.encoded(in: FolderFormat(library))
    #expect(try b.sync().damaged.map(\.name) == [path])
  }

  @Test func `by an older head is noticed and loses nothing`() throws {
    // Given a folder in which a's newest heads are gone, but for an old one
    let heads = folder.paths(in: a.directory, ending: ".head")
    for path in heads.dropFirst() { folder.files[path] = nil }
    // When b syncs
    let report = try b.sync()
    // Then it says so, and has what it had
    #expect(report.notes.contains { $0.code == .putBack })
    #expect(Set(b.log.texts) == texts)
    // And so it is when the old one stands under the newest one's name
    folder.files[try #require(heads.last)] = folder.files[heads[0]]
    #expect(try b.sync().damaged.map(\.name) == [heads[heads.count - 1]])
  }

  @Test func `by another identity is refused`() throws {
    let library = try #require(a.log.library)
    let before = folder.files
    for identity in [
      IdentityFile(library: library, folder: .init(high: 6, low: 6)),
      IdentityFile(library: library, folder: .init(high: 6, low: 6), isEncrypted: true),
      IdentityFile(library: .init(high: 7, low: 7), folder: .init(high: 6, low: 6)),
    ] {
      folder.files["clip-library"] = identity.encoded()
      let there = folder.files
      b.log.write("not for you")
      #expect(throws: SyncError.self) { try b.sync() }
      #expect(folder.files == there)
    }
    // And a folder in clear that holds nothing else gets nothing
    let plain = IdentityFile(library: library, folder: .init(high: 6, low: 6))
    folder.files = ["clip-library": plain.encoded()]
    let error = #expect(throws: SyncError.self) { try b.sync() }
    #expect(error?.code == .otherEncryption && folder.files.count == 1)
    folder.files = before
    try b.sync()
  }

  @Test func `by a key file that costs without bound is refused`() throws {
    let path = try #require(folder.paths(in: "keys").first)
    let name = try #require(KeyName(String(path.dropFirst(5))))
    #expect(name.generation == 1)
    let file = try FolderFile(decoding: try #require(folder.files[path]), as: .key)
    let sections = try Sections(decoding: file.body)
    for (passes, memory) in [(UInt64(4), UInt64(1) << 40), (1 << 30, 64 << 20), (4, 1024)] {
      var changed = Sections()
      for tag in [UInt64(1), 3] {
        let content = try sections.require(tag) { reader throws(CodecError) in
          try reader.raw(reader.remaining)
        }
        changed.write(tag) { $0.append(raw: content) }
      }
      changed.write(2) {
        $0.append(UInt64(1))
        $0.append(raw: [UInt8](repeating: 0, count: 16))
        $0.append(passes)
        $0.append(memory)
      }
      let bytes = FolderFile(kind: .key, library: file.library, body: changed.bytes).encoded()
      #expect(throws: FileDefect.self) { try KeyFile(decoding: bytes, library: file.library) }
    }
  }

  /// Puts bytes in the place of a file: nothing that nobody wrote may come of it, and the machine
  /// that wrote it notices, or nobody needs the file any more.
  private func expectNoticed(_ path: String, _ bytes: [UInt8]) throws {
    let format = try format()
    let name = String(path.split(separator: "/").last ?? "")
    let replica =
      path.hasPrefix("replicas/")
      ? ReplicaID(hexadecimal: String(path.split(separator: "/")[1])) : nil
    #expect(throws: FileDefect.self, "\(path)") {
      if let head = HeadName(name), let replica {
        _ = try Head(decoding: bytes, named: head, of: replica, in: format)
      } else if let segment = SegmentName(name), let replica {
        _ = try Segment(decoding: bytes, named: segment, of: nil, by: replica, in: format)
      } else if let pack = PackName(name), let replica {
        _ = try Pack(decoding: bytes, named: pack, of: replica, in: format)
      } else {
        _ = try format.decode(bytes, as: .attachment, at: path)
      }
    }
  }

  private func format() throws -> FolderFormat {
    let memory = try #require(try a.log.memory(ofFolder: "/memory"))
    let lock = try #require(FolderMemory(decoding: memory)?.lock)
    return FolderFormat(try #require(a.log.library), keys: lock.keys)
  }
}

extension Array where Element: Equatable {
  fileprivate func contains(sequence: [Element]) -> Bool {
    guard count >= sequence.count else { return false }
    return (0...count - sequence.count).contains { starts(at: $0, with: sequence) }
  }

  private func starts(at index: Int, with sequence: [Element]) -> Bool {
    self[index] == sequence[0] && self[index..<index + sequence.count].elementsEqual(sequence)
  }
}
