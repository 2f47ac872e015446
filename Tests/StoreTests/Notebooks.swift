import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct OutliningNotebooks {
  private let library: Library
  private let other: Library
  private let notebook: NotebookID

  init() throws {
    library = try SimulatedReplica.make("desk").library
    other = try SimulatedReplica.make("laptop").library
    notebook = try library.write { try $0.notebook(titled: "Tides") }
    try other.take(from: library)
  }

  /// The outline in one line: `a b(c d) e`.
  private func outline(_ library: Library) throws -> String {
    var text = ""
    var depth = 0
    for entry in try library.read({ try $0.entries(of: notebook) }) {
      if entry.depth > depth { text += "(" }
      if entry.depth < depth { text += String(repeating: ")", count: depth - entry.depth) }
      if entry.depth <= depth, !text.isEmpty { text += " " }
      depth = entry.depth
      if case .heading(let heading) = entry.content { text += heading } else { text += "*" }
    }
    return text + String(repeating: ")", count: depth)
  }

  @discardableResult
  private func add(
    _ heading: String,
    _ place: OutlinePlace = OutlinePlace(),
    to library: Library? = nil
  ) throws -> EntryID {
    try (library ?? self.library).write {
      try $0.addEntry(.heading(heading), to: notebook, at: place)
    }
  }

  private func meet() throws {
    try library.take(from: other)
    try other.take(from: library)
    #expect(try library.digest() == other.digest())
    #expect(try outline(library) == outline(other))
    try library.expectWhole()
    try other.expectWhole()
  }

  @Test func `entries go to the end, or where one says`() throws {
    let a = try add("a")
    let b = try add("b")
    try add("c")
    try add("first", OutlinePlace(.first))
    try add("after a", OutlinePlace(.after(a)))
    try add("in b", OutlinePlace(under: b))
    try add("first in b", OutlinePlace(under: b, .first))
    #expect(try outline(library) == "first a after a b(first in b in b) c")
    try library.expectWhole()
  }

  @Test func `an item can be an entry as often as one likes`() throws {
    // Given a note
    let note = AnyItemID(try library.write { try $0.note("ebb") })
    // When it is added twice
    try library.write { writer in
      for _ in 0..<2 { _ = try writer.addEntry(.item(note), to: notebook) }
    }
    // Then it stands there twice
    let contents = try library.read { try $0.entries(of: notebook) }.map(\.content)
    #expect(contents == [.item(note), .item(note)])
  }

  @Test func `an entry moves with all below it`() throws {
    let a = try add("a")
    try add("in a", OutlinePlace(under: a))
    let b = try add("b")
    try library.write { try $0.move(a, in: notebook, to: OutlinePlace(under: b)) }
    #expect(try outline(library) == "b(a(in a))")
    try library.write { try $0.move(a, in: notebook, to: OutlinePlace(.first)) }
    #expect(try outline(library) == "a(in a) b")
    try library.write { try $0.move(a, in: notebook, to: OutlinePlace(.after(b))) }
    #expect(try outline(library) == "b a(in a)")
  }

  @Test func `an entry cannot stand under itself`() throws {
    // Given an entry with one below it
    let a = try add("a")
    let below = try add("in a", OutlinePlace(under: a))
    // When it is to go there
    for place in [OutlinePlace(under: below), OutlinePlace(under: a), OutlinePlace(.after(below))] {
      let failure = try code { try library.write { try $0.move(a, in: notebook, to: place) } }
      // Then it is refused
      #expect(failure == .badValue)
    }
    #expect(try outline(library) == "a(in a)")
  }

  @Test func `an entry of another notebook is none of this one`() throws {
    // Given an entry of another notebook
    let another = try library.write { try $0.notebook(titled: "Ebb") }
    let strange = try library.write { try $0.addEntry(.heading("x"), to: another) }
    let a = try add("a")
    let unknown = EntryID(high: 1, low: 1)
    // When it is named in this one
    for entry in [strange, unknown] {
      let failures = [
        try code { try add("b", OutlinePlace(under: entry)) },
        try code { try add("b", OutlinePlace(.after(entry))) },
        try code { try library.write { try $0.removeEntry(entry, from: notebook) } },
        try code { try library.write { try $0.move(entry, in: notebook, to: OutlinePlace()) } },
        try code {
          try library.write { try $0.move(a, in: notebook, to: OutlinePlace(.after(entry))) }
        },
      ]
      // Then it is refused
      #expect(failures == Array(repeating: .unknownItem, count: 5))
    }
    #expect(try outline(library) == "a")
  }

  @Test func `under and after must agree`() throws {
    let a = try add("a")
    let b = try add("b")
    let failure = try code { try add("c", OutlinePlace(under: a, .after(b))) }
    #expect(failure == .badValue)
  }

  @Test func `a removed heading takes what is below it here`() throws {
    let a = try add("a")
    let b = try add("in a", OutlinePlace(under: a))
    try add("in that", OutlinePlace(under: b))
    try add("c")
    try library.write { try $0.removeEntry(a, from: notebook) }
    #expect(try outline(library) == "c")
    try meet()
  }

  @Test func `what is below a heading that is removed alone moves up to its place`() throws {
    try add("first")
    let a = try add("a")
    try add("in a", OutlinePlace(under: a))
    try add("c")
    try library.write { try $0.removeEntry(a, from: notebook, alone: true) }
    #expect(try outline(library) == "first in a c")
  }

  @Test func `the end is after what moved up, and every place beside it can be named`() throws {
    // Given an entry that moved up from a removed heading at the end
    let a = try add("a")
    let b = try add("b")
    let below = try add("in b", OutlinePlace(under: b))
    try library.write { try $0.removeEntry(b, from: notebook, alone: true) }
    #expect(try outline(library) == "a in b")
    // When entries are added at the end, after that one and before it
    for name in ["c", "d"] { try add(name) }
    try add("after", OutlinePlace(.after(below)))
    try add("before", OutlinePlace(.after(a)))
    // Then they stand there
    #expect(try outline(library) == "a before in b after c d")
  }

  @Test func `an entry put first stands before what moved up`() throws {
    // Given an entry that moved up from a removed heading at the beginning
    let a = try add("a")
    try add("in a", OutlinePlace(under: a))
    try library.write { try $0.removeEntry(a, from: notebook, alone: true) }
    // When others are put first
    for name in ["c", "b"] { try add(name, OutlinePlace(.first)) }
    // Then they stand there
    #expect(try outline(library) == "b c in a")
  }

  @Test func `what another machine put below a removed heading moves up`() throws {
    // Given a heading on both
    try add("first")
    let a = try add("a")
    try add("last")
    try meet()
    // When one removes it and the other puts something below it
    try library.write { try $0.removeEntry(a, from: notebook) }
    try add("kept", OutlinePlace(under: a), to: other)
    try meet()
    // Then that stands in its place
    #expect(try outline(library) == "first kept last")
  }

  @Test func `moves that would make a cycle together leave one outline`() throws {
    // Given two headings on both
    let a = try add("a")
    let b = try add("b")
    try meet()
    // When each is put under the other
    try library.write { try $0.move(a, in: notebook, to: OutlinePlace(under: b)) }
    try other.write { try $0.move(b, in: notebook, to: OutlinePlace(under: a)) }
    try meet()
    // Then one of the moves took effect
    #expect(try ["a(b)", "b(a)"].contains(outline(library)))
  }

  @Test func `entries added at one place on two machines do not interleave`() throws {
    let a = try add("a")
    try meet()
    for (name, library) in [("x", library), ("y", other)] {
      try library.write { writer in
        var last = a
        for index in 1...3 {
          let place = OutlinePlace(.after(last))
          last = try writer.addEntry(.heading("\(name)\(index)"), to: notebook, at: place)
        }
      }
    }
    try meet()
    let outline = try outline(library)
    #expect(["a x1 x2 x3 y1 y2 y3", "a y1 y2 y3 x1 x2 x3"].contains(outline))
  }

  @Test func `an edit of an entry that was removed elsewhere brings it back`() throws {
    let a = try add("a")
    try meet()
    try library.write { try $0.removeEntry(a, from: notebook) }
    try other.write {
      try $0.set([("heading", "a, revised")], of: ItemReference(.entry, AnyItemID(a)))
    }
    try meet()
    #expect(try outline(library) == "a, revised")
  }
}
