import Foundation
import GRDB
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

@Suite struct Purging {
  private let desk: SimulatedReplica
  private let laptop: SimulatedReplica
  private let third: SimulatedReplica
  private var library: Library { desk.library }
  private var other: Library { laptop.library }

  init() throws {
    desk = try SimulatedReplica.make("desk")
    laptop = try SimulatedReplica.make("laptop")
    third = try SimulatedReplica.make("third")
  }

  private func reference(_ note: NoteID) -> ItemReference { ItemReference(.note, AnyItemID(note)) }

  private func purge(_ item: ItemReference, in library: Library) throws {
    try library.write { try $0.purge(item) }
  }

  private func edit(_ note: NoteID, _ text: String, in library: Library) throws {
    try library.write { try $0.edit(note, from: $0.base(of: note), to: text) }
  }

  /// Gives all what all have.
  private func settle(_ libraries: Library...) throws {
    for _ in 0..<2 {
      for one in libraries {
        for another in libraries where one !== another { try one.take(from: another) }
      }
    }
    for library in libraries {
      #expect(try library.digest() == libraries[0].digest())
      #expect(try payloads(of: library) == payloads(of: libraries[0]))
      try library.expectWhole()
    }
  }

  private func payloads(of library: Library) throws -> [ReplicaID: [[UInt8]?]] {
    var payloads: [ReplicaID: [[UInt8]?]] = [:]
    for replica in try library.version.entries.map(\.replica) {
      payloads[replica] = try library.changes(of: replica, after: 0, bytes: .max).map(\.payload)
    }
    return payloads
  }

  @Test func `what was purged here and edited there is purged everywhere`() throws {
    // Given a note on both machines
    let note = try library.write { try $0.note("a password", title: "P", tags: ["secret"]) }
    try other.take(from: library)
    // When it is purged here, and edited, trashed and restored there
    try edit(note, "a password, and more", in: other)
    try other.write { try $0.trash(reference(note)) }
    try other.write { try $0.restore(reference(note)) }
    try other.write { try $0.addTags(["again"], to: reference(note)) }
    try purge(reference(note), in: library)
    try edit(note, "a password, and more again", in: other)
    try settle(library, other)
    // Then nothing of it is anywhere
    for library in [library, other] {
      try library.read { reader throws in
        #expect(try reader.note(note) == nil && reader.notes().isEmpty)
        #expect(try reader.notes(Listing(trashed: true)).isEmpty)
        #expect(try reader.tags().isEmpty)
        #expect(try reader.search("password", limit: 5).isEmpty)
        #expect(try reader.isPurged(reference(note)))
      }
      #expect(try code { try library.write { try $0.restore(reference(note)) } } == .purged)
    }
    // And what is made anew from the log is the same
    let digest = try other.digest()
    try other.rebuild()
    #expect(try other.digest() == digest)
  }

  @Test func `redacted changes come before the purge, and edits that it had not seen after`() throws
  {
    // Given a note of the laptop's that the desk purges, while the laptop goes on editing it
    let note = try other.write { try $0.note("one two three") }
    try edit(note, "one two three four", in: other)
    try library.take(from: other)
    try purge(reference(note), in: library)
    for word in ["five", "six", "seven"] {
      let text = try #require(try other.read { try $0.note(note) }).text
      try edit(note, text + " " + word, in: other)
    }
    _ = try other.write { try $0.note("something else") }
    // When a third has the laptop's first changes from the desk, and then its others as they are
    let replica = try other.replica
    try third.library.append(try library.changes(of: replica, after: 0, bytes: .max))
    // Then the note is purged there at once, though nobody says yet who did that
    #expect(try third.library.read { try $0.isPurged(reference(note)) })
    #expect(try third.library.read { try $0.purge(of: reference(note)) } == nil)
    try third.library.expectWhole()
    let rest = try other.changes(of: replica, after: 2, bytes: .max)
    try third.library.append(rest)
    #expect(try third.library.read { try $0.notes() }.map(\.text) == ["something else"])
    try third.library.expectWhole()
    // And when all have all, all are equal
    try settle(library, other, third.library)
    let purge = try third.library.read { try $0.purge(of: reference(note)) }
    #expect(purge?.replicaName == "desk")
  }

