import Foundation
import Model
import Store

/// A note of 100 kB: opening it to edit, and saving it with twenty edits.
enum Notes {
  private static let bytes = 100_000
  private static let edits = 20

  static func opening(_ world: World, runs: Int) throws -> Measurement {
    let (library, note) = try library(world)
    return try .take(
      "a note of 100 kB opened",
      rows: 1,
      runs: runs,
      preparing: {},
      { try library.read { _ = try $0.base(of: note) } }
    )
  }

  static func saving(_ world: World, runs: Int) throws -> Measurement {
    let (library, note) = try library(world)
    return try .take(
      "a note of 100 kB saved with 20 edits",
      rows: edits,
      runs: runs,
      preparing: {
        let base = try library.read { try $0.base(of: note) }
        return (base, edited(base.text, world))
      },
      { base, text in try library.write { try $0.edit(note, from: base, to: text) } }
    )
  }

  /// A library with the note, edited a hundred times.
  private static func library(_ world: World) throws -> (Library, NoteID) {
    let library = try world.library()
    var paragraphs: [String] = []
    var length = 0
    while length < bytes {
      paragraphs.append(world.words(40))
      length += (paragraphs.last?.utf8.count ?? 0) + 2
    }
    let text = paragraphs.joined(separator: "\n\n")
    let note = try library.write { try $0.note(text, title: "Tides") }
    for _ in 0..<100 {
      let base = try library.read { try $0.base(of: note) }
      try library.write { try $0.edit(note, from: base, to: edited(base.text, world)) }
    }
    return (library, note)
  }

  /// Words put in and taken out at places all over the text.
  private static func edited(_ text: String, _ world: World) -> String {
    var words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    for edit in 0..<edits {
      let place = world.number(below: words.count)
      if edit.isMultiple(of: 2) {
        words.insert(world.words(2), at: place)
      } else {
        words.removeSubrange(place..<min(words.count, place + 2))
      }
    }
    return words.joined(separator: " ")
  }
}
