import Replication
import TestSupport
import Testing

@testable import Sync

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
