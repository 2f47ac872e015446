import Foundation
import GRDB
import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct OpeningLibraries {
  private let directory: TemporaryDirectory
  private let environment = StoreEnvironment.simulated("desk", seed: 1)

  init() throws {
    directory = try TemporaryDirectory()
  }

  private var place: URL { directory.place("library") }
  private var file: URL { place.appendingPathComponent(Library.fileName) }

  @Test func `what was written is there when it is opened again`() throws {
    // Given a library with a note that is closed
    let note = try Library.create(at: place, name: "desk", environment: environment)
      .write { try $0.note("ebb") }
    // When it is opened
    let library = try Library.open(at: place, environment: environment)
    // Then the note is there, and the replica is the same
    #expect(try library.read { try $0.note(note) }?.text == "ebb")
    try library.write { _ = try $0.note("flood") }
    #expect(try library.version.entries.map(\.sequence) == [2])
    try library.expectWhole()
  }

  @Test func `a library joins one library, for good`() throws {
    let library = try Library.create(at: place, name: "desk", environment: environment)
    let joined = LibraryID(high: 1, low: 1)
    try library.join(joined)
    try library.join(joined)
    let other = LibraryID(high: 1, low: 2)
    #expect(try code { try library.join(other) } == .otherLibrary)
    #expect(try code { try library.join(other, leaving: other) } == .otherLibrary)
    #expect(try Library.open(at: place, environment: environment).library == joined)
  }

  @Test func `a place without a library is refused`() throws {
    #expect(throws: StoreError.self) { try Library.open(at: place, environment: environment) }
    #expect(try code { _ = try Library.open(at: place, environment: environment) } == .noLibrary)
    // And nothing is made there
    #expect(!FileManager.default.fileExists(atPath: place.path))
  }

  @Test func `a library is never made over another`() throws {
    // Given a library
    let first = try Library.create(at: place, name: "desk", environment: environment)
    let replica = try first.replica
    // When one is to be made in its place
    let failure = try code {
      _ = try Library.create(at: place, name: "desk", environment: environment)
    }
    // Then that is refused
    #expect(failure == .libraryExists)
    #expect(try Library.open(at: place, environment: environment).replica == replica)
  }

  @Test func `a library whose making was interrupted is made when it is asked for again`() throws {
    // Given what is left when the process ends between the migrator's own table and the first migration
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let begun = try DatabaseQueue(path: file.path)
    try begun.write { db in
      try db.execute(sql: "CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    }
    try begun.close()
    // Then there is no library yet
    #expect(try code { _ = try Library.open(at: place, environment: environment) } == .noLibrary)
    // And it can be made
    let library = try Library.create(at: place, name: "desk", environment: environment)
    try library.write { _ = try $0.note("ebb") }
    try library.expectWhole()
  }

  @Test func `a library that a newer clip wrote is refused and left as it is`() throws {
    // Given a library of a schema that is not known here
    let library = try Library.create(at: place, name: "desk", environment: environment)
    try library.tamper("PRAGMA user_version = 99")
    try library.database.close()
    let before = try Data(contentsOf: file)
    // When it is opened, and made again
    let failures = [
      try code { _ = try Library.open(at: place, environment: environment) },
      try code { _ = try Library.create(at: place, name: "desk", environment: environment) },
    ]
    // Then it is refused
    #expect(failures == [.newerLibrary, .newerLibrary])
    #expect(try Data(contentsOf: file) == before)
  }

  @Test(arguments: ["no database at all", String(repeating: "SQLite format 3 ", count: 500)])
  func `a file that is no library is refused`(content: String) throws {
    // Given a file of something else
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data(content.utf8).write(to: file)
    // When it is opened
    let failure = try code { _ = try Library.open(at: place, environment: environment) }
    // Then it is refused and stays as it is
    #expect(failure == .notALibrary)
    #expect(try Data(contentsOf: file) == Data(content.utf8))
  }

  @Test func `another program's database is refused`() throws {
    // Given a database of something else
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    let other = try DatabaseQueue(path: file.path)
    try other.write { try $0.execute(sql: "CREATE TABLE settings (a); CREATE TABLE b (c)") }
    try other.close()
    // When it is opened
    let failure = try code { _ = try Library.open(at: place, environment: environment) }
    // Then it is refused, and nothing is added to it
    #expect(failure == .notALibrary)
    let tables = try DatabaseQueue(path: file.path).read {
      try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema ORDER BY name")
    }
    #expect(tables == ["b", "settings"])
  }

  @Test func `what is left of making a library is none, and can be gone on with`() throws {
    // Given what a full disk leaves of a file
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data().write(to: file)
    // Then it is no library
    #expect(try code { _ = try Library.open(at: place, environment: environment) } == .noLibrary)
    // And becomes one when it is made again
    let library = try Library.create(at: place, name: "desk", environment: environment)
    try library.write { _ = try $0.note("ebb") }
    try library.expectWhole()
  }

  @Test func `a library that has no identity yet is none, and can be gone on with`() throws {
    // Given a library that was interrupted before it said which replica it is
    let first = try Library.create(at: place, name: "desk", environment: environment)
    try first.tamper("DELETE FROM settings")
    try first.database.close()
    // Then it is no library
    #expect(try code { _ = try Library.open(at: place, environment: environment) } == .noLibrary)
    // And becomes one when it is made again
    let library = try Library.create(at: place, name: "desk", environment: environment)
    try library.write { _ = try $0.note("ebb") }
    try library.expectWhole()
  }

  @Test func `a place that cannot be made is said`() throws {
    // Given a file where a directory is wanted
    try Data().write(to: place)
    // When a library is to be made below it
    let failure = try code {
      let below = place.appendingPathComponent("library")
      _ = try Library.create(at: below, name: "desk", environment: environment)
    }
    // Then that is said
    #expect(failure == .notWritable)
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may write everywhere"))
  func `a directory that may not be written is said`() throws {
    // Given a directory without permission to write
    let manager = FileManager.default
    try manager.createDirectory(at: place, withIntermediateDirectories: true)
    try manager.setAttributes([.posixPermissions: 0o555], ofItemAtPath: place.path)
    defer { try? manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.path) }
    // When a library is to be made there
    let failure = try code {
      _ = try Library.create(at: place, name: "desk", environment: environment)
    }
    // Then that is said
    #expect(failure == .notWritable)
  }

  @Test func `a library that another process holds is said to be busy`() throws {
    // Given somebody who writes and does not end
    let library = try Library.create(at: place, name: "desk", environment: environment)
    var configuration = Configuration()
    configuration.busyMode = .immediateError
    let other = try DatabaseQueue(path: file.path, configuration: configuration)
    // When somebody else writes
    try library.database.inDatabase { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      defer { try? db.execute(sql: "ROLLBACK") }
      let failure = try code {
        do {
          try other.write { try $0.execute(sql: "DELETE FROM settings") }
        } catch {
          throw StoreError.from(error, library: place.path)
        }
      }
      // Then that is said
      #expect(failure == .busy)
    }
  }
}

@Suite struct Writing {
  private let library: Library

  init() throws {
    library = try SimulatedReplica.make().library
  }

  @Test func `one write is one change, with its state`() throws {
    // When much is done in one write
    try library.write { writer in
      let source = try writer.add(.sample()).id
      _ = try writer.clip(.sample(), of: source, note: "twice?", tags: ["sea"])
      _ = try writer.note("ebb", about: AnyItemID(source))
    }
    // Then it is one change, and the state is what it makes
    #expect(try library.version.entries.map(\.sequence) == [1])
    #expect(try library.read { try $0.changes() }.count == 1)
    try library.expectWhole()
  }

  @Test func `a write that fails leaves nothing`() throws {
    // Given a library
    try library.write { _ = try $0.note("kept") }
    let before = try (library.digest(), library.version, VisibleContent(of: library))
    // When a write fails at its end
    #expect(throws: Failure.self) {
      try library.write { writer in
        let source = try writer.add(.sample()).id
        _ = try writer.clip(.sample(), of: source)
        _ = try writer.notebook(titled: "Tides")
        throw Failure()
      }
    }
    // Then nothing of it is there
    #expect(try library.digest() == before.0)
    #expect(try library.version == before.1)
    #expect(try VisibleContent(of: library) == before.2)
    #expect(try library.attachments(after: 0, limit: 9).isEmpty)
    try library.expectWhole()
  }

  @Test func `a write that does nothing is no change`() throws {
    try library.write { _ in }
    #expect(try library.version.isEmpty)
    try library.expectWhole()
  }

  @Test func `a change is later than all that was seen, whatever the clock says`() throws {
    // Given a note from a clock that runs years ahead
    let ahead = try SimulatedReplica.make("ahead")
    ahead.clock.advance(by: 5 * 365 * 86_400_000)
    let note = try ahead.library.write { try $0.note("ahead", title: "theirs") }
    try library.take(from: ahead.library)
    // When it is edited here
    try library.write {
      try $0.set([("title", "ours")], of: ItemReference(.note, AnyItemID(note)))
    }
    // Then the edit shows
    #expect(try library.read { try $0.note(note) }?.title == "ours")
    #expect(try library.read { try $0.conflicts() }.isEmpty)
  }

  @Test(arguments: [ItemReference.Kind.source, .clipping, .note, .notebook, .entry])
  func `an item that is not there cannot be edited into being`(kind: ItemReference.Kind) throws {
    // Given an id that nothing has
    let item = ItemReference(kind, AnyItemID(high: 1, low: 2))
    let field = try #require(EditableField.all(of: kind).first?.name)
    // When it is edited
    let failures = [
      try code { try library.write { try $0.set([(field, "x")], of: item) } },
      try code { try library.write { try $0.addTags(["x"], to: item) } },
      try code { try library.write { try $0.removeTags(["x"], from: item) } },
      try code { try library.write { try $0.trash(item) } },
      try code { try library.write { try $0.restore(item) } },
    ]
    // Then it is refused
    #expect(failures == Array(repeating: .unknownItem, count: 5))
    #expect(try library.version.isEmpty)
  }

  private struct Failure: Error {}
}
