import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct ClippingPassages {
  private let library: Library
  private let source: SourceID

  init() throws {
    library = try SimulatedReplica.make().library
    source = try library.write { try $0.add(.sample()).id }
  }

  @Test func `a clipping is what was clipped`() throws {
    // When a passage is clipped with all that can be said of it
    let selector = Selector(
      quote: TextQuoteSelector(exact: "water", prefix: "High ", suffix: " comes"),
      position: TextPositionSelector(
        start: 5,
        end: 10,
        in: try library.read { try $0.textHash(of: source) }.map { "\($0)" }
      ),
      page: "xii",
      area: PageArea(
        page: 11,
        quads: [try #require(.init(left: 1, bottom: 2, right: 3.5, top: 4))]
      ),
      fragment: EPUBFragment("epubcfi(/6/4!/4/10,/1:3,/1:40)")
    )
    #expect(selector.position?.text?.count == 64 && selector.fragment != nil)
    let id = try library.write {
      try $0.clip(selector, of: source, note: "twice?", color: "blue", tags: ["sea"])
    }
    // Then it is all there
    let clipping = try #require(try library.read { try $0.clipping(id) })
    #expect(clipping.selector == selector)
    #expect(clipping.exact && clipping.source == source)
    #expect(clipping.note == "twice?" && clipping.color == "blue" && clipping.tags == ["sea"])
    try library.expectWhole()
  }

  @Test func `a position whose text is not known is kept, and a hash that is none is not`() throws {
    var selector = Selector.sample()
    for text in [nil, "", "abc", String(repeating: "G", count: 64)] as [String?] {
      selector.position = TextPositionSelector(start: 5, end: 10, in: text)
      let id = try library.write { try $0.clip(selector, of: source) }
      let kept = try library.read { try $0.clipping(id) }?.selector.position
      #expect(kept == TextPositionSelector(start: 5, end: 10))
    }
    try library.expectWhole()
  }

  @Test func `a source that is not there has no clippings`() throws {
    let failure = try code {
      _ = try library.write { try $0.clip(.sample(), of: SourceID(high: 1, low: 1)) }
    }
    #expect(failure == .unknownItem)
  }

  @Test func `clippings of a source come in the order of its text`() throws {
    // Given clippings made in another order, one of them without a place
    let places: [Int?] = [20, nil, 3, 11]
    try library.write { writer in
      for place in places {
        var selector = Selector.sample("at \(place ?? -1)")
        selector.position = place.map { TextPositionSelector(start: $0, end: $0 + 1) }
        _ = try writer.clip(selector, of: source)
      }
    }
    // Then those with a place come first, in its order
    let starts = try library.read { try $0.clippings(of: source) }
      .map(\.selector.position?.start)
    #expect(starts == [3, 11, 20, nil])
  }
}

@Suite struct EditingNotes {
  private let library: Library
  private let other: Library
  private let note: NoteID

  init() throws {
    library = try SimulatedReplica.make("desk").library
    other = try SimulatedReplica.make("laptop").library
    note = try library.write { try $0.note("one\ntwo\nthree\n") }
    try other.take(from: library)
  }

  private var text: String? {
    get throws { try library.read { try $0.note(note) }?.text }
  }

  @Test func `an edit is merged against the text that was opened`() throws {
    // Given a note that lies open in an editor
    let base = try library.read { try $0.base(of: note) }
    // When another edit arrives meanwhile, and then the first one is saved
    try library.write { try $0.edit(note, from: $0.base(of: note), to: "zero\none\ntwo\nthree\n") }
    try library.write { try $0.edit(note, from: base, to: "one\ntwo\nthree\nfour\n") }
    // Then both are in the text
    #expect(try text == "zero\none\ntwo\nthree\nfour\n")
    try library.expectWhole()
  }

  @Test func `edits of two machines are both in the text on both`() throws {
    // Given edits made apart
    try library.write { try $0.edit(note, from: $0.base(of: note), to: "one\n2\nthree\n") }
    try other.write { try $0.edit(note, from: $0.base(of: note), to: "one\ntwo\nthree\nfour\n") }
    // When they meet
    try library.take(from: other)
    try other.take(from: library)
    // Then both have both
    #expect(try text == "one\n2\nthree\nfour\n")
    #expect(try library.digest() == other.digest())
    try library.expectWhole()
  }

  @Test func `a text that is the same makes no change`() throws {
    let base = try library.read { try $0.base(of: note) }
    try library.write { try $0.edit(note, from: base, to: base.text) }
    #expect(try library.read { try $0.changes() }.count == 1)
  }

  @Test func `an edit of a note that is not there is refused`() throws {
    let base = try library.read { try $0.base(of: note) }
    let failure = try code {
      try library.write { try $0.edit(NoteID(high: 1, low: 1), from: base, to: "x") }
    }
    #expect(failure == .unknownItem)
  }

  @Test func `an empty note can be written, and filled`() throws {
    let empty = try library.write { try $0.note("") }
    try library.write { try $0.edit(empty, from: $0.base(of: empty), to: "filled") }
    #expect(try library.read { try $0.note(empty) }?.text == "filled")
    try library.expectWhole()
  }

  @Test func `several edits in one write follow one another`() throws {
    // When one write edits twice, and once from the version before
    try library.write { writer in
      let base = try writer.base(of: note)
      try writer.edit(note, from: base, to: "one\ntwo\nthree\nfour\n")
      try writer.edit(note, from: writer.base(of: note), to: "one\ntwo\nthree\nfour\nfive\n")
      try writer.edit(note, from: base, to: "zero\none\ntwo\nthree\n")
    }
    // Then all are there, here and elsewhere
    #expect(try text == "zero\none\ntwo\nthree\nfour\nfive\n")
    try other.take(from: library)
    #expect(try library.digest() == other.digest())
    try library.expectWhole()
  }

  @Test(arguments: [
    "e\u{301}", "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}", "\u{202e}abc", "\r\n", "\u{feff}x",
  ])
  func `a text is kept scalar by scalar`(text: String) throws {
    // When a note is given this text
    try library.write { try $0.edit(note, from: $0.base(of: note), to: text) }
    try other.take(from: library)
    // Then it has these very scalars
    for library in [library, other] {
      let kept = try #require(try library.read { try $0.note(note) }?.text)
      #expect(Array(kept.unicodeScalars) == Array(text.unicodeScalars))
    }
  }

  @Test func `notes about an item are found by it, oldest first`() throws {
    let about = AnyItemID(note)
    let notes = try ["a", "b"].map { text in try library.write { try $0.note(text, about: about) } }
    let found = try library.read { try $0.notes(about: about) }.map(\.id)
    #expect(Set(found) == Set(notes))
  }
}
