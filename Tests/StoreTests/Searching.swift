import Foundation
import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct Searching {
  private let library: Library

  init() throws {
    library = try SimulatedReplica.make().library
  }

  private func search(_ query: String) throws -> [AnyItemID] {
    try library.read { try $0.search(query, limit: 50) }.map(\.item.id)
  }

  private func note(_ text: String, title: String? = nil, tags: [String] = []) throws -> AnyItemID {
    AnyItemID(try library.write { try $0.note(text, title: title, tags: tags) })
  }

  @Test func `a title weighs more than a tag, a tag more than a text`() throws {
    // Given the word in a text, in tags and in a title
    let text = try note("the tide turns")
    let tags = try note("turns", tags: ["tide"])
    let title = try note("turns", title: "Tide")
    _ = try note("nothing of it")
    // Then they are found in that order
    #expect(try search("tide") == [title, tags, text])
  }

  @Test func `all words are wanted, a phrase as it stands, a prefix with a star`() throws {
    let one = try note("high water comes twice")
    let two = try note("water stands high")
    #expect(try Set(search("high water")) == [one, two])
    #expect(try search("\"high water\"") == [one])
    #expect(try search("high twice") == [one])
    #expect(try search("wat").isEmpty)
    #expect(try Set(search("wat*")) == [one, two])
    #expect(try search("\"stands high") == [two])
  }

  @Test(arguments: ["cafe", "café", "CAFE\u{301}", "Café"])
  func `case and accents do not matter`(query: String) throws {
    let found = try note("in the Cafe\u{301}")
    #expect(try search(query) == [found])
  }

  @Test(arguments: [
    "\"", "\"\"", "\"\"\"", "'", "*", "**", "a*b*", "AND", "OR", "NOT", "NEAR(a b)", "a AND", "(a",
    "a)", "-a", "^a", "a:b", "title:a", "{title} : a", "a + b", "\\", "%", ";", "--", "\u{0}",
    "a\u{0}b", "\u{1f30a}", "\u{200d}", "\u{202e}a", "\t\n", "", " ", "\u{2}\u{3}", "½", "٣",
    "\"a\" \"", "rowid", "search", "x\" OR \"y", "\u{fdfa}", "ﬁ",
  ])
  func `nothing that can be typed fails or is an operator`(query: String) throws {
    // Given a note
    let found = try note("tide \(query) gauge".replacingOccurrences(of: "\u{0}", with: ""))
    // When this is searched, alone and with a word
    _ = try search(query)
    _ = try search(query + " gauge")
    // Then a word that is not there is not found, whatever stands beside it
    #expect(try search(query + " absent").isEmpty)
    _ = found
  }

  @Test func `a very long query is answered`() throws {
    let found = try note("tide")
    #expect(try search(String(repeating: "tide ", count: 2_000)) == [found])
    #expect(try search(String(repeating: "x", count: 1_000_000)).isEmpty)
    #expect(try search(String(repeating: "\"", count: 10_001)).isEmpty)
  }

  @Test func `the index follows edits, tags and the trash`() throws {
    // Given a clipping
    let source = try library.write { try $0.add(.sample()).id }
    let id = AnyItemID(try library.write { try $0.clip(.sample("slack"), of: source) })
    let item = ItemReference(.clipping, id)
    #expect(try search("slack") == [id])
    // When its note and its tags change
    try library.write { try $0.set([("note", "springs")], of: item) }
    try library.write { try $0.addTags(["moon"], to: item) }
    #expect(try search("springs moon") == [id])
    try library.write { try $0.set([("note", "neaps")], of: item) }
    try library.write { try $0.removeTags(["moon"], from: item) }
    // Then it is found by what it is now
    #expect(try search("springs").isEmpty)
    #expect(try search("moon").isEmpty)
    #expect(try search("neaps") == [id])
    // And not in the trash
    try library.write { try $0.trash(item) }
    #expect(try search("neaps").isEmpty)
    try library.write { try $0.restore(item) }
    #expect(try search("neaps") == [id])
    try library.expectWhole()
  }

  @Test func `a text is found once it has arrived`() throws {
    // Given a source whose text is not here yet
    let other = try SimulatedReplica.make("laptop").library
    let id = try other.write { try $0.add(.sample(text: "The moon pulls.")).id }
    try library.take(from: other)
    #expect(try search("moon").isEmpty)
    #expect(try search("tides") == [AnyItemID(id)])
    try library.expectWhole()
    // When it arrives
    for hash in try library.missingAttachments() {
      try library.store(try #require(try other.attachment(hash)), as: hash)
    }
    // Then it is found
    #expect(try search("moon") == [AnyItemID(id)])
    try library.expectWhole()
  }

  @Test func `a text that is also somebody's page is found`() throws {
    // Given a source whose page is kept compressed
    let text = String(repeating: "The moon pulls. ", count: 100)
    var first = Article.sample("first", text: "other words")
    first.page = .init(content: Data(text.utf8), mediaType: "text/plain")
    _ = try library.write { try $0.add(first) }
    // When another source has those bytes as its text
    let id = try library.write { try $0.add(.sample("second", text: text)).id }
    // Then it is found by them
    #expect(try search("moon") == [AnyItemID(id)])
    #expect(try library.read { try $0.text(of: id) } == text)
    try library.expectWhole()
  }

  @Test func `a page that is also a text that is to come can be searched`() throws {
    // Given a source whose text is not here yet
    let text = String(repeating: "The moon pulls. ", count: 100)
    let other = try SimulatedReplica.make("laptop").library
    let id = try other.write { try $0.add(.sample("second", text: text)).id }
    try library.take(from: other)
    // When a page of those bytes is kept here
    var first = Article.sample("first", text: "other words")
    first.page = .init(content: Data(text.utf8), mediaType: "text/plain")
    _ = try library.write { try $0.add(first) }
    // Then the source is found by them
    #expect(try search("moon") == [AnyItemID(id)])
    try library.expectWhole()
  }

  @Test func `a snippet shows what was found`() throws {
    _ = try note("long ago the \u{2}tide\u{3} turned at noon")
    let snippet = try #require(try library.read { try $0.search("turned", limit: 1) }.first).snippet
    #expect(snippet.parts.filter(\.isMatch).map(\.text) == ["turned"])
    #expect(snippet.text.contains("at noon"))
  }

  @Test func `entries are not found, and a limit is kept`() throws {
    let notebook = try library.write { try $0.notebook(titled: "gauge") }
    try library.write { _ = try $0.addEntry(.heading("gauge"), to: notebook) }
    for _ in 0..<5 { _ = try note("gauge") }
    #expect(try search("gauge").count == 6)
    #expect(try library.read { try $0.search("gauge", limit: 2) }.count == 2)
  }
}

@Suite struct NamingItems {
  private let library: Library
  private let note: NoteID
  private let source: SourceID

  init() throws {
    library = try SimulatedReplica.make().library
    note = try library.write { try $0.note("ebb") }
    source = try library.write { try $0.add(.sample()).id }
  }

  @Test func `an id is known by any prefix that is long enough`() throws {
    for count in [4, 8, 31, 32] {
      let item = try library.read { try $0.item(matching: String(note.description.prefix(count))) }
      #expect(item == ItemReference(.note, AnyItemID(note)))
    }
    let shouted = note.short.uppercased()
    #expect(try library.read { try $0.item(matching: shouted) }.id == AnyItemID(note))
  }

  @Test(arguments: [
    "", "a", "abc", "00000000", "xyzw", "ab cd", "\u{0}\u{0}\u{0}\u{0}", "%%%%", "\u{ff21}bcd",
    String(repeating: "0", count: 33),
  ])
  func `what is no id of an item is said to be unknown`(prefix: String) throws {
    #expect(try code { _ = try library.read { try $0.item(matching: prefix) } } == .unknownItem)
  }

  @Test func `an id of another kind is said to be that`() throws {
    let failure = try code {
      _ = try library.read { try $0.item(matching: note.short, among: [.source], called: "source") }
    }
    #expect(failure == .wrongKind)
  }

  @Test func `an ambiguous prefix lists its candidates`() throws {
    // Given two notes whose ids begin alike, and a source that does, too
    let ids = (1...3).map { ItemID(high: 0xabcd_0000_0000_0000 | $0, low: 0) }
    try library.takeStrange([
      Replication.Operation(ids[0], .note, .set(.title, .text("Neap"))),
      Replication.Operation(ids[1], .note, .set(.title, .text("Spring"))),
      Replication.Operation(ids[2], .source, .set(.title, .text("Admiralty"))),
    ])
    // When the common prefix is typed
    let failure = #expect(throws: StoreError.self) {
      try library.read { try $0.item(matching: "abcd", among: [.note], called: "note") }
    }
    // Then those of the kind are listed
    #expect(failure?.code == .ambiguousItem)
    let hint = try #require(failure?.hint)
    #expect(hint.contains("\(ids[0])") && hint.contains("Neap") && hint.contains("Spring"))
    #expect(!hint.contains("Admiralty"))
    // And one of another kind among them is no matter
    let source = try library.read { try $0.item(matching: "abcd", among: [.source]) }
    #expect(source.id == AnyItemID(ids[2]))
  }
}
