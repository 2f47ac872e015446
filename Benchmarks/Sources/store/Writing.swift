import Foundation
import Model
import Replication
import Samples
import Store

/// Writing clippings through the library, beside plain SQLite that writes what is read of them.
enum Writing {
  private static let transaction = 1_000

  /// As an import writes them: many a transaction.
  static func bulk(_ world: World, rows: Int, runs: Int) throws -> Measurement {
    let passages = (0..<rows).map { _ in world.passage() }
    let ids = passages.map { _ in world.id() }
    let batches = stride(from: 0, to: rows, by: transaction).map {
      $0..<min(rows, $0 + transaction)
    }
    return try .take(
      "clippings written in bulk",
      rows: rows,
      runs: runs,
      preparing: { try LibraryWithSource(world) },
      { place in
        for batch in batches {
          try place.library.write { writer in
            for passage in passages[batch] { try place.clip(passage, writer) }
          }
        }
      },
      preparingBaseline: { try world.plain(PlainClippings.schema) },
      baseline: { database in
        var clippings = try PlainClippings(in: database)
        for batch in batches {
          try database.transaction {
            for index in batch { try clippings.insert(passages[index], as: ids[index], of: ids[0]) }
          }
        }
      }
    )
  }

  /// As a person makes them: one a transaction, beside a commit of one row of the same bytes.
  static func single(_ world: World, runs: Int) throws -> Measurement {
    let place = try LibraryWithSource(world)
    let database = try world.plain("CREATE TABLE clippings (quote TEXT)")
    let insert = try database.statement("INSERT INTO clippings VALUES (?)")
    return try .take(
      "one clipping written",
      rows: 1,
      runs: runs,
      preparing: { world.passage() },
      { passage in try place.library.write { try place.clip(passage, $0) } },
      preparingBaseline: { world.passage() },
      baseline: { passage in
        try database.transaction { try insert.run([.text(passage.selector.quote.exact)]) }
      }
    )
  }
}

/// A library with one source to clip from.
private struct LibraryWithSource {
  let library: Library
  let source: SourceID

  init(_ world: World) throws {
    let library = try world.library()
    var article = Article(text: world.words(2_000))
    article.url = "https://example.org/tides"
    self.library = library
    source = try library.write { try $0.add(article).id }
  }

  func clip(_ passage: Passage, _ writer: LibraryWriter) throws {
    _ = try writer.clip(passage.selector, of: source, note: passage.note, tags: passage.tags)
  }
}
