import Foundation
import GRDB
import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct Checking {
  private let library: Library

  /// A library with something in every table.
  init() throws {
    let other = try SimulatedReplica.make("laptop").library
    _ = try other.write { try $0.add(.sample("there", text: "Not here yet.")) }
    library = try SimulatedReplica.make("desk").library
    try library.write { writer in
      var article = Article.sample()
      article.urls = ["https://example.org/tides"]
      let page = String(repeating: "<p>tides</p>", count: 50)
      article.page = .init(content: Data(page.utf8), mediaType: "text/html")
      let source = try writer.add(article).id
      let clipping = try writer.clip(.sample(), of: source, note: "twice?", tags: ["sea"])
      let note = try writer.note("ebb", title: "Ebb", about: AnyItemID(clipping))
      let notebook = try writer.notebook(titled: "Tides")
      let heading = try writer.addEntry(.heading("Moon"), to: notebook)
      let below = OutlinePlace(under: heading)
      _ = try writer.addEntry(.item(AnyItemID(note)), to: notebook, at: below)
    }
    let notes = try library.read { try $0.notes() }.map(\.id)
    for note in notes {
      try library.write { try $0.edit(note, from: $0.base(of: note), to: "ebb and flow") }
    }
    try library.take(from: other)
    try library.join(LibraryID(high: 1, low: 1))
  }

  @Test func `a library that is whole has no problems`() throws {
    let report = try library.check()
    #expect(report.problems.isEmpty)
    #expect(report.changes == 3 && report.attachments == 2)
    #expect(try report.digest == library.digest())
  }

  @Test(arguments: [
    "UPDATE items SET added = added + 1 WHERE kind = 1",
    "UPDATE items SET edited = edited + 1 WHERE kind = 2",
    "UPDATE items SET trashed = 1 WHERE kind = 3",
    "UPDATE items SET conflicting = 1 WHERE kind = 4",
    "UPDATE items SET returned = 1 WHERE kind = 5",
    "UPDATE items SET first_change = 2 WHERE kind = 3",
    "UPDATE sources SET title = 'x'",
    "UPDATE sources SET authors = '[\"x\"]'",
    "UPDATE sources SET words = words + 1",
    "UPDATE sources SET text = page",
    "UPDATE clippings SET quote = 'x'",
    "UPDATE clippings SET note = NULL",
    "UPDATE clippings SET start = 1, \"end\" = 2",
    "UPDATE clippings SET source = zeroblob(16)",
    "UPDATE notes SET text = 'x'",
    "UPDATE notes SET about = NULL",
    "UPDATE notebooks SET title = 'x'",
    "UPDATE entries SET heading = 'x' WHERE heading IS NOT NULL",
    "UPDATE entries SET parent = zeroblob(16)",
    "UPDATE entries SET position = position || 'x'",
    "DELETE FROM entries WHERE heading IS NOT NULL",
    "UPDATE moves SET effective = 0",
    "DELETE FROM moves",
    "UPDATE tags SET name = 'x'",
    "DELETE FROM tags",
    "INSERT INTO tags SELECT 'x', number FROM items WHERE kind = 4",
    "UPDATE addresses SET address = 'https://example.org/x'",
    "DELETE FROM addresses",
    "DELETE FROM history",
    "DELETE FROM missing_attachments",
    "UPDATE missing_attachments SET text = 1 - text",
    "UPDATE attachments SET content = zeroblob(length(content))",
    "UPDATE attachments SET compressed = 1 - compressed",
    "UPDATE attachments SET size = size + 1",
    "DELETE FROM attachments",
    "DELETE FROM changes WHERE position = 1",
    "DELETE FROM changes WHERE position = 3",
    "UPDATE changes SET payload = substr(payload, 1, length(payload) - 1)",
    "UPDATE changes SET payload = zeroblob(length(payload)) WHERE position = 2",
    "UPDATE changes SET payload_hash = zeroblob(32) WHERE position = 2",
    "UPDATE changes SET hash = zeroblob(32) WHERE position = 2",
    "UPDATE changes SET hash = x'00' WHERE position = 2",
    "UPDATE changes SET clock = clock + 1 WHERE position = 1",
    "UPDATE changes SET dependencies = x'00ff' WHERE position = 2",
    "UPDATE changes SET dependencies = x'' WHERE position = 2",
    "UPDATE changes SET sequence = 9 WHERE position = 2",
    "UPDATE replicas SET sequence = sequence + 1",
    "UPDATE replicas SET hash = zeroblob(32)",
    "UPDATE replicas SET seen = x'00'",
    "UPDATE replicas SET clock = clock + 1",
    "UPDATE items SET clocks = x'00' WHERE kind = 3",
    "UPDATE items SET id = zeroblob(16) WHERE kind = 4",
    "UPDATE items SET id = x'00' WHERE kind = 4",
    "INSERT INTO search (search) VALUES ('delete-all')",
    "INSERT INTO search (rowid, title) VALUES (99, 'x')",
    "INSERT INTO search (search, rowid, title, body) SELECT 'delete', item, title, text FROM notes",
  ])
  func `anything done behind the library's back is found`(statement: String) throws {
    // Given a library that was tampered with
    try library.database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA foreign_keys = OFF")
      try db.execute(sql: statement)
      #expect(db.totalChangesCount > 0)
    }
    // When it is checked
    let problems = try library.check().problems
    // Then that is found
    #expect(!problems.isEmpty)
  }

  @Test(arguments: [
    "DELETE FROM entries; DELETE FROM notes; DELETE FROM tags",
    "UPDATE items SET clocks = x'00', added = 0, trashed = 1",
    "UPDATE notes SET text = 'x'; DELETE FROM history; DELETE FROM moves",
    "DELETE FROM addresses; DELETE FROM missing_attachments; UPDATE sources SET title = 'x'",
    "INSERT INTO search (search) VALUES ('delete-all')",
  ])
  func `what is made from the log is made again by rebuilding`(statements: String) throws {
    // Given a library of which what is made from the log is damaged
    let before = try VisibleContent(of: library, searching: ["ebb", "tides", "sea"])
    let digest = try library.digest()
    try library.database.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA foreign_keys = OFF")
      try db.execute(sql: statements)
    }
    #expect(try !library.check().problems.isEmpty)
    // When it is rebuilt
    try library.rebuild()
    // Then it is what it was
    #expect(try library.digest() == digest)
    #expect(try VisibleContent(of: library, searching: ["ebb", "tides", "sea"]) == before)
    try library.expectWhole()
  }
}

@Suite struct ReadingTheLog {
  private let library: Library

  init() throws {
    library = try SimulatedReplica.make().library
  }

  @Test func `changes are told newest first, in words`() throws {
    // Given a note with a history, and another
    let id = try library.write { try $0.note("ebb", tags: ["sea"]) }
    let note = ItemReference(.note, AnyItemID(id))
    try library.write { try $0.set([("title", "Low water")], of: note) }
    _ = try library.write { try $0.note("flood") }
    try library.write { try $0.trash(note) }
    // Then its changes are told
    let changes = try library.read { try $0.changes(of: note) }
    #expect(
      changes.map { $0.edits.map(\.description) } == [
        ["moved to the trash"], ["title set to “Low water”"],
        ["text: 3 characters added", "tagged sea"],
      ]
    )
    #expect(changes.allSatisfy { $0.replicaName == "desk" })
    #expect(try library.read { try $0.changes() }.count == 4)
    #expect(try library.read { try $0.changes(limit: 2) }.map(\.id.sequence) == [4, 3])
  }

  @Test func `the log of an item that is not there is empty`() throws {
    let item = ItemReference(.note, AnyItemID(high: 1, low: 1))
    #expect(try library.read { try $0.changes(of: item) }.isEmpty)
  }
}
