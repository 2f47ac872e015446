import Foundation
import GRDB
import Model
import Replication
import TestSupport
import Testing

@testable import Store

/// What is left in the files of a library.
@Suite struct PurgedFiles {
  private let directory: TemporaryDirectory
  private let place: URL
  private let library: Library

  init() throws {
    directory = try TemporaryDirectory()
    place = directory.place("library")
    library = try SimulatedReplica("desk", seed: 11, at: place).library
  }

  /// Words that stand in one item alone, each in another place of it.
  private static let secrets = [
    "xylotitle", "xylotext", "xylodraft", "xylotag", "xylopage", "xylourl", "xyloauthor",
    "xyloquote", "xylonote", "xyloabout", "xyloheading", "xylobook", "xylooverflow",
  ]

  /// All bytes of the library's files.
  private func files() throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path)
    return Dictionary(
      uniqueKeysWithValues: try names.map {
        ($0, try Data(contentsOf: place.appendingPathComponent($0)))
      }
    )
  }

  private func found() throws -> [String] {
    let files = try files()
    return Self.secrets.filter { word in
      files.values.contains { $0.range(of: Data(word.utf8)) != nil }
    }
  }

  /// Writes much that stays, so that rows and pages are moved about.
  private func fill(_ library: Library, _ random: inout SeededGenerator) throws {
    for index in 0..<40 {
      let words = (0..<Int.random(in: 1...300, using: &random)).map { _ in
        String(random.next() % 5_000, radix: 36)
      }
      try library.write { writer in
        let text = words.joined(separator: " ")
        let note = try writer.note(text, title: "t\(random.next())", tags: ["g\(random.next())"])
        try writer.edit(note, from: writer.base(of: note), to: text + " \(index) " + text)
      }
    }
  }

  /// Makes an item of every kind with something in all that it can hold, and edits it.
  private func makeSecrets(_ random: inout SeededGenerator) throws -> [ItemReference] {
    var items: [ItemReference] = []
    try library.write { writer in
      var article = Article.sample("xylourl", text: "the xylotext of it", title: "xylotitle")
      article.authors = ["xyloauthor"]
      let page = "<p>xylopage</p>"
      article.page = .init(content: Data(page.utf8), mediaType: "text/html")
      let source = try writer.add(article).id
      let clipping = try writer.clip(.sample("xyloquote"), of: source, note: "xylonote")
      let note = try writer.note("a xylodraft", title: "xyloabout", tags: ["xylotag"])
      let notebook = try writer.notebook(titled: "xylobook")
      let entry = try writer.addEntry(.heading("xyloheading"), to: notebook)
      items = [
        ItemReference(.source, AnyItemID(source)), ItemReference(.clipping, AnyItemID(clipping)),
        ItemReference(.note, AnyItemID(note)), ItemReference(.notebook, AnyItemID(notebook)),
        ItemReference(.entry, AnyItemID(entry)),
      ]
    }
    try fill(library, &random)
    let note = NoteID(items[2].id)
    let long = String(repeating: "xylooverflow and on ", count: 2_000)
    try library.write { try $0.edit(note, from: $0.base(of: note), to: long) }
    try fill(library, &random)
    try library.write { try $0.edit(note, from: $0.base(of: note), to: "short") }
    try library.write { try $0.set([("title", "other words")], of: items[2]) }
    return items
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `no word of what was purged is in the library's files`(seed: UInt64) throws {
    // Given a library with much in it, and words that stand in some items alone
    var random = SeededGenerator(seed: seed)
    try fill(library, &random)
    let items = try makeSecrets(&random)
    try fill(library, &random)
    #expect(try found() == Self.secrets)
    // When the items are purged
    try library.write { writer in for item in items { try writer.purge(item) } }
    // Then none of them is in any file, while the library is still open
    #expect(try found() == [], "seed \(seed)")
    #expect(try library.read { try !$0.mayHoldTraces() })
    try library.expectWhole()
    // And the rest is there
    #expect(try library.read { try $0.notes() }.count == 160)
  }

  @Test func `the same where the purge comes from another machine`() throws {
    var random = SeededGenerator(seed: 5)
    let items = try makeSecrets(&random)
    let other = try SimulatedReplica("laptop", seed: 12).library
    try other.take(from: library)
    try other.write { writer in for item in items { try writer.purge(item) } }
    #expect(try found() == Self.secrets)
    try library.take(from: other)
    #expect(try found() == [])
    #expect(try library.digest() == other.digest())
    try library.expectWhole()
  }

  @Test func `traces that could not be removed at once are removed at the next opening`() throws {
    // Given a purge while another process reads the library
    let note = try library.write { try $0.note("xylotext") }
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let reader = try DatabaseQueue(
      path: place.appendingPathComponent("library.sqlite").path,
      configuration: configuration
    )
    try reader.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN")
      _ = try Row.fetchAll(db, sql: "SELECT * FROM notes")
    }
    try library.write { try $0.purge(ItemReference(.note, AnyItemID(note))) }
    // Then the purge stands, and it is known that something may be left
    #expect(try library.read { try $0.mayHoldTraces() })
    #expect(try library.read { try $0.notes() }.isEmpty)
    try reader.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
    try reader.close()
    // When it is opened again
    let again = try SimulatedReplica("desk", seed: 13, opening: place).library
    // Then nothing is
    #expect(try again.read { try !$0.mayHoldTraces() })
    #expect(try found() == [])
  }
}
