import Foundation
import GRDB
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

/// Histories of one replica id that parted: a backup was put back after changes were published.
@Suite struct Forks {
  private let directory: TemporaryDirectory

  init() throws {
    directory = try TemporaryDirectory()
  }

  @Test(arguments: UInt64(1)...60)
  func `whoever holds the same changes is equal, whichever history came first`(
    seed: UInt64
  ) throws {
    try converge(seed)
  }

  /// Own changes did not say what they meant by a name.
  @Test(arguments: [306, 1798] as [UInt64])
  func `forked histories that once failed are equal`(seed: UInt64) throws {
    try converge(seed)
  }

  private func converge(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    // Given a library that was put back again and again, and others that took what it then had
    var story = try Story(in: directory, &random)
    for _ in 0..<Int.random(in: 8...30, using: &random) { try story.step(&random) }
    // When all changes come to all, in any order
    let changes = try story.changes()
    let expected = try story.reader(99)
    try expected.takeAll(changes)
    let digest = try expected.digest()
    let texts = try expected.noteTexts()
    for library in story.others + [try story.reader(98)] {
      try library.takeAll(changes.shuffled(using: &random))
      // Then all have the same state under the same names, and it is what their logs make
      #expect(try library.version == expected.version, "seed \(seed)")
      #expect(try library.histories == expected.histories, "seed \(seed)")
      #expect(try library.digest() == digest, "seed \(seed)")
      #expect(try library.noteTexts() == texts, "seed \(seed)")
      try library.expectWhole()
    }
    // and every word is there once
    let all = texts.joined(separator: " ")
    for word in story.words {
      #expect(all.components(separatedBy: word).count == 2, "seed \(seed): \(word) in \(all)")
    }
  }

  @Test func `both histories' values stand as concurrent ones`() throws {
    // Given two histories that each gave a source another title
    var random = SeededGenerator(seed: 5)
    var story = try Story(in: directory, &random)
    let source = try story.library.write { try $0.add(.sample()).id }
    let item = ItemReference(.source, AnyItemID(source))
    try story.backUp()
    try story.library.write { try $0.set([("title", "Ebb")], of: item) }
    try story.putBack()
    try story.library.write { try $0.set([("title", "Flood")], of: item) }
    // When somebody has both
    let reader = try story.reader(97)
    try reader.takeAll(story.changes())
    // Then the titles are a conflict, as those of two machines are
    let conflicts = try reader.read { try $0.conflicts() }
    #expect(conflicts.count == 1)
    #expect(try reader.read { try $0.replicas() }.count == 2)
  }

  @Test func `a branch of a branch keeps its place when that gets another name`() throws {
    // Given a fork behind change 2, and one before it whose new branch takes the name
    let replica = ReplicaID(high: 0xf0, low: 1)
    func change(_ sequence: UInt64, after previous: Digest, clock: Int64) -> Change {
      Change(
        id: ChangeID(replica: replica, sequence: sequence),
        clock: HybridTimestamp(milliseconds: clock),
        dependencies: Dependencies(),
        payload: PayloadCodec.encode([
          Operation(ItemID(high: 1, low: UInt64(clock)), .notebook, .set(.title, .text("\(clock)")))
        ]),
        after: previous,
        hashedBy: Blake2b.hash
      )
    }
    let first = change(1, after: .zero, clock: 1)
    let second = change(2, after: first.hash, clock: 2)
    let thirds = [3, 4].map { change(3, after: second.hash, clock: $0) }
    let beside = try #require(
      (5..<500).lazy.map { change(2, after: first.hash, clock: $0) }
        .first { $0.hash.bytes.lexicographicallyPrecedes(second.hash.bytes) }
    )
    var random = SeededGenerator(seed: 1)
    let story = try Story(in: directory, &random)
    // When they come in either order
    let late = try story.reader(90)
    let early = try story.reader(91)
    try late.takeAll([first, second] + thirds + [beside])
    try early.takeAll([first, beside, second] + thirds.reversed())
    // Then the histories are the same
    #expect(try late.histories == early.histories)
    #expect(try late.version == early.version)
    #expect(try late.digest() == early.digest())
    try late.expectWhole()
    try early.expectWhole()
  }

  @Test(arguments: UInt64(1)...24)
  func `what was deleted stays deleted when its history gets another name`(seed: UInt64) throws {
    // Given lines that two typed at once at one place, of which one then deleted the first
    var random = SeededGenerator(seed: seed)
    var story = try Story(in: directory, &random)
    let note = try story.library.write { try $0.note("shared\n") }
    let other = try story.reader(200 + seed)
    try other.takeAll(story.changes())
    try story.backUp()
    for (library, line) in [(story.library, "here \(seed)\n"), (other, "there\n")] {
      try library.write { try $0.edit(note, from: $0.base(of: note), to: line + "shared\n") }
    }
    try story.library.takeWhatFollows(other)
    let left = try story.library.write { writer in
      let base = try writer.base(of: note)
      let left = base.text.split(separator: "\n").dropFirst().joined(separator: "\n")
      try writer.edit(note, from: base, to: left)
      return left
    }
    _ = try story.changes()
    // When another history of that one comes, which may take its name
    try story.putBack()
    _ = try story.library.write { try $0.note("another history \(seed)") }
    try other.takeAll(story.changes())
    // Then the same line is gone
    #expect(try other.read { try $0.note(note) }?.text == left)
    try other.expectWhole()
  }

  @Test func `the library's own id never gets another history`() throws {
    var random = SeededGenerator(seed: 6)
    var story = try Story(in: directory, &random)
    try story.backUp()
    _ = try story.library.write { try $0.note("one") }
    let lost = try story.changes()
    try story.putBack()
    _ = try story.library.write { try $0.note("another") }
    #expect(throws: ChangeRefused.self) { try story.library.append([#require(lost.last)]) }
    try story.library.expectWhole()
  }
}

