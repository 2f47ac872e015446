import Foundation
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

@Suite struct RetiringReplicas {
  private let folder = MemorySyncFolder()
  private let desk: SimulatedReplica
  private let laptop: SimulatedReplica

  init() throws {
    desk = try SimulatedReplica("desk", seed: 1, folder: folder)
    laptop = try SimulatedReplica("laptop", seed: 2, folder: folder)
    _ = try laptop.library.write { try $0.note("from the laptop") }
    for machine in [laptop, desk] { try machine.sync() }
  }

  private func settle() throws {
    for machine in [desk, laptop, desk, laptop] { try machine.sync() }
    #expect(try desk.library.digest() == laptop.library.digest())
    for machine in [desk, laptop] {
      #expect(try machine.sync().files.written == 0)
      try machine.library.expectWhole()
    }
  }

  @Test func `a retirement travels with the changes and comes once`() throws {
    let gone = ReplicaID(high: 5, low: 5)
    #expect(try desk.library.write { try $0.retire(gone) })
    #expect(try !desk.library.write { try $0.retire(gone) })
    let own = try desk.library.replica
    #expect(try desk.library.version[own] == 1)
    try settle()
    #expect(try laptop.library.retired == [gone])
    #expect(try laptop.library.read { try $0.replicas() }.allSatisfy { !$0.isRetired })
    // And the state made anew from the log says the same
    try laptop.library.rebuild()
    #expect(try laptop.library.retired == [gone])
  }

  @Test func `a machine cannot retire itself`() throws {
    let own = try desk.library.replica
    #expect(throws: StoreError.self) { try desk.library.write { try $0.retire(own) } }
    #expect(try desk.library.retired.isEmpty)
  }

  @Test func `two retirements of one replica at once are no conflict`() throws {
    let gone = ReplicaID(high: 5, low: 5)
    for machine in [desk, laptop] { try machine.library.write { _ = try $0.retire(gone) } }
    try settle()
    #expect(try desk.library.retired == [gone])
    #expect(try desk.library.read { try $0.conflicts() }.isEmpty)
  }

  @Test func `a machine that was away for years merges all it has`() throws {
    // Given a note both have, and a laptop that goes away with edits and a clock of its own
    let note = try desk.library.write { try $0.note("First line.\nLast line.\n") }
    try desk.sync()
    try laptop.sync()
    let old = try laptop.library.replica
    try laptop.library.write { writer in
      let base = try writer.base(of: note)
      try writer.edit(note, from: base, to: base.text + "Written on the way.\n")
    }
    // When the desk goes on for five years, edits the note every month, and retires the laptop
    let month: Int64 = 30 * 24 * 3600 * 1000
    for index in 0..<60 {
      desk.clock.advance(by: month)
      try desk.library.write { writer in
        let base = try writer.base(of: note)
        try writer.edit(note, from: base, to: "Month \(index).\n" + base.text)
      }
      if index == 30 { _ = try desk.library.write { try $0.retire(old) } }
      try desk.sync()
    }
    laptop.clock.advance(by: 60 * month)
    _ = try laptop.library.write { try $0.note("back again") }
    let report = try laptop.sync()
    // Then both have every line, once
    #expect(report.notes.map(\.code) == [.retired])
    try settle()
    let text = try #require(try desk.library.read { try $0.note(note) }).text
    #expect(text.hasSuffix("First line.\nLast line.\nWritten on the way.\n"))
    #expect(text.split(separator: "\n").count == 63)
    // And the laptop is known by its name under both ids, of which one is retired
    let replicas = try desk.library.read { try $0.replicas() }
    #expect(replicas.map(\.name) == ["desk", "laptop", "laptop"])
    #expect(replicas.filter(\.isRetired).map(\.id) == [old])
  }
}
