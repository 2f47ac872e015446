import Foundation
import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct ComparingStates {
  private let folder = MemorySyncFolder()
  private let desk: SimulatedReplica
  private let laptop: SimulatedReplica

  init() throws {
    desk = try SimulatedReplica("desk", seed: 1, folder: folder)
    laptop = try SimulatedReplica("laptop", seed: 2, folder: folder)
    for machine in [desk, laptop] {
      _ = try machine.library.write { writer in
        let book = try writer.notebook(titled: "Sea level")
        let note = try writer.note("from \(machine.name)", tags: ["sea"])
        _ = try writer.addEntry(.item(AnyItemID(note)), to: book)
      }
    }
    for machine in [desk, laptop, desk] { try machine.sync() }
  }

  /// What the desk found, however much came since.
  private func checkedState() throws -> CheckedState {
    #expect(try desk.library.check(publishing: true).problems.isEmpty)
    return try #require(try desk.library.checkedState)
  }

  @Test func `a check remembers the state only where it is to be published, and whole`() throws {
    _ = try desk.library.check()
    #expect(try desk.library.checkedState == nil)
    try desk.library.tamper("UPDATE notes SET text = 'otherwise'")
    #expect(try !desk.library.check(publishing: true).problems.isEmpty)
    #expect(try desk.library.checkedState == nil)
    try desk.library.rebuild()
    let state = try checkedState()
    #expect(try state.digest == desk.library.digest())
    #expect(try state.version == desk.library.version)
  }

  @Test func `the same changes make the same state, whatever came after them`() throws {
    let state = try checkedState()
    for machine in [desk, laptop] {
      _ = try machine.library.write { writer in
        for note in try writer.reader.notes() {
          try writer.addTags(["later"], to: ItemReference(.note, AnyItemID(note.id)))
        }
      }
    }
    for machine in [laptop, desk, laptop] { try machine.sync() }
    #expect(try desk.library.digest() != state.digest)
    #expect(try laptop.library.compare(state) == .equal)
    #expect(try desk.library.compare(state) == .equal)
  }

  @Test func `a state that other changes made is told, and one that cannot be known`() throws {
    let state = try checkedState()
    let wrong = CheckedState(version: state.version, digest: .zero)
    #expect(try laptop.library.compare(wrong) == .different)
    var version = state.version
    version[ReplicaID(high: 5, low: 5)] = 1
    #expect(
      try laptop.library.compare(CheckedState(version: version, digest: state.digest)) == .unknown
    )
  }

  @Test func `a state from before a purge here is not held against anyone`() throws {
    let state = try checkedState()
    try laptop.library.tamper("UPDATE changes SET payload = NULL WHERE position = 1")
    #expect(try laptop.library.compare(state) == .purged)
  }
}
