import Foundation
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

/// What comes from later versions of clip, from other clients, and from those who mean no good.
@Suite struct StrangeChanges {
  private let library: Library
  private let other: Library
  private let id = ItemID(high: 0xabc, low: 1)

  init() throws {
    library = try SimulatedReplica.make("desk").library
    other = try SimulatedReplica.make("laptop").library
  }

  private func set(_ field: FieldID, _ value: Value) -> Replication.Operation {
    Operation(id, .note, .set(field, value))
  }

  private func note() throws -> Note? { try library.read { try $0.note(NoteID(id)) } }

  @Test func `operations of unknown kinds are kept byte for byte and passed on`() throws {
    // Given a change of a later clip, with an operation, a field and a kind of item of its own
    let change = try library.takeStrange([
      set(.title, .text("Tides")),
      Operation(id, .note, .unknown(code: 900, body: [0, 1, 255])),
      set(FieldID(rawValue: 999), .list(["a", "b"])),
      Operation(id, ItemKind(rawValue: 77), .insert(FieldID(rawValue: 998), .bytes([0]))),
      Operation(id, ItemKind(rawValue: 77), .edit(.text, edit("strange"))),
    ])
    // Then what is known of it is there
    #expect(try note()?.title == "Tides")
    // And it is passed on as it came
    try other.take(from: library)
    let given = try other.changes(of: change.id.replica, after: 0, bytes: .max)
    #expect(given == [change])
    #expect(try library.digest() == other.digest())
    try library.expectWhole()
    try library.rebuild()
    #expect(try library.digest() == other.digest())
  }

  private func edit(_ text: String) -> TextEdit {
    TextEdit(
      firstSequence: 0,
      parents: [],
      patches: [TextPatch(position: 0, deleted: 0, inserted: Array(text.unicodeScalars))]
    )
  }

  @Test func `items of different kinds with one id do not touch each other`() throws {
    // Given two kinds of items with one id, both with a text
    let kinds = [ItemKind.note, ItemKind(rawValue: 77), .source]
    try library.takeStrange(kinds.map { Operation(id, $0, .edit(.text, edit("ebb"))) })
    try library.takeStrange([
      Operation(id, .source, .set(.title, .text("a source"))),
      Operation(id, .note, .set(.title, .text("a note"))),
    ])
    // When one of them is edited apart
    let here = NoteID(id)
    try other.take(from: library)
    try library.write { try $0.edit(here, from: $0.base(of: here), to: "ebb and flow") }
    try other.write { try $0.edit(here, from: $0.base(of: here), to: "the ebb") }
    try library.take(from: other)
    try other.take(from: library)
    // Then it merges by itself
    #expect(try note()?.text == "the ebb and flow")
    #expect(try note()?.title == "a note")
    #expect(try library.read { try $0.source(SourceID(id)) }?.title == "a source")
    #expect(try library.digest() == other.digest())
    try library.expectWhole()
  }

