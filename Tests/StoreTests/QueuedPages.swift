import Foundation
import Model
import Replication
import Sync
import TestSupport
import Testing

@testable import Store

@Suite struct QueuedPages {
  private let desk: SimulatedReplica
  private let laptop: SimulatedReplica
  private var library: Library { desk.library }
  private var other: Library { laptop.library }

  init() throws {
    desk = try SimulatedReplica.make("desk")
    laptop = try SimulatedReplica.make("laptop")
  }

  /// An address without its page.
  private func wanted(_ page: String = "tides") -> Article {
    var article = Article.sample(page, text: "", title: nil)
    article.urls = [article.url].compactMap(\.self)
    return article
  }

  private func queue(_ page: String = "tides", in library: Library) throws -> SourceID {
    try library.write { try $0.queue(wanted(page)).id }
  }

  private func fetch(_ id: SourceID, _ text: String, in library: Library) throws {
    _ = try library.write { try $0.add(.sample(text: text), fetchedFor: id) }
  }

  private func settle() throws {
    try other.take(from: library)
    try library.take(from: other)
    #expect(try library.digest() == other.digest())
    try library.expectWhole()
    try other.expectWhole()
  }

  private func waiting(in library: Library) throws -> [SourceID] {
    try library.read { try $0.fetchQueue() }.map(\.source)
  }

  @Test func `an address is queued once, and two machines queue the same source`() throws {
    // Given the address on both machines
    let first = try queue(in: library)
    #expect(try queue(in: library) == first)
    #expect(try queue(in: other) == first)
    // When they meet
    try settle()
    // Then it waits once, since the first of the wishes
    for library in [library, other] { #expect(try waiting(in: library) == [first]) }
    #expect(try library.read { try $0.source(first)?.words } == nil)
  }

  @Test func `the first page that comes fulfils the wish, on every machine`() throws {
    let id = try queue(in: library)
    try settle()
    try fetch(id, "High water.", in: other)
    try settle()
    for library in [library, other] {
      #expect(try waiting(in: library).isEmpty)
      // The text itself comes with the attachments.
      #expect(
        try library.read { try $0.textHash(of: id) } == Blake2b.hash(Array("High water.".utf8))
      )
    }
  }

