/// The language of a text, by its script and its small words.
enum LanguageGuess {
  /// The likeliest language of a text and how surely it is that; `nil` where nothing tells.
  ///
  /// - Complexity: O(length of the text), of which at most ``reach`` characters are read.
  static func language(of text: String) -> (code: String, confidence: Double)? {
    let sample = sample(of: text)
    let scripts = Scripts(sample)
    if let code = scripts.language {
      return (code, scripts.letters >= 20 ? 0.99 : 0.6)
    }
    return byWords(sample)
  }

  /// Bytes of a text that are read.
  ///
  /// Languages show themselves in some hundred words; the first part may be captions and names.
  private static let reach = 8000

  /// The beginning of a Markdown text without the addresses of its links, which are in no language.
  private static func sample(of text: String) -> String {
    var sample: [UInt8] = []
    var isInAddress = false
    var last: UInt8 = 0
    for byte in text.utf8 {
      if isInAddress {
        isInAddress = byte != UInt8(ascii: ")") && byte != UInt8(ascii: "\n")
      } else if byte == UInt8(ascii: "("), last == UInt8(ascii: "]") {
        isInAddress = true
      } else {
        sample.append(byte)
      }
      last = byte
      if sample.count >= reach { break }
    }
    return String(decoding: sample, as: UTF8.self)
  }

  /// Asking Unicode for each letter takes longer than all the rest.
  private static func isLetter(_ character: Character) -> Bool {
    character.asciiValue.map { (97...122).contains($0 | 0x20) } ?? character.isLetter
  }

  private static func byWords(_ text: String) -> (code: String, confidence: Double)? {
    var scores = [Double](repeating: 0, count: FunctionWords.codes.count)
    var words = 0
    for word in text.split(whereSeparator: { !isLetter($0) }) {
      words += 1
      guard let languages = FunctionWords.languages[word.lowercased()] else { continue }
      // A word of many languages says little of each.
      let weight = 1 / Double(languages.count)
      for language in languages { scores[language] += weight }
    }
    guard words > 0,
      let best = scores.indices.max(by: { scores[$0] < scores[$1] }), scores[best] >= 1
    else { return nil }
    let second = scores.indices.filter { $0 != best }.map { scores[$0] }.max() ?? 0
    // How much of the text speaks for it, how much more than for the next, and how long it is.
    let coverage = min(1, scores[best] / Double(words) / 0.12)
    let lead = (scores[best] - second) / scores[best]
    let length = min(1, scores[best] / 6)
    return (FunctionWords.codes[best], min(0.99, coverage * (0.4 + 0.6 * lead) * length))
  }
}