  @Test func `a redacted change that is here already is passed over`() throws {
    // Given a note on all machines, which the third purges and the laptop edits
    let note = try other.write { try $0.note("one") }
    try library.take(from: other)
    try third.library.take(from: other)
    try purge(reference(note), in: third.library)
    try edit(note, "one two", in: other)
    // When the first change comes once more, redacted, together with the edit
    let replica = try other.replica
    let again = try third.library.changes(of: replica, after: 0, bytes: .max)
    try library.append(again + other.changes(of: replica, after: 1, bytes: .max))
    // Then that is as if the edit had come alone
    #expect(try library.read { try $0.note(note) }?.text == "one two")
    #expect(try library.digest() == other.digest())
    // Until the purge comes
    try settle(library, other, third.library)
    #expect(try library.read { try $0.isPurged(reference(note)) })
  }

  @Test func `what was redacted in the log is named once each, the latest last`() throws {
    // Given a change that makes two notes, and one that edits the first
    var notes: [NoteID] = []
    try library.write { writer in
      notes = [try writer.note("one"), try writer.note("two")]
    }
    try edit(notes[0], "one more", in: library)
    let replica = try library.replica
    #expect(try library.redactions(after: 0, limit: 10).isEmpty)
    // When the first is purged
    try purge(reference(notes[0]), in: library)
    let first = try library.redactions(after: 0, limit: 10)
    #expect(first.map(\.change.sequence) == [1, 2])
    #expect(first.allSatisfy { $0.change.replica == replica })
    // And then the second
    try purge(reference(notes[1]), in: library)
    let all = try library.redactions(after: 0, limit: 10)
    #expect(all.map(\.change.sequence) == [2, 1])
    #expect(try library.redactions(after: all[0].position, limit: 10).map(\.change.sequence) == [1])
    #expect(try library.redactions(after: 0, limit: 1).map(\.change.sequence) == [2])
    // And who takes in what is redacted already has nothing to publish anew
    try other.take(from: library)
    #expect(try other.redactions(after: 0, limit: 10).isEmpty)
  }

  @Test func `what is made and purged in one change never comes into the log`() throws {
    try library.write { writer in
      let note = try writer.note("a password")
      try writer.purge(reference(note))
    }
    let change = try #require(try library.changes(of: library.replica, after: 0, bytes: .max).first)
    #expect(!change.isRedacted(hashedBy: Blake2b.hash))
    #expect(try change.operations().map(\.action).filter { $0 == .purge }.count == 1)
    #expect(try change.operations().filter { $0.kind == .note }.count == 1)
    try library.expectWhole()
  }

  @Test func `a payload of another hash is refused unless it purges something`() throws {
    // Given a change, and its payload as somebody else would have it
    _ = try other.write { try $0.note("as it was written") }
    let change = try #require(try other.changes(of: other.replica, after: 0, bytes: .max).first)
    var operations = try change.operations()
    operations.removeLast()
    let forged = change.with(payload: PayloadCodec.encode(operations))
    #expect(throws: ChangeRefused.self) { try library.append([forged]) }
    #expect(try library.version.isEmpty)
    // Then the whole one is still taken
    try library.append([change])
    #expect(try library.digest() == other.digest())
  }

  @Test func `nothing else goes with an item, and what refers to it is named`() throws {
    // Given a source with a clipping, a note about it, and an entry
    let source = try library.write { try $0.add(.sample()).id }
    let clipping = try library.write { try $0.clip(.sample(), of: source) }
    let note = try library.write { try $0.note("ebb", about: AnyItemID(source)) }
    let notebook = try library.write { try $0.notebook(titled: "Tides") }
    let entry = try library.write { try $0.addEntry(.item(AnyItemID(source)), to: notebook) }
    let item = ItemReference(.source, AnyItemID(source))
    // When it is purged
    try purge(item, in: library)
    // Then they stay
    try library.read { reader throws in
      #expect(try reader.clipping(clipping)?.quote == "High water")
      #expect(try reader.note(note)?.text == "ebb")
      #expect(try reader.entries(of: notebook).map(\.id) == [entry])
      #expect(try reader.source(source) == nil)
      let named = Set(try reader.references(to: item).map(\.id))
      #expect(named == [AnyItemID(clipping), AnyItemID(note), AnyItemID(entry)])
    }
    try settle(library, other)
  }

  @Test func `what stands below a purged entry moves up to its place`() throws {
    let notebook = try library.write { try $0.notebook(titled: "Tides") }
    let heading = try library.write { try $0.addEntry(.heading("a password"), to: notebook) }
    let below = try library.write {
      try $0.addEntry(.heading("Moon"), to: notebook, at: OutlinePlace(under: heading))
    }
    let last = try library.write { try $0.addEntry(.heading("Sun"), to: notebook) }
    try other.take(from: library)
    try other.write { try $0.move(heading, in: notebook, to: OutlinePlace(.last)) }
    try purge(ItemReference(.entry, AnyItemID(heading)), in: library)
    #expect(try library.read { try $0.entries(of: notebook) }.map(\.id) == [below, last])
    try settle(library, other)
    for library in [library, other] {
      let entries = try library.read { try $0.entries(of: notebook) }
      #expect(entries.map(\.id) == [last, below] && entries.map(\.depth) == [0, 0])
    }
  }

