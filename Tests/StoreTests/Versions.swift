import Foundation
import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct VersionsOfPages {
  private let desk: SimulatedReplica
  private var library: Library { desk.library }

  init() throws {
    desk = try SimulatedReplica.make("desk")
  }

  private func texts(of id: SourceID, in library: Library) throws -> [String?] {
    try library.read { reader in
      try reader.versions(of: id).map { try reader.text(of: $0.text) }
    }
  }

  private func carryAttachments(from others: [Library]) throws {
    for hash in try library.missingAttachments() {
      let content = try others.lazy.compactMap { try $0.attachment(hash) }.first
      try library.store(try #require(content), as: hash)
    }
  }

  @Test func `a page that changed is a new version beside the old one, and it is shown`() throws {
    // Given a page that was added, and then changed
    let id = try library.write { try $0.add(.sample(text: "The first text.")).id }
    desk.clock.advance(by: 1000)
    // When it is added again
    let again = try library.write { try $0.add(.sample(text: "The second text, longer.")) }
    // Then it is the same source, with the new text in sight and the old one kept
    #expect(again.id == id && !again.isNew && again.version == 2)
    #expect(try texts(of: id, in: library) == ["The first text.", "The second text, longer."])
    #expect(try library.read { try $0.versions(of: id) }.map(\.number) == [1, 2])
    #expect(try library.read { try $0.text(of: id) } == "The second text, longer.")
    #expect(try library.read { try $0.source(id) }?.words == 4)
    // And search finds what it says now
    #expect(try library.read { try $0.search("second", limit: 9).count } == 1)
    #expect(try library.read { try $0.search("first", limit: 9).count } == 0)
    try library.expectWhole()
  }

  @Test func `what the shown page is read as is told of the shown one`() throws {
    var article = Article.sample(text: "The first text.")
    article.page = .init(content: Data("a".utf8), mediaType: "application/pdf")
    let id = try library.write { try $0.add(article).id }
    desk.clock.advance(by: 1000)
    article.text = "The second text."
    article.page = .init(content: Data("b".utf8), mediaType: "text/html")
    _ = try library.write { try $0.add(article) }
    #expect(try library.read { try $0.page(of: id) } == Array("b".utf8))
    #expect(try library.read { try $0.pageMediaType(of: id) } == "text/html")
  }

  @Test func `an unchanged page makes no version, whenever it is added`() throws {
    let id = try library.write { try $0.add(.sample(text: "The text.")).id }
    let changes = try library.read { try $0.changes().count }
    for _ in 0..<3 {
      desk.clock.advance(by: 1000)
      #expect(try library.write { try $0.add(.sample(text: "The text.")) }.version == nil)
    }
    #expect(try library.read { try $0.versions(of: id) }.count == 1)
    #expect(try library.read { try $0.changes().count } == changes)
  }

  @Test func `a page that is what it was before is a version again`() throws {
    let id = try library.write { try $0.add(.sample(text: "One.")).id }
    for text in ["Two.", "One.", "One."] {
      desk.clock.advance(by: 1000)
      _ = try library.write { try $0.add(.sample(text: text)) }
    }
    #expect(try texts(of: id, in: library) == ["One.", "Two.", "One."])
    #expect(try library.read { try $0.text(of: id) } == "One.")
    try library.expectWhole()
  }

  @Test func `a page without words takes the place of none with words`() throws {
    let id = try library.write { try $0.add(.sample(text: "Words.")).id }
    desk.clock.advance(by: 1000)
    _ = try library.write { try $0.add(.sample(text: "- *")) }
    #expect(try texts(of: id, in: library) == ["Words."])
  }

  @Test(arguments: [false, true])
  func `a reading without words of another machine is shown only until one with words is there`(
    isFirst: Bool
  ) throws {
    // Given a machine that could read nothing of a page, and one that could, before or after it
    let wall = try SimulatedReplica.make("wall")
    wall.clock.advance(by: 60_000)
    var article = Article.sample(text: "- *")
    article.page = .init(content: Data("<p>- *".utf8), mediaType: "text/html")
    let id = try wall.library.write { try $0.add(article).id }
    #expect(try texts(of: id, in: wall.library) == ["- *"])
    desk.clock.advance(by: isFirst ? 0 : 120_000)
    _ = try library.write { try $0.add(.sample(text: "Words.")) }
    // When they meet
    try library.take(from: wall.library)
    try carryAttachments(from: [wall.library])
    try wall.library.take(from: library)
    // Then the words are shown on both, and the other reading is kept and is no version
    for library in [library, wall.library] {
      let hash = try desk.library.read { try $0.versions(of: id) }.map(\.text)
      #expect(try library.read { try $0.versions(of: id) }.map(\.text) == hash)
      #expect(hash.count == 1)
      #expect(try library.read { try $0.textHash(of: id) } == hash.first)
      #expect(try library.read { try $0.source(id) }?.words == 1)
      let captures = try library.read { try $0.captures(of: id) }
      #expect(captures.map(\.words) == [1, 0])
      #expect(try library.attachment(try #require(captures.last?.page)) != nil)
    }
    #expect(try library.read { try $0.text(of: id) } == "Words.")
    // And what is added then is newer than both
    _ = try library.write { try $0.add(.sample(text: "More words.")) }
    #expect(try library.read { try $0.text(of: id) } == "More words.")
    try library.expectWhole()
  }

  @Test func `what is added here is the newest here, however the clocks were set`() throws {
    // Given a version of a machine whose clock is an hour ahead
    let ahead = try SimulatedReplica.make("ahead")
    ahead.clock.advance(by: 3_600_000)
    let id = try ahead.library.write { try $0.add(.sample(text: "Ahead of its time.")).id }
    try library.take(from: ahead.library)
    try carryAttachments(from: [ahead.library])
    // When the page is added here
    _ = try library.write { try $0.add(.sample(text: "In due time.")) }
    // Then that is shown, there, too
    try ahead.library.take(from: library)
    for library in [library, ahead.library] {
      #expect(
        try library.read { try $0.versions(of: id).last?.text }
          == desk.library.read { try $0.textHash(of: id) }
      )
    }
    #expect(try library.read { try $0.text(of: id) } == "In due time.")
  }

  @Test(arguments: [false, true])
  func `machines that never met show the newest of all versions, in whatever order they come`(
    laterFirst: Bool
  ) throws {
    // Given three machines that read one page at different times, two of them the same text
    let others = try [("a", 0, "Old."), ("b", 60_000, "New."), ("c", 90_000, "New.")].map {
      name,
      time,
      text in
      let machine = try SimulatedReplica.make(name)
      machine.clock.advance(by: Int64(time))
      _ = try machine.library.write { try $0.add(.sample(text: text)) }
      return machine.library
    }
    // When they meet
    for other in laterFirst ? others.reversed() : others { try library.take(from: other) }
    try carryAttachments(from: others)
    // Then there are two versions, and the newest is shown
    let id = try #require(try library.read { try $0.sources().first?.id })
    #expect(try texts(of: id, in: library) == ["Old.", "New."])
    #expect(try library.read { try $0.text(of: id) } == "New.")
    try library.expectWhole()
  }

  @Test func `a passage keeps the words and the place of the version it was clipped from`() throws {
    // Given a passage of a page
    let id = try library.write { try $0.add(.sample(text: "High water comes twice.")).id }
    let hash = try #require(try library.read { try $0.textHash(of: id) })
    let selector = Selector(
      quote: TextQuoteSelector(exact: "water", prefix: "High ", suffix: " comes twice."),
      position: TextPositionSelector(start: 5, end: 10, in: "\(hash)")
    )
    let clipping = try library.write { try $0.clip(selector, of: id) }
    // When the page changes
    desk.clock.advance(by: 1000)
    _ = try library.write { try $0.add(.sample(text: "Low tide comes twice.")) }
    // Then it is what it was, and its text is still here
    let kept = try #require(try library.read { try $0.clipping(clipping) })
    #expect(kept.selector == selector)
    #expect(try library.read { try $0.text(of: hash) } == "High water comes twice.")
  }

  @Test func `a purge takes all versions`() throws {
    // Given a page in two versions, each with the page as it was
    var article = Article.sample(text: "The secret.")
    article.page = .init(content: Data("<p>The secret.".utf8), mediaType: "text/html")
    let id = try library.write { try $0.add(article).id }
    desk.clock.advance(by: 1000)
    article.text = "Another secret."
    article.page?.content = Data("<p>Another secret.".utf8)
    _ = try library.write { try $0.add(article) }
    let hashes = try library.read { reader in
      try reader.versions(of: id).flatMap { [$0.text, $0.page].compactMap(\.self) }
    }
    #expect(hashes.count == 4)
    // When it is purged
    try library.write { try $0.purge(ItemReference(.source, AnyItemID(id))) }
    // Then nothing of either is left
    for hash in hashes { #expect(try library.attachment(hash) == nil) }
    #expect(try library.read { try $0.search("secret", limit: 9).isEmpty })
    try library.expectWhole()
  }
}
