import Foundation
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

@Suite struct ExplainingChanges {
  private let folder = MemorySyncFolder()
  private let desk: SimulatedReplica
  private let laptop: SimulatedReplica
  private let note: NoteID

  /// Two machines that share a note.
  init() throws {
    desk = try SimulatedReplica("desk", seed: 1, folder: folder)
    laptop = try SimulatedReplica("laptop", seed: 2, folder: folder)
    note = try desk.library.write {
      try $0.note("High water comes twice.\nLow water follows.\n", title: "Tides")
    }
    _ = try laptop.library.write { try $0.note("its own") }
    for machine in [desk, laptop, desk] { try machine.sync() }
  }

  private func edit(_ machine: SimulatedReplica, _ old: String, _ new: String) throws {
    try machine.library.write { writer in
      let base = try writer.base(of: note)
      try writer.edit(note, from: base, to: base.text.replacingOccurrences(of: old, with: new))
    }
  }

  private func explain(
    _ machine: SimulatedReplica,
    _ report: SyncReport,
    limit: Int = 20
  ) throws -> Explanation {
    try machine.library.read {
      try $0.explanation(from: report.before, to: report.after, limit: limit)
    }
  }

  @Test func `what each machine did is told, as the log tells it`() throws {
    try edit(laptop, "twice", "two times")
    try laptop.library.write { writer in
      try writer.addTags(["sea"], to: ItemReference(.note, AnyItemID(note)))
    }
    try laptop.sync()
    let told = try explain(desk, try desk.sync())
    let machine = try #require(told.machines.first)
    #expect(told.machines.count == 1)
    #expect(try machine.replica == laptop.library.replica)
    #expect(machine.name == "laptop" && machine.changes == 2 && !machine.hasMore)
    #expect(machine.edits.map(\.description).contains("tagged sea"))
    // And nothing was edited at once
    #expect(told.texts.isEmpty && told.conflicts.isEmpty)
  }

  @Test func `one text that two machines edited is told with what each wrote`() throws {
    // Given edits of both, unknown to the other
    try edit(desk, "twice", "thrice")
    try edit(laptop, "follows", "ensues")
    try laptop.sync()
    // When the desk takes in the laptop's
    let told = try explain(desk, try desk.sync())
    // Then each side's words stand against what both began with
    let text = try #require(told.texts.first)
    #expect(told.texts.count == 1 && text.item == ItemReference(.note, AnyItemID(note)))
    #expect(text.sides.map(\.isHere) == [true, false])
    #expect(try text.sides.map(\.replicas) == [desk, laptop].map { [try $0.library.replica] })
    for (side, words) in zip(text.sides, [("twice", "thrice"), ("follows", "ensues")]) {
      // Differences may keep letters that both have: together they make the words.
      let change = try #require(side.differences.first)
      #expect(side.differences.count == 1, "\(side.differences)")
      #expect("\(change.before)\(change.removed)\(change.after)".contains(words.0))
      #expect("\(change.before)\(change.added)\(change.after)".contains(words.1))
    }
    // And the laptop, which then takes in the desk's, is told of both as well
    #expect(try explain(laptop, try laptop.sync()).texts.first?.sides.count == 2)
    // And once all is known everywhere, later edits are not at once
    try edit(desk, "Low", "Lowest")
    try desk.sync()
    #expect(try explain(laptop, try laptop.sync()).texts.isEmpty)
  }

  @Test func `two other machines that wrote at once are told where this one did not`() throws {
    let phone = try SimulatedReplica("phone", seed: 3, folder: folder)
    try phone.sync()
    try edit(laptop, "twice", "two times")
    try edit(phone, "follows", "comes after")
    for machine in [laptop, phone] { try machine.sync(through: folder) }
    let told = try explain(desk, try desk.sync())
    let text = try #require(told.texts.first)
    #expect(text.sides.allSatisfy { !$0.isHere })
    #expect(text.sides.count == 2)
  }

