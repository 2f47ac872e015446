import Foundation
import Model
import Replication
import Store
import Sync
import TestSupport

/// Somebody with a library who does everything that can be done with one, at random.
///
/// A class because a history is made by several who go on from where they were.
final class Researcher {
  private(set) var replica: SimulatedReplica
  /// Versions of notes that lie open in an editor.
  private var opened: [(note: NoteID, base: NoteBase)] = []
  /// The last own change that the folder has.

  /// What somebody does most of the time; so that several do it to the same things at once.
  enum Focus: CaseIterable {
    case everything
    case notes
    case fields
    case outline
  }

  private let focus: Focus

  init(_ replica: SimulatedReplica, focus: Focus) {
    self.replica = replica
    self.focus = focus
  }

  /// Makes what all have in common at the beginning.
  func begin(_ random: inout SeededGenerator) throws {
    var next = random
    defer { random = next }
    try library.write { writer in
      let source = try writer.add(next.article()).id
      _ = try writer.clip(next.selector(), of: source)
      _ = try writer.note(next.text())
      let notebook = try writer.notebook(titled: next.word())
      for _ in 0..<4 { _ = try writer.addEntry(.heading(next.word()), to: notebook) }
    }
  }

  var library: Library { replica.library }

  @discardableResult
  func sync() throws -> SyncReport {
    let report = try replica.sync()
    return report
  }

  /// Closes the library and opens it again, as after a night.
  func restart(from directory: URL, seed: UInt64) throws {
    replica = try SimulatedReplica(
      replica.name,
      seed: seed,
      opening: directory,
      folder: replica.folder,
      clock: replica.clock
    )
  }

  /// Goes on under a new id, as a library does that finds itself copied.
  func takeNewReplica() throws {
    try library.takeNewReplica()
  }

  /// Makes one change of a few edits; one of them that is refused takes all with it.
  func write(_ random: inout SeededGenerator) throws {
    var next = random
    defer { random = next }
    do {
      try library.write { writer in
        for _ in 0...(next.chance(70) ? 0 : next.number(below: 3)) {
          try edit(writer, &next)
        }
      }
    } catch let error as StoreError where [.badValue, .purged].contains(error.code) {
      // To put an entry under itself, a tag of nothing, or what lies open in an editor and is purged.
    }
  }

  private func edit(_ writer: LibraryWriter, _ random: inout SeededGenerator) throws {
    if random.chance(80) {
      switch focus {
      case .everything: break
      case .notes: return try editNote(writer, &random)
      case .fields: return try set(writer, &random)
      case .outline: return try outline(writer, &random)
      }
    }
    switch random.number(below: 24) {
    case 0...2: _ = try writer.add(random.article())
    case 3...4: try clip(writer, &random)
    case 5...6: try note(writer, &random)
    case 7...10: try editNote(writer, &random)
    case 11...13: try set(writer, &random)
    case 14: try resolve(writer, &random)
    case 15: try tag(writer, &random)
    case 16...17: try trash(writer, &random)
    case 18: _ = try writer.notebook(titled: random.word())
    default: try outline(writer, &random)
    }
  }

  private func clip(_ writer: LibraryWriter, _ random: inout SeededGenerator) throws {
    guard let source = random.pick(try everything(writer.reader, [.source])) else { return }
    _ = try writer.clip(
      random.selector(),
      of: SourceID(source.id),
      note: random.chance(40) ? random.text() : nil,
      color: random.chance(20) ? random.word() : nil,
      tags: random.tags()
    )
  }

  private func note(_ writer: LibraryWriter, _ random: inout SeededGenerator) throws {
    let about = random.chance(50) ? random.pick(try everything(writer.reader))?.id : nil
    _ = try writer.note(
      random.text(),
      title: random.chance(30) ? random.word() : nil,
      about: about,
      tags: random.tags()
    )
  }

  /// Saves what was opened now or long ago, and perhaps leaves the editor open.
  private func editNote(_ writer: LibraryWriter, _ random: inout SeededGenerator) throws {
    if random.chance(40) || opened.isEmpty {
      guard let note = random.pick(try everything(writer.reader, [.note])) else { return }
      let id = NoteID(note.id)
      opened.append((id, try writer.base(of: id)))
      if random.chance(40) { return }
    }
    let index = random.number(below: opened.count)
    let (note, base) = opened[index]
    try writer.edit(note, from: base, to: random.edited(base.text))
    if random.chance(70) { opened.remove(at: index) }
  }

