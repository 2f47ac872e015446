public import Foundation

/// The parts of a page that lie on the web.
///
/// A page of the public web gets nothing out of a private network.
public struct WebResources: ResourceSource {
  private let page: URL?
  var timeLimit = Limits.oneResourceTime

  /// - Parameter address: of the page.
  public init(of address: String?) {
    page = address.flatMap { URL(string: $0) }
  }

  public func content(at address: String, limit: Int) async throws -> Data? {
    let isPrivate = PrivateHost.contains(page?.host ?? "")
    let isFromPublicPage = page != nil && !isPrivate
    guard let url = URL(string: address),
      ["http", "https"].contains(url.scheme?.lowercased() ?? "")
    else { return nil }
    var fields = ["Accept": "image/*, text/css, font/*;q=0.9, */*;q=0.1"]
    // As browsers do: the site, and not which of its pages.
    if let page, let scheme = page.scheme, let host = page.host {
      fields["Referer"] = "\(scheme)://\(host)\(page.port.map { ":\($0)" } ?? "")/"
    }
    let transfer = Transfer(
      address,
      fields: fields,
      timeLimit: timeLimit,
      byteLimit: limit,
      redirectLimit: Limits.redirects,
      isFromPublicPage: isFromPublicPage
    )
    do {
      guard case .page(let input) = try await transfer.run() else { return nil }
      return input.content
    } catch is CaptureError {
      return nil
    }
  }
}
