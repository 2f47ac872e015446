import Foundation
import Replication
import TestSupport
import Testing

@testable import Sync

/// Attachments that are larger than a part of the folder, and may be larger than memory.
@Suite struct LargeAttachmentsInAFolder {
  private let folder = MemorySyncFolder()
  private let a: Machine
  private let b: Machine

  /// Three parts and a shorter one; nothing makes them shorter.
  private static let content: [UInt8] = {
    var generator = SeededGenerator(seed: 1)
    let words = (0..<(3 * Limits.chunk + 1000) / 8).map { _ in generator.next() }
    return words.withUnsafeBytes { Array($0) }
  }()
  private static let hash = Blake2b.hash(content)
  private static let parts = (0..<4).map { index in
    Blake2b.hash(Array(content.dropFirst(index * Limits.chunk).prefix(Limits.chunk)))
  }

  init() {
    a = Machine(1, folder)
    b = Machine(2, folder)
  }

  private func path(_ part: Int) throws -> String {
    FolderPath.attachment(Self.parts[part], in: FolderFormat(try #require(try a.log.library)))
  }

  private var listPath: String {
    get throws { try #require(folder.paths(ending: ".chunks").first) }
  }

  private func publish() throws {
    a.log.attach(Self.content)
    try a.sync()
    try #require(folder.paths(ending: ".attachment").count == 4)
  }

  @Test(arguments: [false, true])
  func `no call carries more than a part`(isEncrypted: Bool) throws {
    // Given places that measure
    let measured = MeasuredFolder(folder)
    let stores = [a, b].map { MeasuredAttachments($0.log) }
    if isEncrypted {
      for machine in [a, b] { machine.options.passphrase = .given(Passphrase("tides")) }
      a.options.encrypts = true
    }
    // When an attachment of some parts goes from one machine to the other, and is checked
    a.log.attach(Self.content)
    for (machine, store) in zip([a, b, a], stores + [stores[0]]) {
      machine.folder = measured
      machine.attachments = store
      try machine.sync()
    }
    #expect(try b.log.attachment(Self.hash) == Self.content)
    let check = try b.engine.check(options: b.options)
    #expect(check.damaged.isEmpty && check.inFlight.isEmpty)
    // Then at no time more than a part was in memory: the header and the padding come on top
    for store in stores { #expect(store.largest == Limits.chunk) }
    #expect(measured.largest <= Limits.chunk + FolderFile.headerSize + Limits.chunk / 16)
  }

  @Test func `interrupted at any step, no part is fetched twice`() throws {
    try publish()
    var isDone = false
    var limit = 0
    while !isDone {
      // Given a machine that dies while it receives
      let measured = MeasuredFolder(folder)
      let log = MemoryChangeLog(seed: 9, fuse: Fuse(limit: limit))
      isDone = (try? Machine(8, measured, log: log).sync()) != nil
      let received = try log.received(Self.hash)
      let isHere = try log.hasAttachment(Self.hash)
      // When it goes on
      measured.reads = [:]
      let again = Machine(7, measured, log: log.copy())
      try again.sync()
      // Then it reads what it had not
      #expect(try again.log.attachment(Self.hash) == Self.content, "call \(limit)")
      for part in 0..<4 {
        let wasHere =
          isHere || received >= UInt64(min((part + 1) * Limits.chunk, Self.content.count))
        #expect(
          measured.reads[try path(part)] == (wasHere ? nil : 1),
          "call \(limit), part \(part)"
        )
      }
      limit += 1
    }
    #expect(limit > 6)
  }

  @Test func `a part that came and was damaged since comes again, and no other`() throws {
    // Given two parts that are here, one of them damaged
    try publish()
    let last = try path(3)
    let bytes = folder.files.removeValue(forKey: last)
    let measured = MeasuredFolder(folder)
    b.folder = measured
    try b.sync()
    try #require(try b.log.received(Self.hash) == UInt64(3 * Limits.chunk))
    try b.log.receive([7], of: Self.hash, at: 5)
    // When the rest comes
    folder.files[last] = bytes
    measured.reads = [:]
    try b.sync()
    // Then
    #expect(try b.log.attachment(Self.hash) == Self.content)
    let read = try (0..<4).filter { measured.reads[try path($0)] != nil }
    #expect(read == [0, 3])
  }

  @Test func `as long as the next part has not come nothing is read or verified`() throws {
    // Given a part that is still on its way
    try publish()
    folder.files[try path(2)] = nil
    let measured = MeasuredFolder(folder)
    let store = MeasuredAttachments(b.log)
    b.folder = measured
    try b.sync()
    // When it syncs again, then it reads no part, here or there
    measured.reads = [:]
    b.attachments = store
    try b.sync()
    #expect(try (0..<4).allSatisfy { measured.reads[try path($0)] == nil })
    #expect(store.largest == 0)
  }

  @Test func `parts that do not make the whole are reported and not kept`() throws {
    // Given a list with two parts in one another's place
    try publish()
    let list = ChunkList(
      size: UInt64(Self.content.count),
      chunks: [Self.parts[1], Self.parts[0], Self.parts[2], Self.parts[3]]
    )
    let format = FolderFormat(try #require(try a.log.library))
    folder.files[try listPath] = list.encoded(of: Self.hash, in: format)
    // Then whoever reads it says so
    let report = try b.sync()
    #expect(report.damaged.map(\.name) == [try listPath])
    #expect(try b.log.received(Self.hash) == 0)
    #expect(try !b.log.hasAttachment(Self.hash))
    #expect(try b.engine.check().damaged.map(\.name) == [try listPath])
  }

  @Test func `a list that claims more than there is takes no memory`() throws {
    try publish()
    let format = FolderFormat(try #require(try a.log.library))
    // Given lists of hundreds of parts: of which none is there, or none is as long as it must be
    let gone = [Digest](repeating: Blake2b.hash([9]), count: 1023)
    let short = [Digest](repeating: Self.parts[3], count: 1023)
    for chunks in [gone, short] {
      let list = ChunkList(size: UInt64(chunks.count) * UInt64(Limits.chunk), chunks: chunks)
      folder.files[try listPath] = list.encoded(of: Self.hash, in: format)
      let measured = MeasuredFolder(folder)
      b.folder = measured
      // When it is read, then the first part is the end of it
      try b.sync()
      #expect(try b.log.received(Self.hash) == 0)
      let reads = measured.reads.filter { $0.key.hasSuffix(".attachment") }
      #expect(reads.values.reduce(0, +) <= 1)
    }
  }

  @Test(arguments: [
    (UInt64.max, 1), (4 << 30, 1024), (UInt64(Limits.chunk) * 2, 1), (0, 1),
    (UInt64(Limits.chunk) + 1, 1), (UInt64(Limits.chunk), 2),
  ])
  func `a list whose size is not that of its parts is damaged`(size: UInt64, count: Int) throws {
    let format = FolderFormat(LibraryID(high: 1, low: 2))
    let list = ChunkList(size: size, chunks: [Digest](repeating: .zero, count: count))
    let bytes = list.encoded(of: Self.hash, in: format)
    #expect(throws: FileDefect.self) { try ChunkList(decoding: bytes, of: Self.hash, in: format) }
  }

  @Test func `the largest attachment has a list that can be written`() throws {
    let format = FolderFormat(LibraryID(high: 1, low: 2))
    let list = ChunkList(size: Limits.attachment, chunks: [Digest](repeating: .zero, count: 1024))
    let bytes = list.encoded(of: Self.hash, in: format)
    #expect(try ChunkList(decoding: bytes, of: Self.hash, in: format) == list)
  }

  @Test(arguments: [10, 300_000, Limits.chunk + 1])
  func `what is damaged here is not published, and the rest is`(size: Int) throws {
    // Given two attachments of which one is damaged
    let damaged = [UInt8](repeating: 5, count: size)
    a.log.attach(damaged)
    a.log.attach([1, 2, 3])
    let store = MeasuredAttachments(a.log)
    store.damaged = [Blake2b.hash(damaged)]
    a.attachments = store
    // When it syncs
    let report = try a.sync()
    // Then it says so, and others get the other one
    #expect(report.notes.map(\.code) == [.attachmentDamaged])
    #expect(report.attachmentsSent == 1)
    #expect(folder.paths(in: "attachments").isEmpty)
    #expect(try b.sync().damaged.isEmpty)
    #expect(try b.log.missingAttachments() == [Blake2b.hash(damaged)])
    // And it comes when it is whole again and somebody asks for it
    store.damaged = []
    try a.sync()
    try b.sync()
    #expect(try b.log.missingAttachments().isEmpty)
  }

  @Test func `one that is damaged here takes no part from another`() throws {
    // Given two attachments with common parts, of which the second is damaged
    let second = [9] + Self.content.dropFirst()
    a.log.attach(Self.content)
    a.log.attach(second)
    let store = MeasuredAttachments(a.log)
    store.damaged = [Blake2b.hash(second)]
    a.attachments = store
    // When it syncs, then the first one is there, and nothing else
    #expect(try a.sync().attachmentsSent == 1)
    #expect(folder.paths(ending: ".attachment").count == 4)
    try b.sync()
    #expect(try b.log.attachment(Self.hash) == Self.content)
  }

  @Test func `every interrupted sync comes further, though it can do no more than one step`() throws
  {
    try publish()
    // Given a machine that dies with the second thing that it writes after the log is here
    var log = MemoryChangeLog(seed: 9)
    let changes = try #require(folder.paths(ending: ".attachment").first)
    let bytes = folder.files.removeValue(forKey: changes)
    try Machine(8, folder, log: log).sync()
    folder.files[changes] = bytes
    var received: [UInt64] = []
    while try !log.hasAttachment(Self.hash) {
      log = log.copy(fuse: Fuse(limit: 1))
      _ = try? Machine(8, folder, log: log).sync()
      received.append(try log.hasAttachment(Self.hash) ? .max : log.received(Self.hash))
      try #require(received.count < 9)
    }
    // Then each attempt has one part more than the one before
    #expect(zip(received, received.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func `equal parts are written once`() throws {
    let content = [UInt8](repeating: 7, count: 3 * Limits.chunk)
    a.log.attach(content)
    #expect(try a.sync().attachmentsSent == 1)
    #expect(folder.paths(ending: ".attachment").count == 1)
    // An identity, a part, a list, a segment and a head
    #expect(folder.writes == 5)
    try b.sync()
    #expect(try b.log.attachment(Blake2b.hash(content)) == content)
  }

  @Test func `what an interrupted process left beside a part that is there is cleared away`() throws
  {
    // Given a folder on the disk, in which a process that has ended left what it was writing
    let directory = try TemporaryDirectory()
    a.log.attach(Self.content)
    a.folder = LocalSyncFolder(path: directory.url.path, writer: "desk")
    try a.sync()
    let path = try path(0)
    let parent = directory.place(path).deletingLastPathComponent()
    // No process has that number.
    let left = parent.appendingPathComponent(".clip-desk-2147483646-1.part")
    try Data([1]).write(to: left)
    // When a new process of that machine sends the attachment once more, because its list is lost
    let list = try #require(
      FileManager.default.enumerator(atPath: directory.url.path)?
        .compactMap { $0 as? String }.first { $0.hasSuffix(".chunks") }
    )
    try FileManager.default.removeItem(at: directory.place(list))
    b.folder = LocalSyncFolder(path: directory.url.path, writer: "laptop")
    try b.sync()
    a.folder = LocalSyncFolder(path: directory.url.path, writer: "desk")
    try a.sync()
    // Then that is gone
    #expect(!FileManager.default.fileExists(atPath: left.path))
    #expect(FileManager.default.fileExists(atPath: directory.place(path).path))
  }

  @Test func `one that is purged before all of it was published leaves no part`() throws {
    var isDone = false
    var limit = 0
    while !isDone {
      // Given a sync that dies while it publishes
      let folder = MemorySyncFolder()
      let log = MemoryChangeLog(seed: 4)
      let item = log.attach(Array(Self.content.prefix(Limits.chunk + 1000)))
      let dying = FaultySyncFolder(folder, fuse: Fuse(limit: limit))
      isDone = (try? Machine(5, dying, log: log).sync()) != nil
      // When it is purged, and synced
      log.purge(item)
      try Machine(6, folder, log: log).sync()
      // Then nothing of it is there
      #expect(folder.paths(in: "attachments").isEmpty, "call \(limit)")
      limit += 1
    }
    #expect(limit > 8)
  }
}
