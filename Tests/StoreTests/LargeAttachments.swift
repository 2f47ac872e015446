import Foundation
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

/// Attachments that are too large for the database.
@Suite struct LargeAttachments {
  private let temporary: TemporaryDirectory
  private let desk: SimulatedReplica
  private let other: SimulatedReplica

  init() throws {
    temporary = try TemporaryDirectory()
    desk = try SimulatedReplica("desk", seed: 1, at: temporary.place("desk"))
    other = try SimulatedReplica("laptop", seed: 2)
  }

  private var library: Library { desk.library }
  private var files: URL { temporary.place("desk/attachments") }
  private var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: files.path)) ?? []
  }

  /// Each part is another one, so that a part in another's place shows.
  private static let parts = (0..<4).map { [UInt8](repeating: UInt8($0), count: 5 << 20) }
  private static let size = UInt64(20 << 20)
  private static let hash = Blake2b.hash(parts.flatMap { $0 })

  /// Adds an article whose page they are.
  @discardableResult
  private func add(
    to library: Library,
    then body: () throws -> Void = {}
  ) throws -> ItemReference {
    var rest = Self.parts[...]
    let page = try library.stage { rest.popFirst() }
    return try library.write { writer in
      let article = Article.sample(text: "Of the tides.")
      let id = try writer.add(article, page: page, mediaType: "application/pdf").id
      try body()
      return ItemReference(.source, AnyItemID(id))
    }
  }

  private func reopened() throws -> Library {
    try SimulatedReplica("desk", seed: 3, opening: temporary.place("desk")).library
  }

  /// Makes the library know of an article whose page another one has.
  private func expectPage() throws {
    try add(to: other.library)
    try library.take(from: other.library)
    try #require(try library.missingAttachments().contains(Self.hash))
  }

  private func receive(_ range: Range<Int>, in library: Library) throws {
    for index in range {
      try library.receive(Self.parts[index], of: Self.hash, at: UInt64(index) * 5 << 20)
    }
  }

  // MARK: Adding

  @Test func `they lie in a file beside the database and come back as they were`() throws {
    try add(to: library)
    #expect(names == ["\(Self.hash)"])
    #expect(try library.size(ofAttachment: Self.hash) == Self.size)
    for (index, part) in Self.parts.enumerated() {
      let offset = UInt64(index) * 5 << 20
      #expect(try library.attachment(Self.hash, from: offset, count: 5 << 20) == part)
    }
    #expect(try library.attachment(Self.hash, from: Self.size - 1, count: 9) == [3])
    #expect(try library.attachment(Self.hash, from: Self.size + 7, count: 9) == [])
    let database = temporary.place("desk/library.sqlite").path
    let attributes = try FileManager.default.attributesOfItem(atPath: database)
    #expect((attributes[.size] as? Int ?? 0) < 1 << 20)
    try library.expectWhole()
    try reopened().expectWhole()
  }

  @Test func `small ones lie in the database however they come`() throws {
    var rest = [[UInt8(1), 2], [3]][...]
    let page = try library.stage { rest.popFirst() }
    #expect(page.hash == Blake2b.hash([1, 2, 3]) && page.size == 3)
    _ = try library.write { try $0.add(.sample(), page: page, mediaType: "application/pdf") }
    #expect(names.isEmpty)
    #expect(try library.attachment(page.hash) == [1, 2, 3])
  }

  @Test func `a large text lies in a file, too, and is all there`() throws {
    let text = String(repeating: "High water comes twice. ", count: 750_000)
    let id = try library.write { try $0.add(.sample(text: text)).id }
    #expect(names.count == 1)
    #expect(try library.read { try $0.text(of: id) } == text)
    try library.expectWhole()
    // Search knows the article by its title
    try library.rebuild()
    try library.expectWhole()
  }

  @Test func `no call carries more than the database takes`() throws {
    let files = FusedFiles(DirectoryFiles(directory: files))
    let library = library.with(files)
    try add(to: library)
    try library.expectWhole()
    _ = try library.attachment(Self.hash, from: 0, count: 4 << 20)
    #expect(files.largest <= Limits.attachmentInDatabase)
  }

  @Test func `the same bytes are kept once`() throws {
    try add(to: library)
    var rest = Self.parts[...]
    let page = try library.stage { rest.popFirst() }
    _ = try library.write {
      try $0.add(.sample("moon", text: "Of the moon."), page: page, mediaType: "")
    }
    #expect(names == ["\(Self.hash)"])
    try library.expectWhole()
  }

  @Test func `what was staged and not added leaves nothing`() throws {
    // Given bytes that are staged, while the library is opened once more
    var rest = Self.parts[...]
    var page: StagedAttachment? = try library.stage { rest.popFirst() }
    #expect(names.count == 1)
    _ = try reopened()
    #expect(names.count == 1)
    // When they are let go, then they are gone
    _ = page?.hash
    page = nil
    #expect(names.isEmpty)
    // And so are those of which reading failed halfway
    struct Failure: Error {}
    rest = Self.parts[...]
    #expect(throws: Failure.self) {
      _ = try library.stage {
        if rest.isEmpty { throw Failure() }
        return rest.popFirst()
      }
    }
    #expect(names.isEmpty)
  }

  @Test func `a change that fails leaves nothing`() throws {
    struct Failure: Error {}
    #expect(throws: Failure.self) { try add(to: library) { throw Failure() } }
    #expect(names.isEmpty)
    #expect(try !library.hasAttachment(Self.hash))
    try add(to: library)
    try library.expectWhole()
  }

  @Test func `killed at any step of adding, all of it is there or nothing`() throws {
    var isDone = false
    var limit = 0
    while !isDone {
      try? FileManager.default.removeItem(at: files)
      let fused = FusedFiles(DirectoryFiles(directory: files), limit: limit)
      isDone = (try? add(to: library.with(fused))) != nil
      // The process is dead, and with it what it held; then the library is opened again
      let library = try reopened()
      #expect(names == (isDone ? ["\(Self.hash)"] : []), "call \(limit)")
      #expect(try library.hasAttachment(Self.hash) == isDone, "call \(limit)")
      try library.expectWhole()
      limit += 1
    }
    #expect(limit == 6)
  }

  // MARK: Receiving

  @Test func `they are received in parts and are there when the last one has come`() throws {
    try expectPage()
    try receive(0..<4, in: library)
    #expect(try !library.hasAttachment(Self.hash))
    #expect(try library.finishReceiving(Self.hash, size: Self.size))
    #expect(names == ["\(Self.hash)"])
    #expect(!(try library.missingAttachments().contains(Self.hash)))
    #expect(try library.attachments(after: 0, limit: 9).map(\.hash) == [Self.hash])
    // Once more changes nothing
    try receive(0..<4, in: library)
    #expect(try library.finishReceiving(Self.hash, size: Self.size))
    #expect(names == ["\(Self.hash)"])
    #expect(try library.attachment(Self.hash, from: 7 << 20, count: 1) == [1])
  }

  @Test func `smaller ones that came in parts lie in the database`() throws {
    let page = [UInt8](repeating: 9, count: 6 << 20)
    var article = Article.sample()
    article.page = .init(content: Data(page), mediaType: "application/pdf")
    _ = try other.library.write { try $0.add(article) }
    try library.take(from: other.library)
    let hash = Blake2b.hash(page)
    try library.receive(Array(page[..<(4 << 20)]), of: hash, at: 0)
    try library.receive(Array(page[(4 << 20)...]), of: hash, at: 4 << 20)
    #expect(try library.finishReceiving(hash, size: 6 << 20))
    #expect(names.isEmpty)
    #expect(try library.attachment(hash) == page)
  }

  @Test func `what has come outlasts the process`() throws {
    try expectPage()
    try receive(0..<2, in: library)
    let again = try reopened()
    #expect(try again.received(Self.hash) == 10 << 20)
    #expect(try again.received(Self.hash, from: 5 << 20, count: 5 << 20) == Self.parts[1])
    try receive(2..<4, in: again)
    #expect(try again.finishReceiving(Self.hash, size: Self.size))
    #expect(try again.attachment(Self.hash, from: 15 << 20, count: 1) == [3])
  }

  @Test func `parts that do not make the whole go, and can come again`() throws {
    try expectPage()
    // Given one part in another's place, or one that lacks, or too much
    try receive(0..<4, in: library)
    try library.receive(Self.parts[0], of: Self.hash, at: 5 << 20)
    #expect(try !library.finishReceiving(Self.hash, size: Self.size))
    #expect(try !library.hasAttachment(Self.hash))
    #expect(names.isEmpty)
    try receive(0..<3, in: library)
    #expect(try !library.finishReceiving(Self.hash, size: Self.size))
    // When the right ones come, with something after them
    try receive(0..<4, in: library)
    try library.receive([1, 2, 3], of: Self.hash, at: Self.size)
    #expect(try library.finishReceiving(Self.hash, size: Self.size))
    #expect(try library.size(ofAttachment: Self.hash) == Self.size)
    #expect(names == ["\(Self.hash)"])
  }

  @Test func `a part with a gap before it is refused`() throws {
    try expectPage()
    try receive(0..<1, in: library)
    #expect(try code { try receive(2..<3, in: library) } == .badChange)
    #expect(try library.received(Self.hash) == 5 << 20)
  }

  @Test func `killed at any step of receiving, what had come is not asked for again`() throws {
    try expectPage()
    for limit in 0..<9 {
      // Given a process that dies
      let fused = FusedFiles(DirectoryFiles(directory: files), limit: limit)
      let dying = library.with(fused)
      let isDone = (try? receive(0..<4, in: dying)).flatMap {
        try? dying.finishReceiving(Self.hash, size: Self.size)
      }
      // When the library is opened again
      let again = try reopened()
      // Then it is there, or the parts that were written whole are
      let isHere = try again.hasAttachment(Self.hash)
      #expect(isHere == (isDone ?? false), "call \(limit)")
      if !isHere {
        let whole = UInt64(min(limit, 4)) * 5 << 20
        #expect(try again.received(Self.hash) >= whole, "call \(limit)")
        try receive(0..<4, in: again)
        #expect(try again.finishReceiving(Self.hash, size: Self.size))
      }
      #expect(names == ["\(Self.hash)"])
      // And once more from the beginning
      try library.tamper("DELETE FROM attachments WHERE file = 1")
      try library.rebuild()
      try FileManager.default.removeItem(at: files)
    }
  }

  @Test func `one that cannot be taken note of is not lost`() throws {
    // Given a disk that takes the file, and not the note of it
    try expectPage()
    try receive(0..<4, in: library)
    try library.tamper(
      """
      CREATE TRIGGER full BEFORE INSERT ON attachments BEGIN SELECT RAISE(ABORT, 'full'); END
      """
    )
    #expect(throws: (any Error).self) {
      _ = try library.finishReceiving(Self.hash, size: Self.size)
    }
    #expect(try library.received(Self.hash) == Self.size)
    // When it takes both, then nothing has to come again
    try library.tamper("DROP TRIGGER full")
    #expect(try library.finishReceiving(Self.hash, size: Self.size))
    #expect(names == ["\(Self.hash)"])
  }

  @Test func `two processes that receive the same one do not disturb one another`() throws {
    try expectPage()
    let second = try reopened()
    try receive(0..<2, in: library)
    try receive(0..<3, in: second)
    try receive(2..<4, in: library)
    #expect(try library.finishReceiving(Self.hash, size: Self.size))
    // What comes too late finds it there
    try receive(3..<4, in: second)
    #expect(try second.finishReceiving(Self.hash, size: Self.size))
    #expect(names == ["\(Self.hash)"])
    try second.expectWhole()
  }

  // MARK: Checking and purging

  @Test func `a library from before there were files is brought up to date`() throws {
    // Given one whose database knows of no files
    _ = try library.write { try $0.add(.sample()) }
    let texts = try library.attachments(after: 0, limit: 9).map(\.hash)
    try library.tamper(
      """
      DROP INDEX attachments_in_files;
      ALTER TABLE attachments DROP COLUMN file;
      DELETE FROM grdb_migrations WHERE identifier = 'v0003-attachments';
      PRAGMA user_version = 2;
      """
    )
    // When it is opened, then it is whole, and takes large ones
    let again = try reopened()
    #expect(try again.attachments(after: 0, limit: 9).map(\.hash) == texts)
    try add(to: again)
    try again.expectWhole()
    #expect(names == ["\(Self.hash)"])
  }

  @Test(arguments: ["cut", "flip", "gone", "longer"])
  func `a check finds one that is damaged`(damage: String) throws {
    try add(to: library)
    let path = files.appendingPathComponent("\(Self.hash)")
    let file = try FileHandle(forUpdating: path)
    switch damage {
    case "cut": try file.truncate(atOffset: Self.size - 1)
    case "longer": try file.truncate(atOffset: Self.size + 1)
    case "flip":
      try file.seek(toOffset: 9 << 20)
      try file.write(contentsOf: Data([0xff]))
    default: try FileManager.default.removeItem(at: path)
    }
    #expect(try library.check().problems == ["the attachment \(Self.hash) is damaged"])
  }

  @Test func `a purge takes the file with it, whole or not`() throws {
    let item = try add(to: library)
    try library.write { try $0.purge(item) }
    #expect(names.isEmpty)
    try library.expectWhole()
    // And what has come of one
    let place = temporary.place("second")
    let second = try SimulatedReplica("second", seed: 9, at: place).library
    let theirs = try add(to: other.library)
    try second.take(from: other.library)
    try receive(0..<2, in: second)
    try other.library.write { try $0.purge(theirs) }
    try second.take(from: other.library)
    let attachments = place.appendingPathComponent("attachments").path
    #expect(try FileManager.default.contentsOfDirectory(atPath: attachments).isEmpty)
    #expect(try second.finishReceiving(Self.hash, size: Self.size))
    #expect(try !second.hasAttachment(Self.hash))
  }

  @Test func `files that are not ours stay, and those that nobody asks for go`() throws {
    try add(to: library)
    let strange = Blake2b.hash([7])
    for name in ["notes.txt", "\(strange)", "\(strange).partial", "0123.new"] {
      try Data([1]).write(to: files.appendingPathComponent(name))
    }
    _ = try reopened()
    #expect(names.sorted() == ["\(Self.hash)", "notes.txt"].sorted())
  }
}
