/// Names of authors out of a line in which names stand.
enum Byline {
  /// `By Ada Marlow and Ben Okri, Staff Writers` are two names.
  static func names(in text: String) -> [String] {
    let line = text.collapsingWhitespace()
    if line.contains("://") || line.count > 300 { return [] }
    // What follows a bar or a bullet is a role, a date or a place; a word for `by` comes first.
    let pieces = line.split { "|•·⋅–—/（(~".contains($0) }.map { String($0).trimmed() }
    let introduced = pieces.first { withoutPrefix($0) != $0 && !names(inPiece: $0).isEmpty }
    return introduced.map(names(inPiece:))
      ?? pieces.lazy.map(names(inPiece:)).first { !$0.isEmpty } ?? []
  }

  /// Whether a line begins with a word for `by`.
  static func isIntroduced(_ line: String) -> Bool {
    withoutPrefix(line.trimmed()) != line.trimmed()
  }

  /// Whether a line says who made a picture.
  static func isPictureCredit(_ line: String) -> Bool {
    let first = line.split { !$0.isLetter }.first.map { $0.lowercased() }
    return first.map(AuthorWords.pictures.contains) ?? false
  }

  /// Whether a line that begins with a word for `by` goes on as a sentence: by walking on walls.
  static func isSentence(_ line: String) -> Bool {
    line.split(separator: " ").count > 3 && names(in: line).first?.first?.isLowercase ?? false
  }

  private static func names(inPiece piece: String) -> [String] {
    let line = withoutDate(afterBy(withoutPrefix(piece)))
    let parts = split(atJoints: line)
      .flatMap { split(atCommas: $0) }
    let names = parts.enumerated().filter { $0.offset == 0 || !AuthorWords.isRole($0.element) }
      .map { clean($0.element) }.filter(isName)
    return unique(names)
  }

  /// `Ada Marlow and Ben Okri` in its parts.
  private static func split(atJoints line: String) -> [String] {
    var parts: [String] = []
    for piece in line.split(whereSeparator: { ";；、&".contains($0) }) {
      var words: [Substring] = []
      for word in piece.split(separator: " ") {
        if joints.contains(word), !words.isEmpty {
          parts.append(words.joined(separator: " "))
          words = []
        } else {
          words.append(word)
        }
      }
      parts.append(words.joined(separator: " "))
    }
    return parts
  }

  private static let joints: Set<Substring> = [
    "and", "und", "et", "y", "e", "en", "og", "och", "with", "mit", "i",
  ]

  /// `March 4 by Ada Marlow in News` names its author behind the word.
  private static func afterBy(_ line: String) -> String {
    let words = line.split(separator: " ", omittingEmptySubsequences: false)
    guard
      let place = words.indices.dropFirst().dropLast().first(where: { index in
        introductions.contains(words[index].lowercased())
          && words[index + 1].first?.isUppercase ?? false
          && !(words[index].first?.isLowercase == true && isPartOfName(words, index))
      })
    else { return line }
    return words[(place + 1)...].joined(separator: " ")
  }

  /// `Anna von Bergen` has the word within the name; before it stands a single capitalised name.
  private static func isPartOfName(_ words: [Substring], _ index: Int) -> Bool {
    words[index] == "von" && words[..<index].allSatisfy { $0.first?.isUppercase == true }
  }

  private static let introductions: Set<String> = ["by", "by:", "von", "par", "por"]

  /// A line up to the first date in it.
  private static func withoutDate(_ line: String) -> String {
    guard line.utf8.contains(where: { (48...57).contains($0) }),
      let date = DateText.dates(in: line).first
    else { return line }
    return String(decoding: line.utf8.prefix(date.offset), as: UTF8.self)
  }

  /// `Marlow, Ada` is one name, `Ada Marlow, Ben Okri` are two.
  private static func split(atCommas text: String) -> [String] {
    let parts = text.split { $0 == "," || $0 == "，" }.map { String($0).trimmed() }
    if parts.count == 2, !parts[0].contains(" "), parts[1].split(separator: " ").count <= 2,
      parts[0].utf8.allSatisfy({ $0 < 0x80 || $0 < 0xE0 }), isName(parts[1]),
      !AuthorWords.isDegree(parts[1])
    {
      return [parts[1] + " " + parts[0]]
    }
    return parts
  }

  private static func withoutPrefix(_ line: String) -> String {
    var line = line
    var found = true
    while found {
      found = false
      let lower = line.lowercased()
      for prefix in AuthorWords.prefixes where lower.hasPrefix(prefix) {
        line = String(line.dropFirst(prefix.count)).trimmed()
          .trimmingCharacters { ":：".contains($0) }.trimmed()
        found = true
        break
      }
    }
    return line
  }

  private static func clean(_ name: String) -> String {
    var words = withoutPrefix(name.trimmingCharacters { $0 == "©" || $0.isWhitespace }).split(
      separator: " "
    ).map(String.init)
    let isAlone = words.count == 1
    words.removeAll { $0.contains("@") && !($0.hasPrefix("@") && isAlone) }
    // A role or a place behind the name: small words, or words for roles.
    if let end = words.indices.dropFirst(1).first(where: { index in
      AuthorWords.endsName(words[index], isEarly: index < 2)
    }) {
      words = Array(words[..<end])
    }
    while words.count > 1, let last = words.last, AuthorWords.endsNoName(last) {
      words.removeLast()
    }
    let joined = words.joined(separator: " ")
    return joined.trimmingCharacters {
      ".,:;*\"“”'-‑".contains($0)
        && !($0 == "." && (joined.hasSuffix("r.") || joined.hasSuffix("Jr.")))
    }
  }

  private static func isName(_ text: String) -> Bool {
    guard (2...60).contains(text.count), text.split(separator: " ").count <= 6,
      text.contains(where: \.isLetter),
      !text.contains(where: { "<>{}[]=?!…©".contains($0) }),
      !text.hasSuffix(":"), text.count(where: \.isNumber) <= 4
    else { return false }
    // Several words without a capital are part of a sentence; one may be what somebody goes by.
    if text.contains(" "), text == text.lowercased(), text != text.uppercased() { return false }
    let words = text.lowercased().split { !$0.isLetter }.map(String.init)
    return !AuthorWords.areNoName(words)
  }

  static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0.foldedForComparison).inserted }
  }
}

extension String {
  /// The text without characters of a kind at both ends.
  func trimmingCharacters(where matches: (Character) -> Bool) -> String {
    String(drop(while: matches).reversed().drop(while: matches).reversed())
  }
}
