import Foundation

/// The address against which the links of a page are read.
struct WebBase {
  private let url: URL?

  /// - Parameters:
  ///   - address: Where the page came from.
  ///   - element: What its `base` element says.
  init(address: String?, element: String? = nil) {
    let own = address.flatMap { URL(string: $0) }
    url = element.flatMap { URL(string: $0, relativeTo: own)?.absoluteURL } ?? own
  }

  /// The absolute address of a link, or as it is where that cannot be known; `nil` for scripts.
  func resolved(_ link: String) -> String? {
    let link = link.trimmed()
    if link.isEmpty || link.lowercased().hasPrefix("javascript:") { return nil }
    if link.hasPrefix("#") { return link }
    let lower = link.prefix(8).lowercased()
    if lower.hasPrefix("http://") || lower.hasPrefix("https://") { return link }
    guard let url else { return link.hasPrefix("//") ? "https:" + link : link }
    return URL(string: link, relativeTo: url)?.absoluteString ?? link
  }
}