  @Test func `pages that were fetched at once are two readings of one source`() throws {
    let id = try queue(in: library)
    try settle()
    try fetch(id, "High water.", in: library)
    laptop.clock.advance(by: 1000)
    try fetch(id, "High water, at noon.", in: other)
    try settle()
    #expect(try library.read { try $0.captures(of: id) }.count == 2)
    #expect(
      try other.read { try $0.textHash(of: id) } == Blake2b.hash(Array("High water, at noon.".utf8))
    )
    #expect(try library.read { try $0.conflictingItems() } == 0)
  }

  @Test func `a page that came again as it was changes nothing, whatever the time`() throws {
    var article = Article.sample()
    article.page = .init(
      content: Data("page".utf8),
      mediaType: "text/html",
      address: article.url,
      entityTag: "\"a\"",
      lastModified: "Tue, 04 Mar 2025 08:00:00 GMT"
    )
    let id = try library.write { try $0.add(article).id }
    let version = try library.version
    for _ in 0..<2 {
      desk.clock.advance(by: 60_000)
      _ = try library.write { try $0.add(article) }
      _ = try library.write { try $0.add(article, fetchedFor: id) }
    }
    #expect(try library.version == version)
    // And another version of it is kept in mind
    article.page?.entityTag = "\"b\""
    _ = try library.write { try $0.add(article) }
    #expect(try library.version != version)
    #expect(try library.read { try $0.pageOrigin(of: id) }?.entityTag == "\"b\"")
  }

  @Test func `a page that leads to another source's address stays with the source it is for`()
    throws
  {
    let known = try library.write { try $0.add(.sample("known", text: "Old.")).id }
    let id = try queue("short", in: library)
    _ = try library.write { try $0.add(.sample("known", text: "New."), fetchedFor: id) }
    #expect(try library.read { try $0.text(of: id) } == "New.")
    #expect(try library.read { try $0.text(of: known) } == "Old.")
    #expect(try waiting(in: library).isEmpty)
  }

  @Test func `the latest refusal decides for all machines when to try again`() throws {
    let id = try queue(in: library)
    try settle()
    let soon = Date(timeIntervalSince1970: 2_000_000_000)
    try library.write { try $0.record(failedFetchOf: id, attempts: 1, next: soon, reason: "503") }
    laptop.clock.advance(by: 1000)
    try other.write {
      try $0.record(failedFetchOf: id, attempts: 1, next: soon + 60, reason: "503 again")
    }
    try settle()
    for library in [library, other] {
      let fetch = try #require(try library.read { try $0.source(id)?.pendingFetch })
      #expect(fetch.next == soon + 60 && fetch.reason == "503 again" && fetch.attempts == 1)
    }
  }

  @Test func `a page that was given up stays so everywhere, until somebody adds it again`() throws {
    let id = try queue(in: library)
    try settle()
    try library.write { try $0.record(failedFetchOf: id, attempts: 3, next: nil, reason: "404") }
    try settle()
    #expect(try other.read { try $0.source(id)?.pendingFetch?.isGivenUp } == true)
    // When it is wanted once more
    laptop.clock.advance(by: 1000)
    #expect(try queue(in: other) == id)
    try settle()
    let fetch = try #require(try library.read { try $0.source(id)?.pendingFetch })
    #expect(!fetch.isGivenUp && fetch.attempts == 0 && fetch.reason == nil)
  }

  @Test func `that a machine has no network is its own affair and makes no change`() throws {
    let id = try queue(in: library)
    try settle()
    let before = try library.version
    let later = Date(timeIntervalSince1970: 2_000_000_000)
    try library.write {
      try $0.postpone(id, attempts: 1, until: later, reason: "could not reach host")
    }
    #expect(try library.version == before)
    #expect(try library.read { try $0.source(id)?.pendingFetch?.next } == later)
    #expect(try other.read { try $0.source(id)?.pendingFetch?.reason } == nil)
    // And is over when the page is here.
    try fetch(id, "High water.", in: library)
    #expect(try library.read { try $0.source(id)?.pendingFetch } == nil)
    try settle()
  }

  @Test func `what is in the trash is not fetched`() throws {
    let id = try queue(in: library)
    let reference = ItemReference(.source, AnyItemID(id))
    try library.write { try $0.trash(reference) }
    #expect(try waiting(in: library).isEmpty)
    try library.write { try $0.restore(reference) }
    #expect(try waiting(in: library) == [id])
  }

  @Test func `a page that is here is not wanted again`() throws {
    let id = try library.write { try $0.add(.sample()).id }
    #expect(try queue(in: library) == id)
    #expect(try waiting(in: library).isEmpty)
  }

  @Test func `only where it was asked for it is one's own`() throws {
    _ = try queue(in: library)
    try settle()
    #expect(try library.read { try $0.fetchQueue() }.map(\.isOwn) == [true])
    #expect(try other.read { try $0.fetchQueue() }.map(\.isOwn) == [false])
  }

  @Test func `the version of a page is kept, and where it was asked for`() throws {
    var article = Article.sample()
    article.page = Article.Page(
      content: Data("<p>High water</p>".utf8),
      mediaType: "text/html",
      address: "https://example.org/t",
      entityTag: "\"1\""
    )
    let id = try library.write { try $0.add(article).id }
    let version = try library.version
    _ = try library.write { try $0.add(article) }
    #expect(try library.version == version)
    try settle()
    let origin = try #require(try other.read { try $0.pageOrigin(of: id) })
    #expect(origin.address == "https://example.org/t" && origin.entityTag == "\"1\"")
    #expect(origin.lastModified == nil)
  }

  @Test(arguments: [[], [1, 2, 3], Array(repeating: 0xFF, count: 40)] as [[UInt8]])
  func `bytes that say nothing are no wish and no refusal`(bytes: [UInt8]) throws {
    let id = try queue(in: library)
    try library.takeStrange([
      Operation(ItemID(id), .source, .keep(.fetchWish, .earliest, .bytes(bytes))),
      Operation(ItemID(id), .source, .keep(.failedFetch, .latest, .bytes(bytes))),
      Operation(ItemID(id), .source, .keep(.pageVersion, .latest, .integer(7))),
    ])
    _ = try library.read { try $0.fetchQueue() }
    #expect(try library.read { try $0.source(id)?.url } == "https://example.org/tides")
    try library.expectWhole()
  }

  @Test(arguments: UInt64(1)...12)
  func `in whatever order machines queue, fetch, fail and let go, they end the same`(seed: UInt64)
    throws
  {
    var random = SeededGenerator(seed: seed)
    let machines = try (0..<3).map { try SimulatedReplica.make("machine \($0) of \(seed)") }
    let pages = ["tides", "gauge", "pier"]
    for _ in 0..<80 {
      let machine = machines[Int.random(in: 0..<3, using: &random)]
      machine.clock.advance(by: Int64.random(in: -500...1000, using: &random))
      let page = pages[Int.random(in: 0..<3, using: &random)]
      let other = machines[Int.random(in: 0..<3, using: &random)]
      let attempt = Int.random(in: 1...12, using: &random)
      let action = Int.random(in: 0..<8, using: &random)
      if action >= 6 {
        if other !== machine { try machine.library.take(from: other.library) }
        continue
      }
      try machine.library.write { writer in
        let id = try writer.queue(wanted(page)).id
        let reference = ItemReference(.source, AnyItemID(id))
        switch action {
        case 0: break
        case 1: _ = try writer.add(.sample(page, text: "Read \(attempt)."), fetchedFor: id)
        case 2, 3:
          let next = Date(timeIntervalSince1970: 2_000_000_000 + Double(attempt))
          try writer.record(
            failedFetchOf: id,
            attempts: attempt,
            next: action == 2 ? next : nil,
            reason: "\(attempt)"
          )
        case 4:
          let part = PagePart(
            address: "https://example.org/\(attempt % 3)",
            content: Data("\(attempt)".utf8),
            mediaType: "image/png"
          )
          try writer.keep([part], of: id)
        default:
          if attempt == 1 { try writer.purge(reference) } else { try writer.trash(reference) }
        }
      }
    }
    for _ in 0..<2 {
      for one in machines {
        for another in machines where one !== another {
          try one.library.take(from: another.library)
        }
      }
    }
    let queues = try machines.map { machine in
      try machine.library.read { try $0.fetchQueue() }.map { [$0.source: $0.fetch] }
    }
    for machine in machines {
      #expect(try machine.library.digest() == machines[0].library.digest(), "seed \(seed)")
      try machine.library.expectWhole()
    }
    #expect(queues.allSatisfy { $0 == queues[0] }, "seed \(seed)")
  }
}
