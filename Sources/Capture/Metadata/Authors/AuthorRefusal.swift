/// Who stands where an author is named and is none, as far as the page tells.
struct AuthorRefusal {
  private let page: Metadata
  /// The words that the page shows, read when they are first asked for.
  private var shown: [UInt8]?

  /// Names of a list that are looked for in the page's text.
  private static let reach = 8

  init(_ page: Metadata) { self.page = page }

  /// The names without those that are no author's.
  func names(of names: [String]) -> [String] {
    let people = names.filter { !refuses($0) }
    guard people.count > 1, page.applies(.siteBesideAuthors) else { return people }
    let others = people.filter { !page.siteNames.contains($0.foldedForComparison) }
    return others.isEmpty ? people : others
  }

  private func refuses(_ name: String) -> Bool {
    if page.applies(.companyAsAuthor), AuthorWords.isCompany(name) { return true }
    return page.applies(.addressAsAuthor) && Self.isHost(name)
      && !page.siteNames.contains(name.foldedForComparison)
  }

  /// Whether the page shows its readers any of these names, or they are known to be of the site:
  /// `Coast Paper newsroom`.
  mutating func shows(_ names: [String]) -> Bool {
    guard page.applies(.authorShownNowhere), let body = page.tree.firstElement(named: "body") else {
      return true
    }
    let keys = names.prefix(Self.reach).map(\.foldedForComparison)
    let sites = page.siteNames.filter { $0.count > 3 }
    if keys.contains(where: { key in
      page.siteNames.contains(key) || sites.contains(where: key.contains)
    }) {
      return true
    }
    let text = shown ?? Self.words(of: page.tree.text(of: body))
    shown = text
    return names.prefix(Self.reach).contains { name in
      let name = Self.words(of: name)
      // Of scripts without spaces, of which letters take three bytes and more, no word ends.
      guard name.contains(where: { $0 >= 0xE3 }) else { return text.firstIndex(of: name) != nil }
      return text.filter { $0 != Self.space }.firstIndex(of: name.filter { $0 != Self.space })
        != nil
    }
  }

  /// `harbour-agency.example`: one word with a dot before a short ending.
  private static func isHost(_ name: String) -> Bool {
    if name.hasPrefix("www.") { return true }
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return false }
    let ending = name[dot...].dropFirst()
    return (2...3).contains(ending.count)
      && name.allSatisfy { $0 == "." || $0 == "-" || $0.isLowercase || $0.isNumber }
  }

  private static let space = UInt8(ascii: " ")

  /// The words in lower case with a space around each.
  private static func words(of text: String) -> [UInt8] {
    var words = [space]
    for byte in text.lowercased().utf8 {
      if byte >= 0x80 || (97...122).contains(byte) || (48...57).contains(byte) {
        words.append(byte)
      } else if words.last != space {
        words.append(space)
      }
    }
    return words.last == space ? words : words + [space]
  }
}
