import Foundation
import Model
import Samples
import Store

/// A library with one article whose page is large and does not compress, as a scanned book does not.
enum Attachment {
  static func make(mebibytes: Int, in directory: URL) throws {
    var numbers = Numbers(seed: 1)
    let library = try Library.create(
      at: directory.appendingPathComponent("library"),
      name: "first",
      environment: .measured
    )
    var rest = mebibytes
    let page = try library.stage {
      guard rest > 0 else { return nil }
      rest -= 1
      let words = (0..<(1 << 20) / 8).map { _ in numbers.next() }
      return words.withUnsafeBytes { Array($0) }
    }
    var article = Article(text: "A book that was scanned.")
    article.url = "https://example.org/book"
    article.title = "A book"
    _ = try library.write { try $0.add(article, page: page, mediaType: "application/pdf") }
    try show(["bytes": Double(page.size)])
  }
}
