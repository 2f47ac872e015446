import Foundation
import GRDB
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

@Suite struct CopiedLibraries {
  private let directory: TemporaryDirectory
  private let desk: SimulatedReplica
  private let folder = MemorySyncFolder()

  /// A library that was synced, with a change that was not.
  init() throws {
    directory = try TemporaryDirectory()
    desk = try SimulatedReplica(
      "desk",
      seed: 1,
      at: directory.place("library"),
      folder: folder
    )
    _ = try desk.library.write { try $0.note("published") }
    try desk.sync()
  }

  /// Copies the library as a backup or a cloned disk does.
  private func copy(to name: String) throws -> URL {
    try desk.library.database.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    let place = directory.place(name)
    try FileManager.default.copyItem(at: directory.place("library"), to: place)
    return place
  }

  private func settle(_ replicas: SimulatedReplica...) throws {
    for _ in 0..<3 {
      for replica in replicas { try replica.sync() }
    }
    for replica in replicas {
      let report = try replica.sync()
      #expect(report.files.written == 0 && report.waiting == 0 && report.damaged.isEmpty)
      #expect(try replica.library.version == replicas[0].library.version)
      #expect(try replica.library.digest() == replicas[0].library.digest())
      try replica.library.expectWhole()
    }
  }

  @Test func `a copy that only syncs writes nothing in the original's name`() throws {
    // Given a copy on another machine, and news from a third in the folder
    let old = try desk.library.replica
    let copy = try SimulatedReplica(
      "laptop",
      seed: 2,
      opening: try copy(to: "library-2"),
      folder: folder
    )
    let third = try SimulatedReplica("third", seed: 3, at: directory.place("third"), folder: folder)
    _ = try third.library.write { try $0.note("news") }
    try third.sync()
    let before = try folder.list("replicas/\(old)")
    // When it syncs before it was ever written to
    try copy.sync()
    // Then it is somebody else, and the original's directory is as it was
    #expect(try copy.library.replica != old)
    #expect(try folder.list("replicas/\(old)").sorted() == before.sorted())
    try settle(desk, copy, third)
  }

  @Test(arguments: [("laptop", "library-2"), ("desk", "library-2")])
  func `a copy takes a new id before its first write`(machine: String, place: String) throws {
    // Given a copy on another machine, or at another place
    let old = try desk.library.replica
    let copy = try SimulatedReplica(
      machine,
      seed: 2,
      opening: try copy(to: place),
      folder: folder
    )
    // When it is only read
    #expect(try copy.library.read { try $0.notes() }.count == 1)
    // Then it is as it was
    #expect(try copy.library.read { try $0.replicas().first }?.id == old)
    // And when it is written to, it is somebody else
    _ = try copy.library.write { try $0.note("from the copy") }
    #expect(try copy.library.replica != old)
    #expect(try copy.library.version[old] == 1)
    #expect(try copy.library.read { try $0.replicas().first }?.name == machine)
    // And both go on and meet
    _ = try desk.library.write { try $0.note("from the original") }
    try settle(desk, copy)
    #expect(try desk.library.read { try $0.notes() }.count == 3)
  }

  @Test func `a library that was moved with an unpublished change publishes it`() throws {
    // Given a change that was not published when the library was moved to another place
    let note = try desk.library.write { try $0.note("unpublished") }
    let old = try desk.library.replica
    try desk.library.database.close()
    let place = directory.place("library-2")
    try FileManager.default.moveItem(at: directory.place("library"), to: place)
    let moved = try SimulatedReplica("desk", seed: 2, opening: place, folder: folder)
    // When only the library at the new place goes on
    _ = try moved.library.write { try $0.note("after the move") }
    let laptop = try SimulatedReplica("laptop", seed: 3, folder: folder)
    // Then it is who it was, and others get all of it
    #expect(try moved.library.replica == old)
    try settle(moved, laptop)
    #expect(try laptop.library.read { try $0.note(note) }?.text == "unpublished")
  }

  @Test func `a library that stays where it is stays who it is`() throws {
    let old = try desk.library.replica
    let again = try SimulatedReplica("desk", seed: 3, opening: directory.place("library"))
    _ = try again.library.write { try $0.note("more") }
    #expect(try again.library.replica == old)
  }

