import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct Tagging {
  private let library: Library
  private let note: ItemReference

  init() throws {
    library = try SimulatedReplica.make().library
    note = ItemReference(.note, AnyItemID(try library.write { try $0.note("ebb") }))
  }

  private var tags: [String] {
    get throws { try library.read { try $0.note(NoteID(note.id)) }?.tags ?? [] }
  }

  @Test(arguments: [
    ("sea", "sea"), (" sea ", "sea"), ("sea / tide", "sea/tide"), ("/sea//tide/", "sea/tide"),
    ("to   read", "to read"), ("cafe\u{301}", "caf\u{e9}"), ("se\u{0}a", "sea"),
  ])
  func `a tag has one spelling`(typed: String, kept: String) throws {
    try library.write { try $0.addTags([typed], to: note) }
    #expect(try tags.map { Array($0.unicodeScalars) } == [Array(kept.unicodeScalars)])
    // And is removed by what it was typed as
    try library.write { try $0.removeTags([typed], from: note) }
    #expect(try tags.isEmpty)
    try library.expectWhole()
  }

  @Test(arguments: ["", " ", "/", " / / ", "\u{0}"])
  func `a tag of nothing is refused`(typed: String) throws {
    #expect(try code { try library.write { try $0.addTags([typed], to: note) } } == .badValue)
    #expect(try tags.isEmpty)
  }

  @Test func `tags are counted outside the trash`() throws {
    // Given three notes with one tag, one of them in the trash
    try library.write { writer in
      for _ in 0..<2 { _ = try writer.note("x", tags: ["sea", "sea/tide"]) }
      try writer.addTags(["sea", "sea"], to: note)
      try writer.trash(note)
    }
    // Then two are counted
    let tags = try library.read { try $0.tags() }
    #expect(tags == [Tag(name: "sea", count: 2), Tag(name: "sea/tide", count: 2)])
  }

  @Test func `a tag removed here and added there stays`() throws {
    // Given a tag on two machines
    let other = try SimulatedReplica.make("laptop").library
    try library.write { try $0.addTags(["sea"], to: note) }
    try other.take(from: library)
    // When one removes it and the other adds it
    try library.write { try $0.removeTags(["sea"], from: note) }
    try other.write { try $0.addTags(["sea"], to: note) }
    try library.take(from: other)
    try other.take(from: library)
    // Then it stays on both
    #expect(try tags == ["sea"])
    #expect(try library.digest() == other.digest())
  }

  @Test func `a stranger's spelling of a tag can be removed`() throws {
    // Given a tag that another client did not compose
    let id = ItemID(note.id)
    try library.takeStrange([Operation(id, .note, .insert(.tags, .text("cafe\u{301}")))])
    // When it is removed as people type it
    try library.write { try $0.removeTags(["caf\u{e9}"], from: note) }
    // Then it is gone
    #expect(try tags.isEmpty)
  }

  @Test func `a tag that only changes its spelling is shown in the new one`() throws {
    // Given a tag that another client did not compose
    let id = ItemID(note.id)
    try library.takeStrange([Operation(id, .note, .insert(.tags, .text("cafe\u{301}")))])
    // When it exchanges that for the composed one
    try library.takeStrange([
      Operation(id, .note, .remove(.tags, .text("cafe\u{301}"))),
      Operation(id, .note, .insert(.tags, .text("caf\u{e9}"))),
    ])
    // Then the table of tags says so, as one made anew does
    #expect(try tags.map { Array($0.utf8) } == [Array("caf\u{e9}".utf8)])
    try library.expectWhole()
  }
}

@Suite struct Trashing {
  private let library: Library
  private let other: Library
  private let source: ItemReference
  private let clipping: ItemReference

  init() throws {
    library = try SimulatedReplica.make("desk").library
    other = try SimulatedReplica.make("laptop").library
    let id = try library.write { try $0.add(.sample()).id }
    source = ItemReference(.source, AnyItemID(id))
    clipping = ItemReference(
      .clipping,
      AnyItemID(try library.write { try $0.clip(.sample(), of: id) })
    )
    try other.take(from: library)
  }

  private func trashed(_ library: Library) throws -> [ItemReference] {
    try library.read { try $0.items([.source, .clipping], Listing(trashed: true)) }.map(\.reference)
  }

  private func meet() throws {
    try library.take(from: other)
    try other.take(from: library)
    #expect(try library.digest() == other.digest())
    try library.expectWhole()
    try other.expectWhole()
  }

  @Test func `a trashed source takes no clipping with it`() throws {
    try library.write { try $0.trash(source) }
    #expect(try trashed(library) == [source])
  }

  @Test func `no list shows what is in the trash, unless it is asked to`() throws {
    try library.write { try $0.trash(clipping) }
    let trash = Listing(trashed: true)
    #expect(try library.read { try $0.clippings() }.isEmpty)
    #expect(try library.read { try $0.sources() }.count == 1)
    #expect(try library.read { try $0.clippings(trash) }.count == 1)
    #expect(try library.read { try $0.sources(trash) }.isEmpty)
  }

  @Test func `what is in the trash, or out of it, is not moved there again`() throws {
    try library.write { try $0.trash(source) }
    let version = try library.version
    try library.write { try $0.trash(source) }
    try library.write { try $0.restore(clipping) }
    #expect(try library.version == version)
  }

  @Test func `what is trashed can be restored, as often as one likes`() throws {
    for _ in 0..<2 {
      try library.write { try $0.trash(clipping) }
      #expect(try trashed(library) == [clipping])
      try library.write { try $0.restore(clipping) }
      #expect(try trashed(library).isEmpty)
    }
    // And what is so already makes no change
    let version = try library.version
    try library.write { try $0.restore(clipping) }
    #expect(try library.version == version)
    // And nothing is said to have come back
    #expect(try library.read { try $0.returnedItems() }.isEmpty)
  }

  @Test func `an edit that the trashing had not seen brings the item back, and that is listed`()
    throws
  {
    // Given a clipping trashed here and edited there
    try library.write { try $0.trash(clipping) }
    try other.write { try $0.set([("note", "look again")], of: clipping) }
    // When they meet
    try meet()
    // Then it is out of the trash on both, and both say why
    for library in [library, other] {
      #expect(try trashed(library).isEmpty)
      let returned = try library.read { try $0.returnedItems() }
      #expect(returned.map(\.item) == [clipping] && returned.map(\.trashedBy) == ["desk"])
    }
    // And no longer once somebody has seen to it
    try other.write { try $0.set([("note", "looked")], of: clipping) }
    try meet()
    #expect(try library.read { try $0.returnedItems() }.isEmpty)
  }

  @Test func `an edit that the trashing had seen stays in the trash`() throws {
    // Given an edit there that arrived here before it was trashed
    try other.write { try $0.set([("note", "look again")], of: clipping) }
    try library.take(from: other)
    try library.write { try $0.trash(clipping) }
    // When they meet
    try meet()
    // Then it is in the trash
    #expect(try trashed(other) == [clipping])
  }

  @Test func `trashed on both sides is trashed once`() throws {
    for library in [library, other] { try library.write { try $0.trash(clipping) } }
    try meet()
    #expect(try trashed(library) == [clipping])
    try library.write { try $0.restore(clipping) }
    try meet()
    #expect(try trashed(other).isEmpty)
  }

  @Test func `an edit here of what is in the trash takes it out`() throws {
    try library.write { try $0.trash(clipping) }
    try library.write { try $0.set([("note", "wanted")], of: clipping) }
    #expect(try trashed(library).isEmpty)
  }
}
