import Foundation

/// What the references of a page or a style sheet are relative to.
struct ResourceBase {
  /// `nil` for a page whose address is not known: then paths beside the page stand for addresses.
  private let web: WebBase?
  private let folder: String

  init(_ web: WebBase?) {
    self.web = web
    folder = ""
  }

  private init(folder: String) {
    web = nil
    self.folder = folder
  }

  /// For the references in a style sheet that lies there.
  func inside(_ address: String) -> ResourceBase {
    // What has an id for an address is a part of the page's own file, and stands where the page does.
    if Self.isID(address) { return self }
    if Self.isAbsolute(address) { return ResourceBase(WebBase(address: address)) }
    let parts = address.split(separator: "/").dropLast()
    return ResourceBase(folder: parts.map { $0 + "/" }.joined())
  }

  /// The address that a reference leads to; `nil` for what is no part of the page or needs no fetching.
  func address(_ reference: String) -> String? {
    let reference = reference.trimmed()
    guard !reference.isEmpty, !reference.hasPrefix("#"),
      reference.utf8.count <= Limits.referenceBytes
    else { return nil }
    if Self.isID(reference) { return "cid:" + reference.dropFirst(4) }
    if let web {
      guard let address = web.resolved(reference), Self.isAbsolute(address) else { return nil }
      return String(address.prefix { $0 != "#" })
    }
    if Self.isAbsolute(reference) { return String(reference.prefix { $0 != "#" }) }
    return beside(reference)
  }

  /// A path below the page's own folder.
  private func beside(_ reference: String) -> String? {
    let path = reference.prefix { $0 != "?" && $0 != "#" }
    guard !path.hasPrefix("/"), path.firstMatch(of: /^[A-Za-z][A-Za-z0-9+.\-]*:/) == nil else {
      return nil
    }
    var parts: [Substring] = []
    for part in (folder + path).split(separator: "/") {
      if part == "." { continue }
      if part == ".." {
        guard parts.popLast() != nil else { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
  }

  /// Whether it is the id of a part that came in one file with the page (RFC 2392).
  private static func isID(_ address: String) -> Bool {
    address.prefix(4).lowercased() == "cid:"
  }

  private static func isAbsolute(_ address: String) -> Bool {
    let head = address.prefix(8).lowercased()
    return head.hasPrefix("http://") || head.hasPrefix("https://")
  }
}
