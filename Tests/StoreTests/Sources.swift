import Foundation
import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct AddingSources {
  private let library: Library

  init() throws {
    library = try SimulatedReplica.make().library
  }

  @Test(arguments: [
    "https://example.org/tides", "http://example.org/tides", "https://www.example.org/tides/",
    "https://example.org/tides?utm_source=feed", "https://example.org/tides#ebb",
    "https://EXAMPLE.org:443/tides",
  ])
  func `the same page twice is one source`(address: String) throws {
    // Given a source
    let first = try library.write { try $0.add(.sample()) }
    // When its page is added again, under this address
    var article = Article.sample()
    article.url = address
    let second = try library.write { try $0.add(article) }
    // Then it is the same one
    #expect(first.isNew && !second.isNew)
    #expect(second.id == first.id)
    #expect(try library.read { try $0.sources() }.count == 1)
  }

  @Test func `adding again fills what is missing and overwrites nothing`() throws {
    // Given a source with a title and a cleared site
    var article = Article.sample(title: "Tides")
    let id = try library.write { try $0.add(article).id }
    // When it is added again with more, and with another title
    article.title = "Tides, revised"
    article.authors = ["A. Doodson"]
    article.published = "1921"
    article.site = "Admiralty"
    _ = try library.write { try $0.add(article) }
    // Then the title stays, and the rest is there
    let source = try #require(try library.read { try $0.source(id) })
    #expect(source.title == "Tides")
    #expect(source.authors == ["A. Doodson"])
    #expect(source.published == "1921" && source.site == "Admiralty")
  }

  @Test func `what a page says of itself is kept with the first that was found`() throws {
    // Given a source with a licence, a change and its page's tags
    var article = Article.sample()
    article.modified = "2025-03-05"
    article.licence = "CC BY 4.0"
    article.pageMetadata = #"{"meta":[["author","Ada Marlow"]]}"#
    let id = try library.write { try $0.add(article).id }
    // When it is added again with other tags
    article.pageMetadata = "{}"
    _ = try library.write { try $0.add(article) }
    // Then all is there as it was first
    let source = try #require(try library.read { try $0.source(id) })
    #expect(source.modified == "2025-03-05" && source.licence == "CC BY 4.0")
    let metadata = try library.read { try $0.pageMetadata(of: id) }
    #expect(metadata == #"{"meta":[["author","Ada Marlow"]]}"#)
    #expect(try library.read { try $0.changes() }.count == 1)
  }

  @Test func `another work at a known address is another source`() throws {
    // Given a source with a DOI
    var article = Article.sample()
    article.doi = "10.1000/tides.1"
    let first = try library.write { try $0.add(article).id }
    // When its address shows a work with another one, and then the first again
    article.doi = "10.1000/tides.2"
    let other = try library.write { try $0.add(article) }
    article.doi = "10.1000/TIDES.1"
    let again = try library.write { try $0.add(article) }
    // Then they are two
    #expect(other.isNew && other.id != first)
    #expect(!again.isNew && again.id == first)
    #expect(try library.read { try $0.sources() }.count == 2)
  }

  @Test func `adding again what is all there makes no change`() throws {
    _ = try library.write { try $0.add(.sample()) }
    _ = try library.write { try $0.add(.sample()) }
    #expect(try library.read { try $0.changes() }.count == 1)
  }

  @Test func `adding a trashed source brings it back`() throws {
    // Given a source in the trash
    let id = try library.write { try $0.add(.sample()).id }
    try library.write { try $0.trash(ItemReference(.source, AnyItemID(id))) }
    #expect(try library.read { try $0.source(id) }?.trashed == true)
    // When it is added again
    let again = try library.write { try $0.add(.sample()) }
    // Then it is out of the trash
    #expect(again.id == id && !again.isNew)
    #expect(try library.read { try $0.source(id) }?.trashed == false)
  }

  @Test func `a page is known under every address it was seen under`() throws {
    // Given a source that was seen under two addresses
    var article = Article.sample()
    article.urls = ["https://example.org/tides", "https://mirror.example/t/7"]
    let id = try library.write { try $0.add(article).id }
    // When the other address is added
    var other = Article.sample(title: "Tides at the mirror")
    other.url = "http://www.mirror.example/t/7/"
    let second = try library.write { try $0.add(other) }
    // Then it is the same source
    #expect(second.id == id && !second.isNew)
    let urls = try library.read { try $0.source(id) }?.urls
    #expect(urls == ["https://example.org/tides", "https://mirror.example/t/7"])
  }

  @Test func `two machines that never met have made one source`() throws {
    // Given the same page on two machines, each with something of its own
    let other = try SimulatedReplica.make("laptop").library
    var mine = Article.sample(title: nil)
    mine.site = "Admiralty"
    let id = try library.write { try $0.add(mine).id }
    let theirs = try other.write { try $0.add(.sample()).id }
    // When they meet
    try library.take(from: other)
    // Then it is one source with both
    #expect(id == theirs)
    let source = try #require(try library.read { try $0.source(id) })
    #expect(source.title == "Tides" && source.site == "Admiralty")
    #expect(try library.read { try $0.conflicts() }.isEmpty)
  }

  @Test func `what was captured first stays the shown text, in whatever order it came`() throws {
    // Given two captures of one page at different times
    let early = try SimulatedReplica.make("early")
    let late = try SimulatedReplica.make("late")
    late.clock.advance(by: 60_000)
    _ = try late.library.write { try $0.add(.sample(text: "The later text.")) }
    let id = try early.library.write { try $0.add(.sample(text: "The first text.")).id }
    // When they meet, the later one first
    try library.take(from: late.library)
    try library.take(from: early.library)
    for hash in try library.missingAttachments() {
      let content = try early.library.attachment(hash) ?? late.library.attachment(hash)
      try library.store(try #require(content), as: hash)
    }
    // Then the first one is shown
    #expect(try library.read { try $0.text(of: id) } == "The first text.")
    try library.expectWhole()
  }

  @Test func `text and page are kept as they were`() throws {
    // Given an article with its page
    var article = Article.sample(text: "a\u{0}b\u{1f30a}e\u{301}")
    let page = Array("<p>tides</p>".utf8) + [0, 255, 254]
    article.page = .init(content: Data(page), mediaType: "text/html")
    // When it is added
    let id = try library.write { try $0.add(article).id }
    // Then both are there, the text without its null
    #expect(try library.read { try $0.text(of: id) } == "ab\u{1f30a}e\u{301}")
    #expect(try library.read { try $0.page(of: id) } == page)
  }

  @Test(arguments: [
    ("one two  three", 3), ("", 0), ("\u{6f6e}\u{6c50}", 2), ("it's l\u{2019}eau", 2), ("- * -", 0),
  ])
  func `words are counted as the script separates them`(text: String, words: Int) throws {
    let id = try library.write { try $0.add(.sample(text: text)).id }
    #expect(try library.read { try $0.source(id) }?.words == words)
  }

  @Test func `a source counts its clippings outside the trash`() throws {
    // Given a source with two clippings
    let id = try library.write { try $0.add(.sample()).id }
    let clippings = try library.write { writer in
      try ["High", "water"].map { try writer.clip(.sample($0), of: id) }
    }
    // When one is trashed
    try library.write { try $0.trash(ItemReference(.clipping, AnyItemID(clippings[0]))) }
    // Then it is not counted
    #expect(try library.read { try $0.source(id) }?.clippings == 1)
    #expect(try library.read { try $0.clippings(of: id) }.map(\.id) == [clippings[1]])
  }
}
