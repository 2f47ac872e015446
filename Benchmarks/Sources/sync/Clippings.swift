import Foundation
import Model
import Samples
import Store
import Sync

/// A library of clippings, written as an import writes them and synced now and then.
enum Clippings {
  private static let transaction = 1_000
  private static let syncs = 20

  static func make(_ count: Int, in directory: URL) throws {
    var numbers = Numbers(seed: 1)
    let library = try Library.create(
      at: directory.appendingPathComponent("library"),
      name: "first",
      environment: .measured
    )
    let folder = directory.appendingPathComponent("folder")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var article = Article(text: numbers.words(2_000))
    article.url = "https://example.org/tides"
    let source = try library.write { try $0.add(article).id }
    let engine = SyncEngine(
      log: library,
      attachments: library,
      folder: LocalSyncFolder(path: folder.path, writer: "first"),
      environment: .measured
    )
    var passages = (0..<count).map { _ in Passage(&numbers) }[...]
    let untilSync = max(transaction, count / syncs)
    var sinceSync = 0
    var writing = Duration.zero
    while !passages.isEmpty {
      let batch = passages.prefix(transaction)
      passages = passages.dropFirst(transaction)
      writing += try ContinuousClock().measure {
        try library.write { writer in
          for passage in batch {
            _ = try writer.clip(
              passage.selector,
              of: source,
              note: passage.note,
              tags: passage.tags
            )
          }
        }
      }
      sinceSync += batch.count
      guard sinceSync >= untilSync || passages.isEmpty else { continue }
      _ = try engine.sync()
      sinceSync = 0
    }
    let milliseconds = writing / .milliseconds(1)
    try show(["clippings": Double(count), "bulkMilliseconds": milliseconds])
  }
}
