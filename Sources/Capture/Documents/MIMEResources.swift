import Foundation
import Model

/// The parts of a saved page or mail, by their places and ids (RFC 2557, RFC 2392).
struct MIMEResources: ResourceSource {
  private var parts: [String: MIMEPart] = [:]

  /// - Parameters:
  ///   - message: All of it.
  ///   - page: Where the page lay.
  init(_ message: MIMEPart, beside page: String?) {
    let base = WebBase(address: page)
    for part in message.all where part.parts.isEmpty {
      let id = part.headers["content-id"]?.trimmingCharacters(in: Self.brackets)
      let place = part.headers["content-location"].flatMap { place in
        // Of a page that lay on a disk the paths beside it are known, as its references say them.
        base.resolved(place).map { Self.path(of: $0, beside: page) }
      }
      for address in [place, id.map { "cid:\($0)" }].compactMap(\.self) {
        let key = EnclosedAddress.key(address)
        if parts[key] == nil { parts[key] = part }
      }
    }
  }

  private static let brackets = CharacterSet(charactersIn: "<> ")

  private static func path(of place: String, beside page: String?) -> String {
    guard let page, WebAddress(page) == nil, let end = page.lastIndex(of: "/"),
      place.hasPrefix(page[...end])
    else { return place }
    return String(place[end...].dropFirst())
  }

  func content(at address: String, limit: Int) async throws -> Data? {
    guard let part = parts[EnclosedAddress.key(address)] else { return nil }
    return part.content(atMost: limit)
  }
}
