import Foundation

/// A page that costs a parser far more than its size, or is far too large.
struct HostilePage: Sendable {
  /// What stands as text in each of them.
  static let word = "harbour"

  let name: String
  private let make: @Sendable () -> String

  func content() -> Data { Data("<!doctype html><body>\(make())".utf8) }

  private init(_ name: String, _ make: @escaping @Sendable () -> String) {
    (self.name, self.make) = (name, make)
  }

  static let all = [
    HostilePage("10,000 nested div") { nested(10_000) },
    HostilePage("100,000 nested div") { nested(100_000) },
    HostilePage("1,000,000 nested div") { nested(1_000_000) },
    HostilePage("10,000 times <a><font><i><p>") {
      String(repeating: "<a><font><i><p>\(word)</p>", count: 10_000)
    },
    HostilePage("50,000 attributes") {
      "<p " + (0..<50_000).map { "a\($0)=b" }.joined(separator: " ") + ">\(word)</p>"
    },
    HostilePage("text of 50 MB") { "<p>\(word)" + String(repeating: "x", count: 50_000_000) },
    HostilePage("text of 50 MB in words") {
      "<p>" + String(repeating: "\(word) ", count: 6_250_000)
    },
    HostilePage("unclosed comment of 10 MB") {
      "<p>\(word)</p><!--" + String(repeating: "-", count: 10_000_000)
    },
    HostilePage("5 MB of <") { "<p>\(word)</p>" + String(repeating: "<", count: 5_000_000) },
    HostilePage("100 MB") { "<p>\(word)" + String(repeating: "x", count: 100_000_000) },
  ]

  private static func nested(_ depth: Int) -> String {
    String(repeating: "<div>", count: depth) + word + String(repeating: "</div>", count: depth)
  }
}