  @Test func `a text with a null character is refused`() throws {
    #expect(throws: ChangeRefused.self) {
      try library.takeStrange([set(.title, .text("a\u{0}b"))])
    }
    #expect(try library.version.isEmpty)
  }

  @Test func `null characters never leave the library that they were typed in`() throws {
    // Given null characters in all that can be typed
    let text = "a\u{0}b"
    let typist = try SimulatedReplica(text, seed: 4).library
    try typist.write { writer in
      var article = Article.sample(text, text: text, title: text)
      article.urls = ["https://example.org/" + text]
      article.authors = [text]
      (article.published, article.site, article.language) = (text, text, text)
      (article.excerpt, article.doi, article.isbn) = (text, text, text)
      (article.modified, article.licence, article.pageMetadata) = (text, text, text)
      article.page = .init(content: Data(text.utf8), mediaType: text)
      let source = try writer.add(article).id
      var selector = Selector(quote: .init(exact: text, prefix: text, suffix: text))
      selector.page = text
      _ = try writer.clip(selector, of: source, note: text, color: text, tags: [text])
      let note = try writer.note(text, title: text, tags: [text])
      try writer.edit(note, from: writer.base(of: note), to: text + text)
      let item = ItemReference(.source, AnyItemID(source))
      try writer.set(try writer.reader.fields(of: item).map { ($0.field, text) }, of: item)
      let notebook = try writer.notebook(titled: text)
      _ = try writer.addEntry(.heading(text), to: notebook)
    }
    // When others take that in
    try library.take(from: typist)
    // Then they can
    #expect(try library.digest() == typist.digest())
    #expect(try library.missingAttachments().count == 2)
    try library.expectWhole()
  }

  @Test(arguments: ["\u{202e}ba\u{2066}", "\u{feff}\u{1b}[31m", "e\u{301}"])
  func `names with characters that nobody types are kept whole`(name: String) throws {
    // Given such names in every kind of field
    let operations = [
      set(.title, .text(name)),
      Operation(id, .note, .edit(.text, edit(name))),
      Operation(id, .note, .insert(.tags, .text(name))),
      Operation(id, .source, .set(.authors, .list([name, ""]))),
      Operation(id, .source, .keep(.urls, .union, .text("https://example.org/" + name))),
      Operation(id, .clipping, .set(.selector, .list([name, "p", name]))),
      Operation(id, .entry, .set(.heading, .text(name))),
      Operation(id, .notebook, .set(.title, .text(name))),
    ]
    let change = try library.takeStrange(operations)
    // Then they are in the state as they came
    let state = try library.read { try ItemStateTable(db: $0.db).load(id, .note)?.state }
    #expect(state?[.title] == .text(name))
    #expect(state.map { Value.text($0.texts[.text]?.content ?? "") } == .text(name))
    let selector = try library.read { try ItemStateTable(db: $0.db).load(id, .clipping)?.state }
    #expect(selector?[.selector] == .list([name, "p", name]))
    // And are shown as they are: it is the terminal's matter to escape them
    #expect(try note().map { Array(($0.title ?? "").unicodeScalars) } == Array(name.unicodeScalars))
    #expect(try note().map { Array($0.text.unicodeScalars) } == Array(name.unicodeScalars))
    // And the rest goes on: in one batch, in another, and made anew
    try library.expectWhole()
    try other.append([change])
    #expect(try library.digest() == other.digest())
    try other.write { try $0.set([("title", "plain")], of: ItemReference(.note, AnyItemID(id))) }
    try library.take(from: other)
    #expect(try library.digest() == other.digest())
    try library.expectWhole()
  }

  @Test func `a field that holds more than one kind of thing loses none of it`() throws {
    // Given a title that is also kept by rule, and a text that is also set
    let operations = [
      set(.title, .text("set")),
      Operation(id, .note, .keep(.title, .latest, .text("kept"))),
      Operation(id, .note, .edit(.text, edit("typed"))),
      set(.text, .text("set")),
      Operation(id, .note, .keep(.about, .earliest, .text("kept"))),
    ]
    try library.takeStrange(operations)
    // When they come one by one elsewhere
    for operation in operations.reversed() {
      try other.takeStrange([operation], by: ReplicaID(high: 5, low: 5))
    }
    // Then each is there
    for library in [library, other] {
      let state = try library.read { try ItemStateTable(db: $0.db).load(id, .note)?.state }
      #expect(state?[.title] == .text("set") && state?[.text] == .text("set"))
      #expect(state?.kept[.title] == .latest(.text("kept")))
      #expect(state?.kept[.about] == .earliest(.text("kept")))
      #expect(state?.texts[.text]?.content == "typed")
      try library.expectWhole()
    }
  }

  @Test func `a kept field whose rule changes is shown the same, whatever came first`() throws {
    // Given addresses and captures, and the same fields by another rule
    let capture = SourceCapture(
      fetched: 1,
      text: Blake2b.hash([1]),
      words: 2,
      page: nil,
      mediaType: ""
    )
    let changes = [
      [
        Operation(id, .source, .keep(.urls, .union, .text("https://example.org/a"))),
        Operation(id, .source, .keep(.captures, .union, capture.value)),
      ],
      [
        Operation(id, .source, .keep(.urls, .earliest, .text("https://example.org/b"))),
        Operation(id, .source, .keep(.captures, .earliest, .none)),
      ],
    ]
    let replicas = [ReplicaID(high: 5, low: 1), ReplicaID(high: 5, low: 2)]
    // When they come in both orders
    for index in [0, 1] { try library.takeStrange(changes[index], by: replicas[index]) }
    for index in [1, 0] { try other.takeStrange(changes[index], by: replicas[index]) }
    // Then both libraries show the same
    #expect(try library.digest() == other.digest())
    let sources = try [library, other].map { try $0.read { try $0.source(SourceID(id)) } }
    #expect(sources[0] == sources[1])
    let address = try #require(WebAddress("https://example.org/a"))
    #expect(try library.read { try $0.source(at: address) } == nil)
    #expect(try other.read { try $0.source(at: address) } == nil)
  }

  @Test(arguments: [
    Value.integer(7), .bytes([1]), .list(["x"]), .list(["a", "b", "c", "9", "1"]),
    .list(["a", "b", "c", "01", "2"]), .item(ItemID(high: 1, low: 1)), .text("x"), .none,
  ])
  func `a value that a field cannot show is kept`(value: Value) throws {
    // Given a value in fields of all kinds
    try library.takeStrange([
      set(.title, value), set(.about, value), Operation(id, .source, .set(.authors, value)),
      Operation(id, .clipping, .set(.selector, value)),
      Operation(id, .note, .keep(.added, .earliest, value)),
    ])
    // Then it is there, and everything can be read
    let state = try library.read { try ItemStateTable(db: $0.db).load(id, .clipping)?.state }
    #expect(state?[.selector] == value)
    _ = try VisibleContent(of: library, searching: ["x"])
    try library.expectWhole()
  }

  @Test func `an entry is placed before it is anything, and under what is not here`() throws {
    // Given moves of entries and parents that nobody made
    let position = Position.between(nil, nil, by: ReplicaID(high: 1, low: 1))
    let parent = ItemID(high: 0xabc, low: 2)
    try library.takeStrange([
      Operation(id, .entry, .move(Placement(parent: parent, position: position))),
      Operation(id, .note, .move(Placement(parent: parent, position: position))),
    ])
    try library.expectWhole()
    // When the parent turns out to be an entry of a notebook
    let notebook = try library.write { try $0.notebook(titled: "Tides") }
    try library.takeStrange(
      [
        Operation(
          parent,
          .entry,
          .move(Placement(parent: ItemID(notebook), position: position))
        )
      ],
      after: try library.version.without(ReplicaID(high: 0xabcd, low: 1))
    )
    // Then both stand there
    let entries = try library.read { try $0.entries(of: notebook) }
    #expect(entries.map(\.id) == [EntryID(parent), EntryID(id)])
    #expect(entries.map(\.depth) == [0, 1])
    try library.expectWhole()
  }

  @Test(arguments: 0...5)
  func `a change that does not fit is refused with all that came beside it`(fault: Int) throws {
    // Given a good change, and one that is wrong in some way
    let replica = ReplicaID(high: 7, low: 7)
    let first = change(1, of: replica)
    let strange: Change =
      switch fault {
      case 0: change(3, of: replica, after: first.hash)
      case 1: change(2, of: replica, after: .zero)
      case 2: change(2, of: replica, after: first.hash, needing: [ReplicaID(high: 9, low: 9): 1])
      case 3: change(2, of: replica, after: first.hash, payload: [9, 9, 9])
      case 4: change(2, of: replica, after: first.hash, payload: beyondItsText)
      default: change(1, of: ReplicaID(high: 8, low: 8), after: first.hash)
      }
    let before = try (library.digest(), library.version)
    // When both come together
    #expect(throws: (any Error).self) { try library.append([first, strange]) }
    // Then neither is taken
    #expect(try library.digest() == before.0)
    #expect(try library.version == before.1)
    try library.expectWhole()
    // And the good one is taken alone, as often as it comes
    try library.append([first, first])
    try library.append([first])
    #expect(try library.version[replica] == 1)
    try library.expectWhole()
  }

  private var beyondItsText: [UInt8] {
    let patch = TextPatch(position: 99, deleted: 3, inserted: [])
    let edit = TextEdit(firstSequence: 0, parents: [], patches: [patch])
    return PayloadCodec.encode([Operation(id, .note, .edit(.text, edit))])
  }

  private func change(
    _ sequence: UInt64,
    of replica: ReplicaID,
    after previous: Digest = .zero,
    needing dependencies: [ReplicaID: UInt64] = [:],
    payload: [UInt8]? = nil
  ) -> Change {
    Change(
      id: ChangeID(replica: replica, sequence: sequence),
      clock: HybridTimestamp(milliseconds: 1_767_225_600_000),
      dependencies: Dependencies(VersionVector(dependencies)) { _ in 0 },
      payload: payload ?? PayloadCodec.encode([set(.title, .text("Tides"))]),
      after: previous,
      hashedBy: Blake2b.hash
    )
  }
}