  @Test func `an attachment goes with the last item that refers to it`() throws {
    // Given two sources of one text, the first with a page
    var article = Article.sample("one")
    let page = Array("<p>a password</p>".utf8)
    article.page = .init(content: Data(page), mediaType: "text/html")
    let first = try library.write { try $0.add(article).id }
    let second = try library.write { try $0.add(.sample("two")).id }
    let text = Blake2b.hash(Array("High water comes twice.".utf8))
    // When the first is purged, its page goes, and the text with the second
    try purge(ItemReference(.source, AnyItemID(first)), in: library)
    let gone = try library.purgedAttachments(after: 0, limit: 10)
    #expect(gone.map(\.hash) == [Blake2b.hash(page)])
    #expect(try library.attachment(text) != nil && library.text(of: second) != nil)
    try purge(ItemReference(.source, AnyItemID(second)), in: library)
    let more = try library.purgedAttachments(after: gone.last?.position ?? 0, limit: 10)
    #expect(more.map(\.hash) == [text])
    #expect(try library.attachment(text) == nil && library.missingAttachments().isEmpty)
    // And one that was on its way is not kept
    try library.store(page, as: Blake2b.hash(page))
    #expect(try library.attachment(Blake2b.hash(page)) == nil)
    try settle(library, other)
  }

  @Test func `a page that was purged can be saved again, as one source on all machines`() throws {
    // Given a page that was purged
    let first = try library.write { try $0.add(.sample()).id }
    try other.take(from: library)
    try purge(ItemReference(.source, AnyItemID(first)), in: library)
    try other.take(from: library)
    // When both save it again
    let again = try library.write { try $0.add(.sample()) }
    let there = try other.write { try $0.add(.sample()) }
    // Then it is a new source, the same on both, with its text
    #expect(again.isNew && again.id != first && there.id == again.id)
    #expect(try library.text(of: again.id) == "High water comes twice.")
    #expect(try library.purgedAttachments(after: 0, limit: 10).isEmpty)
    try settle(library, other)
    #expect(try library.read { try $0.sources() }.map(\.id) == [again.id])
  }

  @Test(arguments: [true, false])
  func `checking finds what is redacted wrongly`(isForged: Bool) throws {
    // Given a library with a purged note
    let note = try library.write { try $0.note("a password") }
    _ = try library.write { try $0.note("something else") }
    let whole = try library.changes(of: library.replica, after: 0, bytes: .max)
    try purge(reference(note), in: library)
    try library.expectWhole()
    // When a payload is another that purges nothing, or still says what was purged
    let payload = isForged ? PayloadCodec.encode([]) : whole[0].payload ?? []
    let position = isForged ? 2 : 1
    try library.tamper(
      "UPDATE changes SET payload = ? WHERE position = ?",
      [Data(payload), position]
    )
    // Then it is found
    let words = isForged ? "is damaged" : "still says what was purged"
    #expect(try library.check().problems.contains { $0.contains(words) })
    // And making the state anew redacts what can be redacted
    guard !isForged else { return }
    try library.rebuild()
    try library.expectWhole()
    #expect(try library.changes(of: library.replica, after: 0, bytes: .max)[0].payload != payload)
  }

  @Test func `the history of a purged item says who purged it and nothing else`() throws {
    let note = try library.write { try $0.note("a password") }
    try other.take(from: library)
    desk.clock.advance(by: 3_600_000)
    try edit(note, "another password", in: library)
    laptop.clock.advance(by: 7_200_000)
    try purge(reference(note), in: other)
    try library.take(from: other)
    let purge = try #require(try library.read { try $0.purge(of: reference(note)) })
    #expect(purge.replicaName == "laptop")
    #expect(purge.time == Date(timeIntervalSince1970: Double(laptop.clock.now) / 1000))
    let said = try library.read { try $0.changes(of: reference(note)) }.flatMap(\.edits)
    #expect(
      said.map(\.description) == ["purged", "what it said is purged", "what it said is purged"]
    )
  }
}

extension Library {
  fileprivate func text(of source: SourceID) throws -> String? {
    try read { try $0.text(of: source) }
  }
}
