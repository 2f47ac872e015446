import Foundation
import GRDB
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

@Suite struct KeepingAttachments {
  private let library: Library
  private let other: Library

  init() throws {
    library = try SimulatedReplica.make("desk").library
    other = try SimulatedReplica.make("laptop").library
  }

  private var page: [UInt8] { Array(String(repeating: "<p>tides</p>", count: 500).utf8) }

  private var article: Article {
    var article = Article.sample()
    article.page = .init(content: Data(page), mediaType: "text/html")
    return article
  }

  @Test func `a page is kept compressed, a text as it is`() throws {
    // When an article is added
    _ = try other.write { try $0.add(article) }
    // Then only its page is packed
    let rows = try other.read {
      try Row.fetchAll(
        $0.db,
        sql: "SELECT size, length(content) FROM attachments ORDER BY position"
      )
    }
    let sizes = rows.map { [$0[0] as Int, $0[1] as Int] }
    #expect(sizes[0][0] == sizes[0][1])
    #expect(sizes[1][0] == page.count && sizes[1][1] < page.count / 10)
    #expect(try other.attachment(Blake2b.hash(page)) == page)
  }

  @Test func `bytes that do not become shorter are kept as they are`() throws {
    let hash = Blake2b.hash([1, 2, 3])
    try refer(to: [[1, 2, 3]])
    try library.store([1, 2, 3], as: hash)
    #expect(try library.attachment(hash) == [1, 2, 3])
    let compressed = try library.read {
      try Bool.fetchOne($0.db, sql: "SELECT compressed FROM attachments")
    }
    #expect(compressed == false)
  }

  /// Makes sources of another machine have these pages, which are not here.
  private func refer(to pages: [[UInt8]]) throws {
    for (index, page) in pages.enumerated() {
      var article = Article.sample("page\(index)")
      article.page = .init(content: Data(page), mediaType: "text/html")
      _ = try other.write { try $0.add(article) }
    }
    try library.take(from: other)
  }

  @Test func `bytes that no change refers to are not kept`() throws {
    // Given bytes that nothing refers to, whole and in parts
    let hash = Blake2b.hash([1, 2, 3])
    try library.store([1, 2, 3], as: hash)
    try library.receive([1, 2, 3], of: hash, at: 0)
    // Then nothing of them is here, and nobody is told of them
    #expect(try library.received(hash) == 0)
    #expect(try library.finishReceiving(hash, size: 3))
    #expect(try !library.hasAttachment(hash))
    #expect(try library.attachments(after: 0, limit: 9).isEmpty)
  }

  @Test func `an attachment is missing until it is stored`() throws {
    // Given a source of another machine
    let id = try other.write { try $0.add(article).id }
    try library.take(from: other)
    // Then its text and its page are missing
    let missing = try library.missingAttachments()
    #expect(missing.count == 2)
    #expect(try library.read { try $0.text(of: id) } == nil)
    #expect(try library.read { try $0.page(of: id) } == nil)
    // When they are stored, each twice
    for hash in missing + missing {
      try library.store(try #require(try other.attachment(hash)), as: hash)
    }
    // Then they are there once
    #expect(try library.missingAttachments().isEmpty)
    #expect(try library.attachments(after: 0, limit: 9).count == 2)
    #expect(try library.read { try $0.page(of: id) } == page)
    try library.expectWhole()
  }

  @Test func `content that has another hash is refused`() throws {
    _ = try other.write { try $0.add(article) }
    try library.take(from: other)
    let hash = try #require(try library.missingAttachments().first)
    #expect(try code { try library.store([1, 2, 3], as: hash) } == .badChange)
    #expect(try library.attachment(hash) == nil)
    #expect(try library.missingAttachments().contains(hash))
  }

  @Test func `attachments are given in the order in which they came`() throws {
    try refer(to: (1...5).map { [$0] })
    for byte in UInt8(1)...5 { try library.store([byte], as: Blake2b.hash([byte])) }
    let first = try library.attachments(after: 0, limit: 2)
    let rest = try library.attachments(after: try #require(first.last?.position), limit: 9)
    #expect((first + rest).map(\.hash) == (UInt8(1)...5).map { Blake2b.hash([$0]) })
  }

  @Test func `an empty text is an attachment`() throws {
    let id = try library.write { try $0.add(.sample(text: "")).id }
    #expect(try library.read { try $0.text(of: id) } == "")
    try library.expectWhole()
  }
}
