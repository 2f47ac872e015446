import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct AttachmentsInAFolder {
  private let folder = MemorySyncFolder()
  private let a: Machine
  private let b: Machine

  init() {
    a = Machine(1, folder)
    b = Machine(2, folder)
  }

  private func content(_ size: Int, seed: UInt64 = 1) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    return (0..<size).map { _ in UInt8.random(in: 0 ... .max, using: &generator) }
  }

  private func hasAll(_ machine: Machine) throws -> Bool {
    try machine.log.missingAttachments().isEmpty
  }

  @Test func `small ones of one sync are one file`() throws {
    for index in 0..<50 { a.log.attach(content(100, seed: UInt64(index))) }
    try a.sync()
    try b.sync()
    #expect(folder.paths(ending: ".pack").count == 1)
    #expect(folder.paths(in: "attachments").isEmpty)
    #expect(try hasAll(b))
  }

  @Test func `packs stay few, and no reader takes in twice what it has`() throws {
    try b.sync()
    for index in 0..<100 {
      a.log.attach(content(100, seed: UInt64(index)))
      try a.sync()
      let report = try b.sync()
      #expect(report.attachmentsReceived == 1)
      #expect(report.attachmentsSent == 0)
    }
    #expect(folder.paths(ending: ".pack").count < 4 * Limits.fanOut)
    #expect(folder.paths(in: b.directory, ending: ".pack").isEmpty)
  }

  @Test func `large ones go in parts`() throws {
    let large = content(9 << 20)
    a.log.attach(large)
    a.log.attach(content(300_000, seed: 2))
    try a.sync()
    #expect(folder.paths(ending: ".attachment").count == 4)
    #expect(folder.paths(ending: ".chunks").count == 1)
    try b.sync()
    #expect(try b.log.attachment(Blake2b.hash(large)) == large)
    #expect(try hasAll(b))
  }

  @Test func `an interrupted transfer goes on where it was`() throws {
    // Given a sync that dies while it writes the parts of a large attachment
    let large = content(13 << 20)
    a.log.attach(large)
    let first = a.log.copy(fuse: Fuse(limit: 7))
    _ = try? Machine(3, FaultySyncFolder(folder, fuse: Fuse(limit: 9)), log: first).sync()
    let written = folder.paths(ending: ".attachment").count
    try #require(written > 0 && written < 4)
    // When it goes on
    let before = folder.writes
    try a.sync()
    // Then only the rest is written: the parts that lack, the list, segment and head, the identity
    #expect(folder.writes - before <= 4 - written + 4)
    // And a reader to whom a part is missing takes the rest when it comes
    let part = try #require(folder.paths(ending: ".attachment").first)
    let bytes = folder.files.removeValue(forKey: part)
    try b.sync()
    #expect(try !hasAll(b))
    folder.files[part] = bytes
    try b.sync()
    #expect(try b.log.attachment(Blake2b.hash(large)) == large)
  }

  @Test func `large ones stay in the folder where they are not wanted, and come when they are`()
    throws
  {
    let large = content(300_000)
    a.log.attach(large)
    a.log.attach([1, 2, 3])
    try a.sync()
    b.options.attachments = SyncOptions.AttachmentPolicy.none
    try b.sync()
    #expect(try b.log.missingAttachments() == [Blake2b.hash(large)])
    // It is remembered, and nobody is asked
    b.options.attachments = nil
    try b.sync()
    #expect(try a.sync().files.written <= 1)
    #expect(try b.log.missingAttachments() == [Blake2b.hash(large)])
    // One is fetched by itself, or all of them
    #expect(try b.engine.fetchAttachment(Blake2b.hash(large)))
    #expect(try hasAll(b))
  }

  @Test(arguments: [false, true])
  func `what the folder lost comes back from whoever has it`(ownerIsGone: Bool) throws {
    // Given attachments that both have, and a folder that lost them
    a.log.attach([1, 2, 3])
    a.log.attach(content(300_000))
    try a.sync()
    try b.sync()
    folder.files = folder.files.filter {
      !$0.key.hasSuffix(".pack") && !$0.key.hasPrefix("attachments")
    }
    // When a third one comes, and those who are left sync
    let c = Machine(3, folder)
    for _ in 0..<2 {
      try c.sync()
      try b.sync()
      if !ownerIsGone { try a.sync() }
    }
    try c.sync()
    // Then it has them, and all come to rest
    #expect(try hasAll(c))
    for machine in [b, c] { try machine.sync() }
    #expect(try [b, c].allSatisfy { try $0.sync().files.written == 0 })
  }

  @Test func `nobody sends what a retired replica looks for`() throws {
    // Given attachments that the folder lost, and one who looks for them
    a.log.attach([1, 2, 3])
    try a.sync()
    try b.sync()
    for path in folder.paths(ending: ".pack") { folder.files[path] = nil }
    let c = Machine(3, folder)
    for _ in 0..<2 { try c.sync() }
    // When it was retired before anybody met its head
    b.log.retire(c.log.replica)
    try b.sync()
    // Then nothing is sent
    #expect(folder.paths(ending: ".pack").isEmpty)
    // and to the one as which it goes on it is
    for machine in [c, b, c] { try machine.sync() }
    #expect(try hasAll(c))
  }

  @Test func `one in a pack that came before its change is there when the change comes`() throws {
    // Given a pack that arrives while the segment does not
    a.log.attach([1, 2, 3])
    try a.sync()
    let path = try #require(folder.paths(ending: ".segment").first)
    let segment = folder.files.removeValue(forKey: path)
    try b.sync()
    // When it comes
    folder.files[path] = segment
    try b.sync()
    // Then
    #expect(try hasAll(b) && b.log.contents == a.log.contents)
  }

  @Test func `interrupted while they are taken in are not published as new`() throws {
    for index in 0..<20 { a.log.attach(content(1000, seed: UInt64(index))) }
    try a.sync()
    for limit in 0..<40 {
      let folder = MemorySyncFolder(files: folder.files)
      let log = MemoryChangeLog(seed: 9, fuse: Fuse(limit: limit))
      _ = try? Machine(8, folder, log: log).sync()
      let again = Machine(7, folder, log: log.copy())
      try again.sync()
      #expect(folder.paths(in: again.directory, ending: ".pack").isEmpty, "call \(limit)")
      #expect(try hasAll(again), "call \(limit)")
    }
  }
}
