import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct Conflicting {
  private let library: Library
  private let other: Library
  private let note: ItemReference

  init() throws {
    library = try SimulatedReplica.make("desk").library
    let laptop = try SimulatedReplica.make("laptop")
    laptop.clock.advance(by: 60_000)
    other = laptop.library
    let id = try library.write { try $0.note("ebb", title: "Ebb") }
    note = ItemReference(.note, AnyItemID(id))
    try other.take(from: library)
  }

  private func meet(ours: String, theirs: String) throws {
    try library.write { try $0.set([("title", ours)], of: note) }
    try other.write { try $0.set([("title", theirs)], of: note) }
    try meet()
  }

  private func meet() throws {
    try library.take(from: other)
    try other.take(from: library)
    #expect(try library.digest() == other.digest())
    try library.expectWhole()
  }

  private var conflicts: [Conflict] {
    get throws { try library.read { try $0.conflicts() } }
  }

  @Test func `concurrent values are all kept, the later one shown`() throws {
    // When both set another title
    try meet(ours: "Low water", theirs: "Neap")
    // Then the later one is shown, and both are listed with who wrote them
    let conflict = try #require(try conflicts.first)
    #expect(try conflicts.count == 1)
    #expect(conflict.item == note && conflict.field == "title")
    #expect(conflict.values.map(\.value) == ["Neap", "Low water"])
    #expect(conflict.values.map(\.replicaName) == ["laptop", "desk"])
    #expect(try library.read { try $0.note(NoteID(note.id)) }?.title == "Neap")
    #expect(try library.read { try $0.conflicts(of: note) } == [conflict])
  }

  @Test func `equal concurrent values are no conflict`() throws {
    try meet(ours: "Neap", theirs: "Neap")
    #expect(try conflicts.isEmpty)
  }

  @Test func `a value and its clearing are a conflict`() throws {
    try meet(ours: "Low water", theirs: "")
    #expect(try conflicts.map { $0.values.map(\.value) } == [["", "Low water"]])
  }

  @Test(arguments: 0...1)
  func `choosing one of the values settles it everywhere`(index: Int) throws {
    try meet(ours: "Low water", theirs: "Neap")
    // When one of them is chosen
    try library.write { try $0.resolve(note, field: "title", choosing: index) }
    try meet()
    // Then it is shown, and nothing is in conflict
    let title = try other.read { try $0.note(NoteID(note.id)) }?.title
    #expect(title == ["Neap", "Low water"][index])
    #expect(try conflicts.isEmpty)
    #expect(try other.read { try $0.conflicts() }.isEmpty)
  }

  @Test func `another value settles it, too`() throws {
    try meet(ours: "Low water", theirs: "Neap")
    try library.write { try $0.set([("title", "Spring")], of: note) }
    try meet()
    #expect(try other.read { try $0.note(NoteID(note.id)) }?.title == "Spring")
    #expect(try conflicts.isEmpty)
  }

  @Test(arguments: [-1, 2])
  func `a value that is not there cannot be chosen`(index: Int) throws {
    try meet(ours: "Low water", theirs: "Neap")
    let failure = try code {
      try library.write { try $0.resolve(note, field: "title", choosing: index) }
    }
    #expect(failure == .badValue)
    #expect(try conflicts.count == 1)
  }

  @Test func `a field that an item does not have cannot be set or resolved`() throws {
    let failures = [
      try code { try library.write { try $0.set([("colour", "x")], of: note) } },
      try code { try library.write { try $0.resolve(note, field: "colour", choosing: 0) } },
    ]
    #expect(failures == [.unknownField, .unknownField])
  }

  @Test func `a conflict settled on both sides differently is one again`() throws {
    try meet(ours: "Low water", theirs: "Neap")
    try library.write { try $0.resolve(note, field: "title", choosing: 0) }
    try other.write { try $0.resolve(note, field: "title", choosing: 1) }
    try meet()
    #expect(try conflicts.map { Set($0.values.map(\.value)) } == [["Low water", "Neap"]])
  }

  @Test func `two selectors of a clipping and two lists of authors are told in words`() throws {
    // Given a source whose authors are set apart
    let source = ItemReference(.source, AnyItemID(try library.write { try $0.add(.sample()).id }))
    try meet()
    try library.write { try $0.set([("authors", "A. Doodson; H. Warburg")], of: source) }
    try other.write { try $0.set([("authors", "A.  Doodson")], of: source) }
    try meet()
    #expect(
      try conflicts.map { $0.values.map(\.value) } == [["A. Doodson", "A. Doodson; H. Warburg"]]
    )
  }
}