  @Test func `fields that were set at once are told with their values`() throws {
    for machine in [desk, laptop] {
      try machine.library.write { writer in
        try writer.set([("title", machine.name)], of: ItemReference(.note, AnyItemID(note)))
      }
    }
    try laptop.sync()
    let told = try explain(desk, try desk.sync())
    #expect(told.conflicts.count == 1)
    #expect(told.conflicts.first.map { Set($0.values.map(\.value)) } == ["desk", "laptop"])
  }

  @Test func `of much only the first is told, and that there is more`() throws {
    for index in 0..<30 {
      _ = try laptop.library.write { try $0.note("note \(index)", tags: ["one", "two"]) }
    }
    try laptop.sync()
    let told = try explain(desk, try desk.sync(), limit: 5)
    let machine = try #require(told.machines.first)
    #expect(machine.changes == 30 && machine.edits.count == 5 && machine.hasMore)
  }

  @Test func `a dry run tells the same as the sync that follows, and changes nothing`() throws {
    // Given news of all kinds
    try edit(desk, "twice", "two times")
    try edit(laptop, "follows", "comes after")
    for machine in [desk, laptop] {
      try machine.library.write { writer in
        try writer.set([("title", machine.name)], of: ItemReference(.note, AnyItemID(note)))
      }
    }
    try laptop.sync()
    // When a dry run is explained, and then the sync
    let digest = try desk.library.digest()
    let changes = Locked<[Change]>([])
    let preview = try desk.library.preview()
    let engine = SyncEngine(
      log: preview,
      attachments: preview,
      folder: folder,
      environment: SyncEnvironment(now: { 0 }, randomBytes: { [UInt8](repeating: 0, count: $0) })
    )
    var options = SyncOptions()
    options.foresees = { more in changes { $0 += more } }
    let dry = try engine.sync(dryRun: true, options: options)
    let foreseen = try desk.library.explanation(
      foreseeing: changes { $0 },
      to: dry.after,
      limit: 20
    )
    // Then nothing has changed, and both tell the same
    #expect(try desk.library.digest() == digest)
    #expect(try desk.library.version == dry.before)
    try desk.library.expectWhole()
    let report = try desk.sync()
    #expect(dry.received == report.received && dry.sent == report.sent)
    #expect(dry.after == report.after && dry.merged == report.merged)
    #expect(try foreseen == explain(desk, report))
    #expect(foreseen.texts.count == 1 && foreseen.conflicts.count == 1)
  }
}

@Suite struct DryRuns {
  @Test func `do not make a copied library somebody else, nor one that never synced join`() throws {
    // Given a library that was copied to another installation
    let directory = try TemporaryDirectory()
    let desk = try SimulatedReplica("desk", seed: 1, at: directory.place("library"))
    _ = try desk.library.write { try $0.note("a note") }
    let folder = MemorySyncFolder()
    let other = try SimulatedReplica("other", seed: 4, folder: folder)
    _ = try other.library.write { try $0.note("another") }
    try other.sync()
    let copy = try SimulatedReplica("laptop", seed: 2, opening: directory.place("library"))
    let files = folder.files
    // When it syncs dryly
    let preview = try copy.library.preview()
    let engine = SyncEngine(
      log: preview,
      attachments: preview,
      folder: folder,
      environment: SyncEnvironment(now: { 0 }, randomBytes: { [UInt8](repeating: 0, count: $0) })
    )
    let report = try engine.sync(dryRun: true)
    // Then it would be somebody else, and is not yet
    let old = try desk.library.replica
    #expect(preview.replica != old)
    #expect(try copy.library.read { try $0.replicas()[0].id } == old)
    #expect(try copy.library.library == nil && copy.library.folders.isEmpty)
    #expect(folder.files == files)
    #expect(report.received == 1 && report.carried == 1 && report.sent == 0)
  }
}