  private func set(_ writer: LibraryWriter, _ random: inout SeededGenerator) throws {
    guard let item = random.pick(try everything(writer.reader)) else { return }
    let fields = try writer.reader.fields(of: item).map(\.field)
    guard let field = random.pick(fields), field != "about" else { return }
    try writer.set([(field, random.chance(20) ? "" : random.word())], of: item)
  }

  private func resolve(_ writer: LibraryWriter, _ random: inout SeededGenerator) throws {
    guard let conflict = random.pick(try writer.reader.conflicts()),
      try writer.reader.fields(of: conflict.item).contains(where: { $0.field == conflict.field })
    else { return }
    if random.chance(50) {
      let index = random.number(below: conflict.values.count)
      try writer.resolve(conflict.item, field: conflict.field, choosing: index)
    } else {
      try writer.set([(conflict.field, random.word())], of: conflict.item)
    }
  }

  private func tag(_ writer: LibraryWriter, _ random: inout SeededGenerator) throws {
    guard let item = random.pick(try everything(writer.reader)) else { return }
    if random.chance(60) {
      try writer.addTags([random.tag()], to: item)
    } else {
      try writer.removeTags([random.tag(), random.tag()], from: item)
    }
  }

  private func trash(_ writer: LibraryWriter, _ random: inout SeededGenerator) throws {
    guard let item = random.pick(try everything(writer.reader)) else { return }
    switch random.number(below: 20) {
    case 0: try writer.purge(item)
    case 1...12: try writer.trash(item)
    default: try writer.restore(item)
    }
  }

  private func outline(_ writer: LibraryWriter, _ random: inout SeededGenerator) throws {
    guard let notebook = random.pick(try everything(writer.reader, [.notebook])) else { return }
    let id = NotebookID(notebook.id)
    let entries = try writer.reader.entries(of: id).map(\.id)
    let place = place(among: entries, &random)
    switch random.number(below: 40) {
    case 0:
      guard let entry = random.pick(entries) else { return }
      try writer.purge(ItemReference(.entry, AnyItemID(entry)))
      return
    default: break
    }
    switch random.number(below: 7) {
    case 0...1: _ = try writer.addEntry(.heading(random.word()), to: id, at: place)
    case 2:
      guard let item = random.pick(try everything(writer.reader)) else { return }
      _ = try writer.addEntry(.item(item.id), to: id, at: place)
    case 3...4:
      guard let entry = random.pick(entries) else { return }
      try writer.move(entry, in: id, to: place)
    case 5:
      guard let entry = random.pick(entries) else { return }
      try writer.removeEntry(entry, from: id, alone: random.chance(50))
    default:
      guard let entry = random.pick(entries) else { return }
      let item = ItemReference(.entry, AnyItemID(entry))
      try writer.set([("heading", random.word())], of: item)
    }
  }

  private func place(among entries: [EntryID], _ random: inout SeededGenerator) -> OutlinePlace {
    guard let entry = random.pick(entries) else { return OutlinePlace() }
    return switch random.number(below: 5) {
    case 0: OutlinePlace()
    case 1: OutlinePlace(.first)
    case 2: OutlinePlace(under: entry)
    case 3: OutlinePlace(under: entry, .first)
    default: OutlinePlace(.after(entry))
    }
  }

  /// Items of some kinds, in the trash or not.
  private func everything(
    _ reader: LibraryReader,
    _ kinds: [ItemReference.Kind] = [.source, .clipping, .note, .notebook]
  ) throws -> [ItemReference] {
    try [false, true].flatMap { try reader.items(kinds, Listing(trashed: $0)) }.map(\.reference)
  }
}

extension LibraryItem {
  var reference: ItemReference {
    switch self {
    case .source(let source): ItemReference(.source, AnyItemID(source.id))
    case .clipping(let clipping): ItemReference(.clipping, AnyItemID(clipping.id))
    case .note(let note): ItemReference(.note, AnyItemID(note.id))
    case .notebook(let notebook): ItemReference(.notebook, AnyItemID(notebook.id))
    }
  }
}