  @Test func `a copy and its original with an unpublished change meet`() throws {
    // Given a change that was not published when the copy was made
    let note = try desk.library.write { try $0.note("unpublished") }
    let copy = try SimulatedReplica(
      "laptop",
      seed: 2,
      opening: try copy(to: "library-2"),
      folder: folder
    )
    // When both go on with it
    try copy.library.write { try $0.edit(note, from: $0.base(of: note), to: "unpublished, there") }
    try desk.library.write { try $0.edit(note, from: $0.base(of: note), to: "still unpublished") }
    // Then both have all of it, once
    try settle(desk, copy)
    #expect(try copy.library.read { try $0.note(note) }?.text == "still unpublished, there")
  }
}

@Suite struct TakingANewReplica {
  private let folder = MemorySyncFolder()
  private let desk: SimulatedReplica
  private let laptop: SimulatedReplica
  private let note: NoteID
  private let notebook: NotebookID
  private let entry: EntryID

  /// Two machines that have the same, and of the first one changes that are not published.
  init() throws {
    desk = try SimulatedReplica("desk", seed: 1, folder: folder)
    laptop = try SimulatedReplica("laptop", seed: 2, folder: folder)
    let notebook = try desk.library.write { try $0.notebook(titled: "Tides") }
    self.notebook = notebook
    entry = try desk.library.write { try $0.addEntry(.heading("Moon"), to: notebook) }
    note = try desk.library.write { try $0.note("one two three") }
    for replica in [desk, laptop, desk] { try replica.sync() }
  }

  private func writeUnpublished() throws {
    try desk.library.write { try $0.edit(note, from: $0.base(of: note), to: "one two three four") }
    try desk.library.write { writer in
      let sun = try writer.addEntry(.heading("Sun"), to: notebook)
      try writer.move(entry, in: notebook, to: OutlinePlace(under: sun))
      let other = try writer.note("ebb", tags: ["sea"])
      try writer.edit(other, from: writer.base(of: other), to: "ebb and flow")
      try writer.edit(note, from: writer.base(of: note), to: "zero one two three four")
    }
    _ = try desk.library.write { try $0.add(.sample()) }
  }

  private func settle() throws {
    for _ in 0..<3 {
      for replica in [desk, laptop] { try replica.sync() }
    }
    #expect(try desk.library.version == laptop.library.version)
    #expect(try desk.library.digest() == laptop.library.digest())
    for replica in [desk, laptop] {
      let report = try replica.sync()
      #expect(report.files.written == 0 && report.waiting == 0)
      try replica.library.expectWhole()
    }
  }

  @Test func `all that is here stays under the old id`() throws {
    // Given changes that were not published, and a text that lies open
    try writeUnpublished()
    let old = try desk.library.replica
    let before = try VisibleContent(of: desk.library, searching: ["ebb", "zero"])
    let version = try desk.library.version
    let base = try desk.library.read { try $0.base(of: note) }
    // When the library takes a new id
    let new = try desk.library.takeNewReplica()
    // Then nothing is another than before
    #expect(try desk.library.replica == new && new != old)
    #expect(try desk.library.version == version.with(ChangeID(replica: new, sequence: 1)))
    #expect(try VisibleContent(of: desk.library, searching: ["ebb", "zero"]) == before)
    try desk.library.expectWhole()
    // And can be gone on with, published, and taken in
    try desk.library.write { try $0.edit(note, from: base, to: "zero one two") }
    try laptop.library.write { try $0.edit(note, from: $0.base(of: note), to: "one two three!") }
    try settle()
    #expect(try laptop.library.version[new] == 2)
    #expect(try laptop.library.read { try $0.note(note) }?.text == "zero one two!")
    let outline = try laptop.library.read { try $0.entries(of: notebook) }
    #expect(outline.map(\.content) == [.heading("Sun"), .heading("Moon")])
    #expect(outline.map(\.depth) == [0, 1])
    #expect(try laptop.library.read { try $0.replicaName(new) } == "desk")
  }

  @Test func `the first change under it depends on all that is here`() throws {
    // Given a library with a change that nobody else has, under a new id
    let old = try desk.library.replica
    _ = try desk.library.write { try $0.note("not published") }
    let new = try desk.library.takeNewReplica()
    _ = try desk.library.write { try $0.note("more") }
    // When another one is offered the new one's change alone
    let more = try desk.library.changes(of: new, after: 0, bytes: .max)
    // Then it waits for the old one's
    #expect(throws: ChangeRefused.self) { try laptop.library.append(more) }
    try laptop.library.append(try desk.library.changes(of: old, after: 3, bytes: .max) + more)
    try settle()
  }
}
