public import Foundation
public import Model
public import Replication

/// A text that a source's page had, from one reading until the next that gave another.
public struct SourceVersion: Hashable, Sendable {
  /// From 1, the oldest, upwards; a version that arrives late may change those of later ones.
  public let number: Int
  /// When it was first read.
  public let fetched: Date
  /// The attachment that holds the text as Markdown.
  public let text: Digest
  public let words: Int
  /// The attachment that holds the page as it was; `nil` when none was kept.
  public let page: Digest?
}

extension LibraryReader {
  /// The versions of a source, the oldest first; the last one is shown.
  ///
  /// Readings that follow one another and gave the same text are one version: two machines may have
  /// read one page. One without words is a version only where there is none with words.
  public func versions(of source: SourceID) throws -> [SourceVersion] {
    var versions: [SourceVersion] = []
    let captures = try captures(of: source)
    let hasWords = captures.contains { $0.words > 0 }
    for capture in captures.reversed()
    where capture.text != versions.last?.text && (capture.words > 0 || !hasWords) {
      versions.append(
        SourceVersion(
          number: versions.count + 1,
          fetched: capture.fetched,
          text: capture.text,
          words: capture.words,
          page: capture.page
        )
      )
    }
    return versions
  }

  /// The text of an attachment.
  ///
  /// - Returns: `nil` when it is not here.
  public func text(of attachment: Digest) throws -> String? {
    try AttachmentTable(db: db).content(attachment, environment)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
