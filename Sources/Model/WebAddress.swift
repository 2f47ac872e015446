import Foundation

/// An http(s) address and the form of it by which pages are told apart.
///
/// The normalised form has no fragment, tracking parameters, default port, user or trailing noise;
/// `http` and `https`, and the host with and without `www.`, are the same page.
public struct WebAddress: Hashable, Sendable {
  /// The address as it was given, without its fragment.
  public let original: String
  public let normalized: String

  /// Reads an absolute http or https address; `nil` for anything else.
  public init?(_ text: String) {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard var parts = URLComponents(string: trimmed),
      let scheme = parts.scheme?.lowercased(), scheme == "http" || scheme == "https",
      let host = parts.host?.lowercased(), !host.isEmpty
    else { return nil }

    parts.fragment = nil
    original = parts.string ?? trimmed

    let port = parts.port.flatMap { $0 == 80 || $0 == 443 ? nil : ":\($0)" } ?? ""
    let shortHost = host.hasPrefix("www.") ? String(host.dropFirst(4)) : host
    let query = Self.meaningful(parts.percentEncodedQueryItems ?? [])
    normalized =
      "https://" + shortHost + port + Self.trimmed(path: parts.percentEncodedPath)
      + (query.isEmpty ? "" : "?" + query)
  }

  /// The host in lower case, without `www.`.
  public var host: String {
    let rest = normalized.dropFirst("https://".count)
    return String(rest.prefix { $0 != "/" && $0 != "?" && $0 != ":" })
  }

  /// Whether this is a site's front page.
  public var isFrontPage: Bool {
    !normalized.dropFirst("https://".count).contains { $0 == "/" || $0 == "?" }
  }

  private static func trimmed(path: String) -> String {
    var path = path
    for index in ["/index.html", "/index.htm", "/index.php"] where path.hasSuffix(index) {
      path.removeLast(index.count - 1)
    }
    while path.hasSuffix("/") { path.removeLast() }
    return path
  }

  /// What is left of a query when tracking is gone, in a fixed order.
  private static func meaningful(_ items: [URLQueryItem]) -> String {
    items.filter { !isTracking($0.name.lowercased()) }
      .map { item in item.value.map { "\(item.name)=\($0)" } ?? item.name }
      .sorted()
      .joined(separator: "&")
  }

  private static func isTracking(_ name: String) -> Bool {
    trackingNames.contains(name) || trackingPrefixes.contains { name.hasPrefix($0) }
  }

  /// Parameters that campaigns and networks add and that never choose another page.
  private static let trackingNames: Set<String> = [
    "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid",
    "igshid", "igsh", "ttclid", "li_fat_id", "epik", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl",
    "ref", "ref_src", "ref_url", "cmpid", "ncid", "sr_share", "smid", "spm", "scm", "s_cid",
    "_openstat", "vero_id", "wickedid", "oly_anon_id", "oly_enc_id", "rb_clickid", "guccounter",
    "guce_referrer", "guce_referrer_sig", "campaign_id", "share", "feature",
  ]
  private static let trackingPrefixes = ["utm_", "hsa_", "_hs", "pk_", "mtm_", "piwik_", "at_"]
}