/// A library that is put back from backups, and others that take from it.
private struct Story {
  private let directory: TemporaryDirectory
  private(set) var library: Library
  private(set) var others: [Library] = []
  /// What was typed: each once.
  private(set) var words: [String] = []
  private var backups = 0
  private var puttingBack: UInt64 = 0
  private var seen: [Digest: Change] = [:]
  private let clock = ManualClock()

  init(in directory: TemporaryDirectory, _ random: inout SeededGenerator) throws {
    self.directory = directory
    library = try Library.create(
      at: directory.place("library"),
      name: "desk",
      environment: .simulated("desk", seed: 1, clock: clock)
    )
    try type(in: library, &random)
    others = try [2, 3].map(reader)
  }

  func reader(_ number: UInt64) throws -> Library {
    let name = "reader \(number)"
    return try Library.inMemory(
      name: name,
      environment: .simulated(name, seed: number, clock: clock)
    )
  }

  /// Every change that anybody made, those in lost histories too.
  mutating func changes() throws -> [Change] {
    for library in others + [library] {
      for replica in try library.version.entries.map(\.replica) {
        for change in try library.changes(of: replica, after: 0, bytes: .max) {
          seen[change.hash] = change
        }
      }
    }
    return seen.values.sorted { $0.hash.bytes.lexicographicallyPrecedes($1.hash.bytes) }
  }

  mutating func step(_ random: inout SeededGenerator) throws {
    clock.advance(by: Int64.random(in: 1...5000, using: &random))
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<3: try type(in: library, &random)
    case 3..<5: try type(in: random.pick(others) ?? library, &random)
    case 5: try backUp()
    case 6..<8: try putBack()
    default:
      // Somebody takes what another has, who may have another history.
      let all = others + [library]
      guard let reader = random.pick(others), let from = random.pick(all), reader !== from else {
        return
      }
      try reader.takeWhatFollows(from)
    }
    _ = try changes()
  }

  /// Types a word into a note, at its beginning or its end, or begins one.
  private mutating func type(in library: Library, _ random: inout SeededGenerator) throws {
    let word = "w\(words.count)x"
    words.append(word)
    let notes = try library.read { try $0.notes() }
    guard let note = random.pick(notes), random.chance(80) else {
      _ = try library.write { try $0.note(word) }
      return
    }
    let isFirst = random.chance(50)
    try library.write { writer in
      let base = try writer.base(of: note.id)
      let edited = isFirst ? "\(word) \(base.text)" : "\(base.text) \(word)"
      try writer.edit(note.id, from: base, to: edited)
    }
  }

  mutating func backUp() throws {
    try library.database.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)")
    }
    backups += 1
    try FileManager.default.copyItem(
      at: directory.place("library"),
      to: directory.place("backup-\(backups)")
    )
  }

  /// The changes since the last backup are lost here, and were published.
  mutating func putBack() throws {
    guard backups > 0 else { return }
    _ = try changes()
    library = try reader(0)
    let place = directory.place("library")
    try FileManager.default.removeItem(at: place)
    try FileManager.default.copyItem(at: directory.place("backup-\(backups)"), to: place)
    // The same installation, which draws other ids from now on.
    puttingBack += 1
    library = try Library.open(
      at: place,
      environment: .simulated("desk", seed: 1000 + puttingBack, clock: clock)
    )
  }
}

extension Library {
  /// Takes changes in whatever order, each as soon as what it follows is here.
  fileprivate func takeAll(_ changes: some Sequence<Change>) throws {
    var waiting = Array(changes)
    while true {
      var left: [Change] = []
      for change in waiting {
        do {
          try append([change])
        } catch let refused as ChangeRefused where refused.isWaiting {
          left.append(change)
        }
      }
      guard left.count < waiting.count else { break }
      waiting = left
    }
    #expect(waiting.isEmpty)
  }

  /// Takes what another library has as far as it goes on from what is here.
  fileprivate func takeWhatFollows(_ other: Library) throws {
    for replica in try other.version.entries.map(\.replica) {
      for change in try other.changes(of: replica, after: 0, bytes: .max) {
        do {
          try append([change])
        } catch let refused as ChangeRefused where refused.isWaiting {
          break
        }
      }
    }
  }

  fileprivate func noteTexts() throws -> [String] {
    try read { try $0.notes() }.map(\.text).sorted()
  }
}
