import Foundation
import Model
import Replication
import TestSupport
import Testing

@testable import Store

@Suite struct KeepingDocuments {
  private let library: Library

  init() throws {
    library = try SimulatedReplica.make().library
  }

  private func document(_ text: String, _ bytes: String) -> Article {
    var article = Article(text: text)
    article.page = Article.Page(content: Data(bytes.utf8), mediaType: "application/pdf")
    return article
  }

  @Test func `the pages of a text are kept with it`() throws {
    var article = document("The tide. The ebb.\n", "file")
    article.pages = [PageStart(label: "xii", start: 0), PageStart(label: "1", start: 10)]
    let id = try library.write { try $0.add(article).id }
    #expect(try library.read { try $0.pages(of: id) } == article.pages)
    let other = try library.write { try $0.add(document("No pages.\n", "other")).id }
    #expect(try library.read { try $0.pages(of: other) } == [])
  }

  @Test func `documents without text are one source only where their files are`() throws {
    let first = try library.write { try $0.add(document("", "first")) }
    let second = try library.write { try $0.add(document("", "second")) }
    let again = try library.write { try $0.add(document("", "first")) }
    #expect(first.id != second.id)
    #expect(again.id == first.id && !again.isNew)
    // However the file comes in, it is the same one.
    var bytes: [UInt8]? = Array("second".utf8)
    let staged = try library.stage {
      defer { bytes = nil }
      return bytes
    }
    let third = try library.write {
      try $0.add(document("", ""), page: staged, mediaType: "application/pdf")
    }
    #expect(third.id == second.id)
  }

  @Test func `a mark in a file is clipped once, whatever became of it`() throws {
    let source = try library.write { try $0.add(document("The tide.\n", "file")).id }
    let quad = [72.0, 700, 200, 700, 72, 688, 200, 688]
    var highlight = Highlight(quote: "tide", page: 0, color: "yellow", note: "Ask.", quads: [quad])
    let selector = Selector(quote: TextQuoteSelector(exact: "tide"), page: "17")
    func clip() throws -> ClippingID? {
      try library.write { try $0.clip(highlight, at: selector, of: source) }
    }
    let first = try #require(try clip())
    let clipping = try #require(try library.read { try $0.clipping(first) })
    #expect(clipping.note == "Ask." && clipping.color == "yellow")
    #expect(clipping.selector.page == "17")
    // Another comment makes no other mark, and overwrites nothing.
    highlight.note = "Answered."
    #expect(try clip() == nil)
    // Another place does.
    highlight.quads = [quad.map { $0 + 20 }]
    let other = try #require(try clip())
    #expect(other != first)
    // What was purged stays so.
    _ = try library.write { try $0.purge(ItemReference(.clipping, AnyItemID(other))) }
    #expect(try clip() == nil)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a capture is read as it was written, and broken pages are none`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var start = 0
    let pages = (0..<Int.random(in: 0..<30, using: &random)).map { number in
      start += Int.random(in: 0..<5_000, using: &random)
      return PageStart(label: number % 7 == 0 ? "é-\(number)" : "\(number)", start: start)
    }
    let capture = SourceCapture(
      fetched: 7,
      text: try #require(Digest([UInt8](repeating: 1, count: 32))),
      words: 3,
      page: nil,
      mediaType: "application/pdf",
      pages: pages
    )
    #expect(SourceCapture(capture.value) == capture, "seed \(seed)")
    guard case .bytes(let bytes) = capture.value else {
      Issue.record("a capture is bytes")
      return
    }
    for count in 0..<bytes.count {
      let cut = SourceCapture(.bytes(Array(bytes.prefix(count))))
      #expect(cut == nil || cut?.pages == [] || cut == capture, "seed \(seed), \(count) bytes")
    }
  }
}
