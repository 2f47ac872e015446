import Foundation
import Model

/// The language of a page: what it declares, checked against its text.
struct PageLanguage {
  /// BCP 47, from the page's own declarations.
  let declared: String?

  init(metadata: Metadata) {
    let declarations =
      [metadata.tree.nodes[0]["lang"], metadata.tree.nodes[0]["xml:lang"]]
      + [
        metadata.first("og:locale", "content-language", "dc.language", "language"),
        metadata.linked.language,
      ]
    declared = declarations.lazy.compactMap(\.self).compactMap(Self.tag).first
  }

  /// The language of a text whose page declares one.
  ///
  /// The declaration stands unless the text speaks clearly for another: templates are often in a
  /// language that the article is not in.
  func chosen(for text: String) -> (tag: String, confidence: Double, isDeclared: Bool)? {
    guard let guess = LanguageGuess.language(of: text) else {
      return declared.map { ($0, 0.9, true) }
    }
    guard let declared else {
      return guess.confidence >= 0.15 ? (guess.code, guess.confidence, false) : nil
    }
    let primary = Self.primary(declared)
    if primary == guess.code || Self.isSibling(primary, guess.code) {
      return (declared, 0.99, true)
    }
    return guess.confidence >= 0.4
      ? (guess.code, guess.confidence, false) : (declared, 0.6, true)
  }

  /// Languages that small words cannot tell apart; the page knows better.
  private static func isSibling(_ declared: String, _ guess: String) -> Bool {
    siblings.contains { $0.contains(declared) && $0.contains(guess) }
  }

  private static let siblings: [Set<String>] = [
    ["hr", "sr", "bs", "sh", "me"], ["id", "ms"], ["no", "nb", "nn"], ["fa", "prs"],
    ["zh", "yue", "cmn"],
  ]

  private static func primary(_ tag: String) -> String {
    String(tag.prefix { $0 != "-" })
  }

  static func tag(_ text: String) -> String? {
    let parts = text.trimmed().split { $0 == "_" || $0 == "-" }.map { $0.lowercased() }
    guard let primary = parts.first, (2...3).contains(primary.count), primary != "utf",
      primary.allSatisfy({ $0.isASCII && $0.isLetter })
    else { return nil }
    var tag = primary
    for part in parts.dropFirst()
    where part.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) {
      tag += "-" + (part.count == 2 ? part.uppercased() : part.count == 4 ? part.capitalized : part)
    }
    return tag
  }
}
