import Foundation
import Model

/// The language of a page: what it declares, checked against its text.
enum PageLanguage {
  typealias Rule = MetadataRule<String>

  /// The places of the declaration, each of which gives BCP 47.
  static let rules: [Rule] = [
    Rule("language: html element", 0.9) { page in
      let root = page.tree.nodes[0]
      return [root["lang"], root["xml:lang"]].compactMap(\.self).compactMap(tag)
    },
    Rule("language: meta", 0.9) { page in
      [page.first("og:locale", "content-language", "dc.language", "language").flatMap(tag)]
        .compactMap(\.self)
    },
  ]

  /// Names the rule that reads the article's text.
  static let textRule = "language: text"

  /// The language of a text whose page may declare one.
  ///
  /// The declaration stands unless the text speaks clearly for another: templates are often in a
  /// language that the article is not in.
  static func choose(_ page: Metadata, text: String) -> Choice<String> {
    var found = page.first(of: rules)
    guard !page.without.contains(textRule), let guess = LanguageGuess.language(of: text) else {
      return found
    }
    let read = Candidate(
      value: guess.code,
      source: textRule,
      confidence: guess.confidence,
      agreed: guess.confidence
    )
    found.all.append(read)
    guard let declared = found.chosen else {
      found.chosen = guess.confidence >= 0.15 ? read : nil
      return found
    }
    let primary = primary(declared.value)
    if primary == guess.code || (page.applies(.siblings) && isSibling(primary, guess.code)) {
      found.chosen?.confidence = 0.99
    } else if guess.confidence >= 0.4 {
      found.chosen = read
    } else {
      found.chosen?.confidence = 0.6
    }
    return found
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
