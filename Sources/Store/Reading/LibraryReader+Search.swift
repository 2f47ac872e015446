import GRDB
import Model
import Replication

/// An item that a search found.
public struct SearchResult: Hashable, Sendable {
  public let item: ItemReference
  /// A piece of the text around what was found.
  public let snippet: Snippet
}

/// A piece of text in which what was searched for stands out.
public struct Snippet: Hashable, Sendable {
  public let parts: [Part]

  public struct Part: Hashable, Sendable {
    public let text: String
    public let isMatch: Bool
  }

  public var text: String { parts.map(\.text).joined() }

  /// Reads text in which matches stand between the two marks.
  init(marked text: String) {
    var parts: [Part] = []
    for (index, piece) in text.split(separator: Self.open, omittingEmptySubsequences: false)
      .enumerated()
    {
      let halves =
        index == 0 ? ["", piece] : piece.split(separator: Self.close, maxSplits: 1).map { $0 }
      if halves.count > 0, !halves[0].isEmpty {
        parts.append(Part(text: String(halves[0]), isMatch: true))
      }
      if halves.count > 1, !halves[1].isEmpty {
        parts.append(Part(text: String(halves[1]), isMatch: false))
      }
    }
    self.parts = parts
  }

  // From the far end of private use, where no text that people exchange has anything.
  static let open: Character = "\u{10fffc}"
  static let close: Character = "\u{10fffd}"
}

extension LibraryReader {
  /// What fits a query, best first.
  ///
  /// Words are all wanted; `"a phrase"` is wanted as it stands; `word*` stands for all that begin
  /// so. Case and accents do not matter. Titles weigh more than notes and tags, those more than
  /// text.
  public func search(_ query: String, limit: Int) throws -> [SearchResult] {
    guard let match = SearchQuery(query).match else { return [] }
    return try Row.fetchAll(
      db,
      sql: """
        SELECT id, kind, snippet(search, -1, '\(Snippet.open)', '\(Snippet.close)', '…',
          \(Limits.snippetTokens)) AS snippet
        FROM search JOIN items ON number = search.rowid
        WHERE search MATCH ? AND trashed = 0
        ORDER BY bm25(search, 8.0, 1.0, 2.0, 4.0), number LIMIT ?
        """,
      arguments: [match, limit]
    ).compactMap { row in
      guard let item = reference(row) else { return nil }
      return SearchResult(item: item, snippet: Snippet(marked: row["snippet"] ?? ""))
    }
  }
}

/// A typed query in the language of FTS5.
///
/// Everything typed is quoted, so that nothing in it is taken for an operator.
struct SearchQuery {
  /// `nil` when nothing was asked for.
  let match: String?

  init(_ text: String) {
    var terms: [String] = []
    var word = ""
    var isInPhrase = false
    func finish() {
      let isPrefix = !isInPhrase && word.hasSuffix("*")
      let content = isPrefix ? String(word.dropLast()) : word
      // A term without a letter or digit has no tokens, and would match nothing.
      if content.unicodeScalars.contains(where: {
        $0.properties.isAlphabetic || $0.properties.numericType != nil
      }) {
        terms.append("\"\(content)\"" + (isPrefix ? "*" : ""))
      }
      word = ""
    }
    for character in text.withoutNulls {
      if character == "\"" {
        finish()
        isInPhrase.toggle()
      } else if character.isWhitespace, !isInPhrase {
        finish()
      } else {
        word.append(character)
      }
    }
    finish()
    match = terms.isEmpty ? nil : terms.joined(separator: " ")
  }
}
