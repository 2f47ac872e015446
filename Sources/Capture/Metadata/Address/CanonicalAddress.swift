import Model

/// Whether the address a page claims for itself can be that of the page.
///
/// Many sites point every page at their front page or at the section it stands in; taking that for
/// the article's address would make one source of all of them.
enum CanonicalAddress {
  static func isBelievable(_ claim: WebAddress, for own: WebAddress?) -> Bool {
    guard let own else { return !claim.isFrontPage }
    if claim.normalized == own.normalized { return true }
    if claim.isFrontPage { return false }
    let (claimed, actual) = (path(of: claim), path(of: own))
    if site(of: claim.host) != site(of: own.host) {
      // A copy on another site keeps the last part of the original's path.
      return claimed.last != nil && claimed.last == actual.last
    }
    if query(of: own) != nil, query(of: claim) == nil, claimed == actual {
      // `page.php?id=7` is not `page.php`; a path of words needs no query.
      return claimed.last.map { !isProgram($0) } ?? false
    }
    let isAncestor = claimed.count < actual.count && actual.starts(with: claimed)
    return !isAncestor || claimed.last.map(namesArticle) ?? false
  }

  private static func path(of address: WebAddress) -> [Substring] {
    address.normalized.dropFirst("https://".count).prefix { $0 != "?" }
      .split(separator: "/").dropFirst().map { $0 }
  }

  private static func query(of address: WebAddress) -> Substring? {
    address.normalized.firstIndex(of: "?").map { address.normalized[$0...] }
  }

  /// The last two labels of a host, enough to take `m.` and `amp.` off.
  private static func site(of host: String) -> [Substring] {
    host.split(separator: ".").suffix(2)
  }

  private static func isProgram(_ name: Substring) -> Bool {
    [".php", ".asp", ".aspx", ".jsp", ".cgi", ".pl", ".do", ".cfm"].contains { name.hasSuffix($0) }
      || name.utf8.count < 8
  }

  /// Sections are called by one word, articles by several or by a number.
  private static func namesArticle(_ name: Substring) -> Bool {
    name.contains { $0.isNumber } || name.count { $0 == "-" || $0 == "_" } > 1
  }
}
