import GRDB
import Model
import Replication
import TestSupport
import Testing

@testable import Store

/// Cost follows what is asked for, counted in statements.
@Suite struct WhatReadingCosts {
  private let desk: SimulatedReplica
  private let laptop: SimulatedReplica
  private let note: NoteID

  /// A note that was saved many times, here and on another machine that has it, too.
  init() throws {
    desk = try .make("desk")
    laptop = try .make("laptop")
    note = try desk.library.write { try $0.note("Line 0") }
    for number in 1...40 { try Self.append("\nLine \(number)", to: note, at: desk) }
    try laptop.library.take(from: desk.library)
  }

  private static func append(_ text: String, to note: NoteID, at replica: SimulatedReplica) throws {
    try replica.library.write { writer in
      let base = try writer.base(of: note)
      try writer.edit(note, from: base, to: base.text + text)
    }
  }

  /// The statements that SQLite runs for something, without those around the transaction.
  private func statements(of library: Library, _ body: () throws -> Void) throws -> [String] {
    let found = Statements()
    try library.database.writeWithoutTransaction { db in
      db.trace { event in
        if case .statement(let statement) = event { found.texts.append(statement.sql) }
      }
    }
    try body()
    try library.database.writeWithoutTransaction { $0.trace(options: []) }
    return found.texts.filter { $0.hasPrefix("SELECT") || $0.hasPrefix("INSERT") }
  }

  private final class Statements {
    var texts: [String] = []
  }

  @Test func `opening a note reads its row and none of its history`() throws {
    let read = try statements(of: desk.library) {
      _ = try desk.library.read { try $0.base(of: note) }
    }

    // Its number by its id, then its one row
    #expect(read.count == 2)
    #expect(read.allSatisfy { !$0.contains("changes") && !$0.contains("history") })
  }

  @Test func `a merge reads only the changes since the machines parted`() throws {
    // Given three saves at the desk and one on the laptop, beside one another
    for number in 41...43 { try Self.append("\nDesk \(number)", to: note, at: desk) }
    try Self.append("\nLaptop", to: note, at: laptop)
    let version = try desk.library.version
    let change = try #require(
      try laptop.library.changes(of: laptop.library.replica, after: 0, bytes: .max).first
    )
    #expect(version[change.id.replica] == 0)

    // When the desk takes it in
    let read = try statements(of: desk.library) { try desk.library.append([change]) }

    // Then it reads its own three back, of more than forty
    #expect(read.count { $0.contains("payload") && $0.hasPrefix("SELECT") } == 3)
    #expect(try desk.library.read { try $0.base(of: note) }.text.contains("Laptop"))
    try desk.library.expectWhole()
  }

  @Test func `changes that come together load each item once`() throws {
    // Given twenty saves of one note on the laptop
    for number in 1...20 { try Self.append("\nLaptop \(number)", to: note, at: laptop) }
    let changes = try laptop.library.changes(of: laptop.library.replica, after: 0, bytes: .max)
    #expect(changes.count == 20)

    // When the desk takes them in together
    let read = try statements(of: desk.library) { try desk.library.append(changes) }

    // Then the note's row is read once
    #expect(read.count { $0.contains("JOIN notes") || $0.contains("notes ON") } == 1)
    try desk.library.expectWhole()
  }
}
