import Model

/// The address that programs write into the head of the pages they save.
enum SavedAddress {
  private static let signs = Pieces("url=( singlefile monolith data-scrapbook-source")

  static func find(in page: String) -> String? {
    let head = String(decoding: page.utf8.prefix(4096), as: UTF8.self)
    guard signs.occur(in: head) else { return nil }
    let marks = [
      // Browsers, and what is written here.
      /saved from url=\(\d+\)(\S+)/,
      /Page saved with SingleFile\s+url:\s*(\S+)/,
      /<!-- Saved from (\S+) at \S+ using monolith/,
      /data-scrapbook-source="([^"\s]+)"/,
    ]
    return marks.lazy.compactMap { head.firstMatch(of: $0).map { String($0.1) } }
      .map { $0.replacing("&amp;", with: "&") }
      .first { WebAddress($0) != nil }
  }
}
