import Replication
import TestSupport
import Testing

@testable import Sync

@Suite struct WhatIsPurged {
  private let folder = MemorySyncFolder()
  private let a: Machine
  private let b: Machine

  init() {
    a = Machine(1, folder)
    b = Machine(2, folder)
  }

  private let secret = "correct horse battery"

  /// Paths of files whose body holds some bytes.
  private func paths(holding bytes: [UInt8], in folder: MemorySyncFolder? = nil) -> [String] {
    let folder = folder ?? self.folder
    return folder.files.filter { path, content in
      let kind = FileKind.allCases.first { content.count > 7 && $0.rawValue == content[7] }
      guard let kind, let file = try? FolderFile(decoding: content, as: kind) else { return false }
      return file.body.holds(bytes)
    }.map(\.key)
  }

  @Test func `leaves the segments of the replica that published it`() throws {
    // Given a text that both have
    a.log.write("before")
    let item = a.log.write(secret)
    a.log.write("after")
    try a.sync()
    try b.sync()
    try #require(!paths(holding: Array(secret.utf8)).isEmpty)
    // When the other one purges it, and both sync
    b.log.purge(item)
    try b.sync()
    try a.sync()
    // Then no file holds it, the rest is there, and nothing is damaged
    #expect(paths(holding: Array(secret.utf8)).isEmpty)
    let c = Machine(3, folder)
    let report = try c.sync()
    #expect(report.damaged.isEmpty && report.notes.isEmpty && report.waiting == 0)
    #expect(c.log.texts == ["after", "before"])
    #expect(c.log.contents == a.log.contents)
    // And all is at rest
    for machine in [a, b, c, a, b] { try machine.sync() }
    for machine in [a, b, c] { #expect(try machine.sync().files.written == 0) }
  }

  @Test func `leaves what was compacted, too, and what waited to be removed`() throws {
    b.log.write("from b")
    try b.sync()
    let item = a.log.write(secret)
    try a.sync()
    for index in 0..<9 {
      a.log.write("\(index)")
      try a.sync()
    }
    try #require(paths(holding: Array(secret.utf8)).count > 1)
    a.log.purge(item)
    try a.sync()
    #expect(paths(holding: Array(secret.utf8)).isEmpty)
    try b.sync()
    #expect(b.log.contents == a.log.contents)
  }

  @Test func `leaves again what a carrier brings back, or did not list`() throws {
    // Given what was purged, and the files that held it
    b.log.write("from b")
    try b.sync()
    let item = a.log.write(secret)
    let page = a.log.attach(Array("a secret page".utf8))
    try a.sync()
    let before = folder.files.filter { $0.key.hasPrefix(a.directory) }
    a.log.purge(item)
    a.log.purge(page)
    try a.sync()
    // When they come back, and nothing else is new
    folder.files.merge(before) { present, _ in present }
    try #require(!paths(holding: Array(secret.utf8)).isEmpty)
    try #require(!paths(holding: Array("a secret page".utf8)).isEmpty)
    try a.sync()
    // Then they are gone with the next sync
    #expect(paths(holding: Array(secret.utf8)).isEmpty)
    #expect(paths(holding: Array("a secret page".utf8)).isEmpty)
    try b.sync()
    #expect(b.log.contents == a.log.contents)
    #expect(try a.sync().files.written == 0)
  }

  @Test func `leaves what is carried for others`() throws {
    // Given b, who carries what a wrote to a stick
    let item = a.log.write(secret)
    try a.sync()
    try b.sync()
    let stick = MemorySyncFolder(name: "/stick")
    try b.sync(with: stick)
    try #require(!paths(holding: Array(secret.utf8), in: stick).isEmpty)
    // When it is purged
    b.log.purge(item)
    try b.sync(with: stick)
    #expect(paths(holding: Array(secret.utf8), in: stick).isEmpty)
  }

  @Test func `leaves a pack that cannot be read for once with the next sync`() throws {
    // Given a page in a pack, which is purged
    let page = a.log.attach(Array("a secret page".utf8))
    a.log.attach([1, 2, 3])
    try a.sync()
    a.log.purge(page)
    let path = try #require(folder.paths(ending: ".pack").first)
    let content = try #require(folder.files[path])
    // When it cannot be read by the sync that would write it again
    folder.files[path] = Array(content.dropLast())
    try a.sync()
    folder.files[path] = content
    try #require(!paths(holding: Array("a secret page".utf8)).isEmpty)
    try a.sync()
    // Then it is written again by the next one
    #expect(paths(holding: Array("a secret page".utf8)).isEmpty)
    try b.sync()
    #expect(try b.log.attachment(Blake2b.hash([1, 2, 3])) != nil)
  }

  @Test func `leaves what was carried and is published by its owner now`() throws {
    // Given b, who carried what a wrote to a stick, and has written nothing itself
    let item = a.log.write(secret)
    for index in 0..<3 { a.log.write("\(index)") }
    try a.sync()
    try b.sync()
    let stick = MemorySyncFolder(name: "/stick")
    try b.sync(with: stick)
    let carried = stick.files.filter { $0.key.hasSuffix(".segment") }
    try #require(carried.count == 1)
    // When a purges it and publishes there itself, and then the carried file is brought back
    a.log.purge(item)
    try a.sync(with: stick)
    for _ in 0..<2 { try b.sync(with: stick) }
    stick.files.merge(carried) { present, _ in present }
    try #require(!paths(holding: Array(secret.utf8), in: stick).isEmpty)
    try b.sync(with: stick)
    // Then it is gone again
    #expect(paths(holding: Array(secret.utf8), in: stick).isEmpty)
  }

  @Test(arguments: [100, 300_000, 9 << 20])
  func `takes its attachment with it`(size: Int) throws {
    let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 251) }
    a.log.attach([1, 2, 3])
    let item = a.log.attach(content)
    try a.sync()
    try b.sync()
    a.log.purge(item)
    for machine in [a, b, a] { try machine.sync() }
    let some = Array(content[..<100])
    #expect(paths(holding: some).isEmpty)
    #expect(folder.paths(in: "attachments").isEmpty)
    // And the others stay
    let c = Machine(3, folder)
    try c.sync()
    #expect(try c.log.missingAttachments().isEmpty)
    #expect(try c.log.attachment(Blake2b.hash([1, 2, 3])) != nil)
    #expect(try c.log.attachment(Blake2b.hash(content)) == nil)
  }

  @Test(arguments: [300_000, 9 << 20], [false, true])
  func `takes with it what a carrier brings late`(size: Int, partsAlone: Bool) throws {
    // Given an attachment that the folder lost before it was purged, or parts of it
    let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 / 251) }
    let item = a.log.attach(content)
    try a.sync()
    let late = folder.files.filter {
      $0.key.hasPrefix("attachments/") && !(partsAlone && $0.key.hasSuffix(".chunks"))
    }
    for path in late.keys { folder.files[path] = nil }
    a.log.purge(item)
    try a.sync()
    // When it comes after all
    folder.files.merge(late) { $1 }
    try a.sync()
    // Then it is removed, once and for all
    #expect(folder.paths(in: "attachments").isEmpty)
    let writes = folder.writes
    try a.sync()
    #expect(folder.writes == writes)
  }

  @Test func `is gone after a crash at any call`() throws {
    for limit in 0..<40 {
      let folder = MemorySyncFolder()
      let log = MemoryChangeLog(seed: 1)
      log.write("before")
      let item = log.write(secret)
      let file = log.attach(Array("a secret page".utf8))
      try Machine(1, folder, log: log).sync()
      let fuse = Fuse(limit: limit)
      let dying = log.copy(fuse: fuse)
      dying.purge(item)
      dying.purge(file)
      _ = try? Machine(2, FaultySyncFolder(folder, fuse: fuse), log: dying).sync()
      let again = Machine(3, folder, log: dying.copy())
      try again.sync()
      #expect(paths(holding: Array(secret.utf8), in: folder).isEmpty, "call \(limit)")
      #expect(paths(holding: Array("a secret page".utf8), in: folder).isEmpty, "call \(limit)")
      let c = Machine(4, folder)
      let report = try c.sync()
      #expect(c.log.contents == again.log.contents && report.damaged.isEmpty, "call \(limit)")
    }
  }
}

extension Array where Element == UInt8 {
  fileprivate func holds(_ bytes: [UInt8]) -> Bool {
    guard count >= bytes.count, let first = bytes.first else { return false }
    return (0...count - bytes.count).contains {
      self[$0] == first && self[$0..<$0 + bytes.count].elementsEqual(bytes)
    }
  }
}
